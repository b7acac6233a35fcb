"""Bodies about proofs -> commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.fields import Fields
from chalicelib.kernel.ids import RequestId
from chalicelib.requests.api.commands import LONGEST_NOTE, statement_of

if TYPE_CHECKING:
    from chalicelib.proofs.use_cases.revoking import CorrectAnswer
    from chalicelib.requests.domain.answers import Evidence


def correct_command(id_: str, body: dict[str, object], evidence: Evidence) -> CorrectAnswer:
    """{conclusion, facts, as_of, reason}."""
    from chalicelib.proofs.use_cases.revoking import CorrectAnswer

    with Fields(body) as fields:
        return CorrectAnswer(
            id=RequestId(id_),
            statement=statement_of(fields, evidence),
            reason=fields.text("reason", LONGEST_NOTE),
        )
