"""The due time of a report has passed (Art. 5-2, 16): called by timers and the sweeper, late,
early, twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment, unit_of
from chalicelib.adjustments.use_cases.changing import adjustment_told
from chalicelib.kernel.commits import RevisionLost
from chalicelib.kernel.events import THE_SYSTEM
from chalicelib.kernel.performing import MOST_TRIES

if TYPE_CHECKING:
    from chalicelib.adjustments.ports import Ports
    from chalicelib.kernel.ids import AdjustmentId


def pass_adjustment(id_: AdjustmentId, ports: Ports) -> Adjustment | None:
    """Note that the report is late, once: 1 read, and 1 transaction only if there is news."""
    for _ in range(MOST_TRIES):
        before = ports.lists.listed(Adjustment, unit_of(id_), id_)
        if before is None:
            return None
        after = before.pass_time(ports.clock.now())
        if after == before:
            return before
        quiet, commit = adjustment_told(after, THE_SYSTEM, ports)
        try:
            ports.commit(commit)
        except RevisionLost:
            continue
        return quiet
    return None
