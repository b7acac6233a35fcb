"""/v1/verification-requests/{request_id}/mismatches, /supplements, /objections (Art. 11-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.ids import RequestId
from chalicelib.requests.api.commands import mismatch_command, objection_command, reason_command
from chalicelib.requests.api.views import told

if TYPE_CHECKING:
    from chalicelib.http.blueprint import Answer, Call
    from chalicelib.requests.ports import Ports


def mismatch(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.mending import record_mismatch

    command = mismatch_command(request_id, call.body())
    return told(call, record_mismatch(command, call.signed, call.ports))


def supplement(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.mending import ask_supplement

    what = reason_command(call.body())
    ports = call.ports
    return told(call, ask_supplement(RequestId(request_id), what, call.signed, ports))


def objection(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.mending import record_objection

    command = objection_command(request_id, call.body())
    return told(call, record_objection(command, call.signed, call.ports))
