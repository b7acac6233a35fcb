"""Erasure (SECURITY.md): what a request held about people can never be read again.

The record that held the wrapped data key is overwritten by this one, in the transaction that
records the act: without its key nothing sealed under it opens, wherever a copy lies. What is
not sealed under it (attachments, sealed pages, tokens for typing) is removed from its store.
Ledger entries hold no personal data and stay. Backups lapse by themselves (OURS: 35 days), and
a mark outside the table outlives every return to one of them, so that it is erased again.
"""

from datetime import date, datetime, timedelta

from chalicelib.kernel.ids import ProofId, RequestId
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI

BACKUP_LIFE = timedelta(days=35)
"""Point-in-time recovery reaches back this far at the most (Amazon DynamoDB Developer Guide)."""


@record(frozen=True)
class ErasedRequest:
    """What stands where a request stood. ``proofs`` are its copies, whose pages are removed."""

    id: RequestId
    erased_at: datetime
    erased_by: str
    reason: str
    proofs: tuple[ProofId, ...] = ()
    revision: int = 0

    @property
    def backups_lapse_on(self) -> date:
        """The day (Asia/Shanghai) from which no backup holds the key any more."""
        return (self.erased_at + BACKUP_LIFE).astimezone(SHANGHAI).date() + timedelta(days=1)


@record(frozen=True)
class ErasureMark:
    """What a table restored to before the erasure can't know: nothing but ids and the time (UTC).
    ``proofs``: its copies, some of which the restored table may never have heard of."""

    request: RequestId
    erased_at: datetime
    proofs: tuple[ProofId, ...] = ()


@record(frozen=True)
class ErasedProof:
    """What stands where the record of one extracted copy stood; its place in the status list
    stays taken, and what was revoked stays revoked."""

    id: ProofId
    erased_at: datetime
    revision: int = 0
