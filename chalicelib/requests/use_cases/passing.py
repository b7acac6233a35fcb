"""A due time has passed (Art. 10-2, R5): called by timers and the sweeper, late, early, twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.commits import RevisionLost
from chalicelib.kernel.events import THE_SYSTEM
from chalicelib.kernel.performing import MOST_TRIES
from chalicelib.requests.use_cases.changing import told

if TYPE_CHECKING:
    from chalicelib.kernel.ids import RequestId
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports


def pass_deadline(id_: RequestId, ports: Ports) -> VerificationRequest | None:
    """Note every due time that has passed: 1 read, and 1 transaction only if there is news."""
    for _ in range(MOST_TRIES):
        before = ports.requests.request(id_)
        if before is None:
            return None
        now = ports.clock.now()
        after = before.pass_time(now)
        if after == before:
            return before
        quiet, commit = told(after, THE_SYSTEM, now, ports)
        try:
            ports.commit(commit)
        except RevisionLost:
            continue
        return quiet
    return None
