"""The common walk of an act on one unit: load, check the right, let the domain decide, commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.units.domain.unit import Unit
from chalicelib.units.use_cases.rights import load_unit

if TYPE_CHECKING:
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import MemberId, UnitCode
    from chalicelib.units.ports import Ports

Act = Callable[[Unit, datetime], Unit]


def change_unit(
    code: UnitCode, call: SignedCall, ports: Ports, act: Act, facts: tuple[tuple[str, str], ...]
) -> Unit:
    """1 read, 1 transaction. ``facts`` say what changed, by member id, never by name."""

    def decide(now: datetime) -> tuple[Unit, Commit]:
        unit = act(load_unit(code, ports), now)
        return unit, unit_changed(unit, call, now, ports, facts)

    return perform(call, ports, Unit, decide)


def unit_changed(
    unit: Unit, call: SignedCall, now: datetime, ports: Ports, facts: tuple[tuple[str, str], ...]
) -> Commit:
    """The commit that saves a unit with its ledger entry."""
    news = (News(EventType.UNIT_CHANGED, now, "10-1", facts=facts),)
    events = events_of(unit_subject(unit.code), news, actor_of(call), ports.random)
    return Commit(saves=(unit,), events=events)


def unit_subject(unit: UnitCode) -> str:
    """Under which subject a unit's ledger entries stand."""
    return f"unit:{unit}"


def what(act: str, member: MemberId | None = None) -> tuple[tuple[str, str], ...]:
    """The facts of a change of a unit."""
    return (("what", act),) + (() if member is None else (("member", str(member)),))
