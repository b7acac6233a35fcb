"""Closed requests whose time of retention is over (SECURITY.md): from the units' boxes, no scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.erasure.use_cases.erasing import is_erasable
from chalicelib.requests.domain.outcomes import RequestState
from chalicelib.requests.domain.summaries import Box
from chalicelib.requests.use_cases.listing import every_box_page
from chalicelib.units.use_cases.rights import require_officer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from chalicelib.erasure.ports import Ports
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import RequestId, UnitCode

CLOSED = (RequestState.ANSWERED, RequestState.SENT_BACK, RequestState.WITHDRAWN)


def find_expired(
    before: datetime, limit: int, call: SignedCall, ports: Ports
) -> tuple[RequestId, ...]:
    """At most ``limit`` requests closed before ``before``, by an officer; 1 query a box and page.

    Erased ones have left their box, so asking again goes on. Raises RoleNotAllowed.
    """
    require_officer(call.caller, ports.clock.now(), ports)
    found: list[RequestId] = []
    for unit in ports.units.units():
        for state in CLOSED:
            for one in _closed_before(before, unit.code, state, ports):
                found.append(one)
                if len(found) == limit:
                    return tuple(found)
    return tuple(found)


def _closed_before(
    before: datetime, unit: UnitCode, state: RequestState, ports: Ports
) -> Iterator[RequestId]:
    """A box is sorted by due time, and a request may be closed after it was due, or long before:
    every page is looked through, for neither order says where to stop."""
    for page in every_box_page(unit, Box.OUTBOX, state, ports):
        requests = ports.requests.requests([one.id for one in page.items]) if page.items else ()
        yield from (one.id for one in requests if is_erasable(one, before))
