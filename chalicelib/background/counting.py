"""Counters come from what was committed, once per event, whoever noticed it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.events import Event, EventType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chalicelib.background.ports import Ports
    from chalicelib.kernel.ids import UnitCode
    from chalicelib.requests.domain.request import VerificationRequest

COUNTED = {
    EventType.REQUEST_FILED: "filed",
    EventType.REQUEST_ANSWERED: "answered",
    EventType.REQUEST_OVERDUE: "overdue",
}


def count_events(events: Iterable[Event], request: VerificationRequest, ports: Ports) -> None:
    """filed by the requester's kind of unit, answered and overdue by the issuer's."""
    for event in events:
        metric = COUNTED.get(event.news.type)
        if metric is None:
            continue
        is_filed = event.news.type is EventType.REQUEST_FILED
        unit = request.requester if is_filed else request.issuer
        ports.telemetry.count(metric, _kind(unit, ports))
        year = request.plan.missing_year
        if is_filed and year is not None:
            # The alarm that asks an operator for the year (mianzheng calendar add).
            ports.telemetry.count("calendar_year_missing", "ALL")
            ports.telemetry.log("calendar_year_missing", year=year)


def _kind(code: UnitCode, ports: Ports) -> str:
    unit = ports.units.unit(code)
    return unit.kind if unit is not None else "UNKNOWN"
