"""登记清单调整 (Art. 5-2): a reason arose to reduce, change or add a proof; the clock starts."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment, AdjustmentKind, adjustment_id
from chalicelib.adjustments.use_cases.changing import adjustment_told
from chalicelib.adjustments.use_cases.rights import require_spokesman_or_officer
from chalicelib.catalogue.domain.rows import Method
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.performing import actor_of, perform
from chalicelib.kernel.records import record
from chalicelib.units.use_cases.rights import person

if TYPE_CHECKING:
    from chalicelib.adjustments.ports import Ports
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.commits import Commit


@record(frozen=True)
class RegisterAdjustment:
    """``override`` is the number of the office's decision that an added proof can't be spared."""

    unit: UnitCode
    kind: AdjustmentKind
    cause: str
    cause_date: date
    rows_before: tuple[RowCode, ...]
    rows_after: tuple[RowCode, ...]
    methods: tuple[Method, ...]
    override: str | None


def register_adjustment(command: RegisterAdjustment, call: SignedCall, ports: Ports) -> Adjustment:
    """By the unit, its sector authority or an officer: 1 transaction, then 1 timer start.

    Raises UnitUnknown, RoleNotAllowed, FieldInvalid, FieldMissing, AdjustmentRuleBroken,
    CalendarYearMissing: the due time is never guessed.
    """
    drawn = ports.random.id()

    def decide(now: datetime) -> tuple[Adjustment, Commit]:
        require_spokesman_or_officer(call.caller, command.unit, now, ports)
        calendar = ports.calendars.current()
        adjustment = Adjustment(
            id=adjustment_id(command.unit, now, drawn),
            unit=command.unit,
            kind=command.kind,
            cause=command.cause,
            cause_date=command.cause_date,
            base=_base(command, now, ports),
            registered_by=person(call.caller),
            registered_at=now,
            report_by=calendar.adjustment_report_due(command.cause_date),
            calendar_version=calendar.version,
            rows_before=command.rows_before,
            rows_after=command.rows_after,
            methods=command.methods,
            override=command.override,
        )
        return adjustment_told(adjustment.registered(), actor_of(call), ports)

    adjustment = perform(call, ports, Adjustment, decide)
    if adjustment.next_check_at() is not None:
        ports.report_timers.start_adjustment(adjustment)
    return adjustment


def _base(command: RegisterAdjustment, now: datetime, ports: Ports) -> int:
    """The edition in force; what is to be adjusted stands in it, and is the unit's own."""
    edition = ports.catalogue.edition_at(now)
    for code in command.rows_before:
        row = edition.rows.get(code)
        if row is None or row.service_item.unit != command.unit:
            raise FieldInvalid(
                f"现行清单里没有单位 {command.unit} 的 {code} 这一行,请核对 rows_before。",
                field="rows_before",
            )
    return edition.number
