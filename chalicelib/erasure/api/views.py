"""Erasure of what a request held about people, and what is due for it (SECURITY.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.http.paging import limit_parameter
from chalicelib.kernel.ids import RequestId
from chalicelib.kernel.times.clock import from_text, to_text

if TYPE_CHECKING:
    from chalicelib.erasure.domain.erasure import ErasedRequest
    from chalicelib.erasure.ports import Ports

LONGEST_REASON = 200


def erase(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.erasure.use_cases.erasing import erase_request

    with Fields(call.body()) as fields:
        reason = fields.text("reason", LONGEST_REASON)
    erased = erase_request(RequestId(request_id), reason, call.signed, call.ports)
    return Answer(erasure_json(erased))


def read(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.erasure.use_cases.erasing import read_erasure

    report = read_erasure(RequestId(request_id), call.signed, call.ports)
    looked = {"looked_at": list(report.looked_at), "left": list(report.left)}
    return Answer({**erasure_json(report.erased), **looked})


def expired(call: Call[Ports]) -> Answer:
    from chalicelib.erasure.use_cases.expired import find_expired

    before = from_text(call.incoming.parameter("before"), field="before")
    found = find_expired(before, limit_parameter(call), call.signed, call.ports)
    return Answer({"items": list(found)})


def erasure_json(erased: ErasedRequest) -> dict[str, object]:
    return {
        "id": erased.id,
        "erased_at": to_text(erased.erased_at),
        "erased_by": erased.erased_by,
        "reason": erased.reason,
        "copies": len(erased.proofs),
        "backups_lapse_on": erased.backups_lapse_on.isoformat(),
    }
