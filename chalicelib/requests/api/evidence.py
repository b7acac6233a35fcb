"""The issuer's own words: the JWS of its call and the exact bytes it signed (Art. 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.requests.domain.answers import Evidence

if TYPE_CHECKING:
    from chalicelib.http.blueprint import Call
    from chalicelib.requests.ports import Ports

LARGEST_ANSWER = 16 * 1024
"""OURS, bytes of the body: a conclusion, not the record. A request with its corrections must fit
into one item of the store (400 kB)."""


def evidence_of(call: Call[Ports]) -> Evidence:
    """Raises FieldInvalid when the answer is too long to be one."""
    if len(call.incoming.body) > LARGEST_ANSWER:
        raise FieldInvalid(
            "答复内容超过 16 KiB;只写结论和必要的事实,详细材料请用附件。", field="facts"
        )
    return Evidence(call.incoming.signatures[0], call.incoming.body)
