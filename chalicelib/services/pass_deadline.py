"""A due time has passed (Art. 10-2, R5): called by timers and the sweeper, late, early, twice."""

from chalicelib.domain.events import THE_SYSTEM
from chalicelib.domain.ids import RequestId
from chalicelib.domain.requests import VerificationRequest
from chalicelib.services.performing import MOST_TRIES, told
from chalicelib.services.ports import Ports
from chalicelib.services.storing import RevisionLost


def pass_deadline(id_: RequestId, ports: Ports) -> VerificationRequest | None:
    """Note every due time that has passed: 1 read, and 1 transaction only if there is news."""
    for _ in range(MOST_TRIES):
        before = ports.store.request(id_)
        if before is None:
            return None
        now = ports.clock.now()
        after = before.pass_time(now)
        if after == before:
            return before
        quiet, commit = told(after, THE_SYSTEM, now, ports)
        try:
            ports.store.commit(commit)
        except RevisionLost:
            continue
        return quiet
    return None
