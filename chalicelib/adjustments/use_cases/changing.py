"""The common walk of an act on one adjustment: load, check the right, let the domain decide,
commit; then stop the timer of one whose report is no longer awaited (best effort)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment
from chalicelib.adjustments.use_cases.rights import load_adjustment
from chalicelib.kernel.performing import Report, actor_of, perform, tell

if TYPE_CHECKING:
    from chalicelib.adjustments.ports import Ports
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.commits import Commit
    from chalicelib.kernel.events import Actor
    from chalicelib.kernel.ids import AdjustmentId

Act = Callable[[Adjustment, datetime], Adjustment]


def change_adjustment(id_: AdjustmentId, call: SignedCall, ports: Ports, act: Act) -> Adjustment:
    """1 read, 1 transaction, and 1 stop where the act ended the wait for the report."""
    ended_now = False

    def decide(now: datetime) -> tuple[Adjustment, Commit]:
        nonlocal ended_now
        before = load_adjustment(id_, ports)
        after = act(before, now)
        ended_now = before.next_check_at() is not None and after.next_check_at() is None
        return adjustment_told(after, actor_of(call), ports)

    changed = perform(call, ports, Adjustment, decide)
    if ended_now:
        ports.report_timers.stop_adjustment(changed, changed.timer)
    return changed


def adjustment_told(
    adjustment: Adjustment, actor: Actor, ports: Ports
) -> tuple[Adjustment, Commit]:
    """The adjustment without its news, and the commit that saves it with its entries."""
    return tell(adjustment, Report(adjustment_subject(adjustment.id), actor), ports)


def adjustment_subject(id_: AdjustmentId) -> str:
    """Under which subject an adjustment's ledger entries stand."""
    return f"adjustment:{id_}"
