"""Closed requests whose time of retention is over (SPEC 8): from the units' boxes, no scan."""

from datetime import datetime

from chalicelib.domain.ids import RequestId
from chalicelib.domain.outcomes import RequestState
from chalicelib.domain.signing import SignedCall
from chalicelib.services.erase_request import is_erasable
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Box, BoxQuery
from chalicelib.services.unit_rights import require_officer

CLOSED = (RequestState.ANSWERED, RequestState.SENT_BACK, RequestState.WITHDRAWN)


def find_expired(
    before: datetime, limit: int, call: SignedCall, ports: Ports
) -> tuple[RequestId, ...]:
    """At most ``limit`` requests closed before ``before``, by an officer.

    A box is sorted by due time, and a request may be closed after it was due: each box is read
    from its oldest on until ``limit`` are found. Erased ones have left it, so calling again
    goes on. Raises RoleNotAllowed.
    """
    require_officer(call.caller, ports.clock.now(), ports)
    found: list[RequestId] = []
    for unit in ports.store.units():
        for state in CLOSED:
            query = BoxQuery(unit.code, Box.OUTBOX, state, limit)
            due = [one.id for one in ports.store.box(query).items if one.answer_by < before]
            requests = ports.store.requests(due) if due else ()
            found += [one.id for one in requests if is_erasable(one, before)]
            if len(found) >= limit:
                return tuple(found[:limit])
    return tuple(found)
