"""What adjustments of the list need from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.publishing import ports as publishing

if TYPE_CHECKING:
    from chalicelib.adjustments.domain.adjustment import Adjustment


class ReportTimers(Protocol):
    """One timer per adjustment and number, for the report that is awaited. Best effort."""

    def start_adjustment(self, adjustment: Adjustment) -> None: ...

    def stop_adjustment(self, adjustment: Adjustment, number: int) -> None: ...


class Ports(publishing.Ports, Protocol):
    @property
    def report_timers(self) -> ReportTimers: ...
