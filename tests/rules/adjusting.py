"""What is done about adjustments and the calendar in a district, through the real services."""

from dataclasses import replace
from datetime import date

from chalicelib.adjustments.domain.adjustment import Adjustment, AdjustmentKind
from chalicelib.adjustments.use_cases.changing import adjustment_subject
from chalicelib.adjustments.use_cases.deciding import DecideAdjustment, decide_adjustment
from chalicelib.adjustments.use_cases.registering import RegisterAdjustment, register_adjustment
from chalicelib.adjustments.use_cases.reporting import ReportAdjustment, report_adjustment
from chalicelib.adjustments.use_cases.rights import load_adjustment
from chalicelib.calendar.domain import CalendarYearRecord
from chalicelib.calendar.use_cases import SETTLED, AddCalendarYear, add_calendar_year
from chalicelib.catalogue.domain.rows import Method
from chalicelib.kernel.callers import Caller
from chalicelib.kernel.ids import RowCode
from tests import worlds
from tests.rules.world import CIVIL_AFFAIRS, START, District, promising

ROW = RowCode("ZM007")
A_REDUCTION = RegisterAdjustment(
    unit=CIVIL_AFFAIRS,
    kind=AdjustmentKind.REDUCE,
    cause="设定依据已经废止",
    cause_date=date(2026, 11, 18),
    rows_before=(ROW,),
    rows_after=(),
    methods=(),
    override=None,
)
AN_ADDITION = replace(
    A_REDUCTION,
    kind=AdjustmentKind.ADD,
    rows_before=(),
    rows_after=(RowCode("ZM900"),),
    methods=(Method.DEPARTMENT_VERIFICATION,),
)
YEAR_2027 = AddCalendarYear(
    year=2027,
    holidays=(date(2027, 1, 1), date(2027, 2, 8), date(2027, 2, 9), date(2027, 2, 10)),
    make_up_days=(date(2027, 2, 20),),
    source="样例通知",
    replaces=None,
)
"""Made up: nobody knows the real one before the autumn of 2026 is over."""

ON_MONDAY = replace(
    YEAR_2027,
    year=2026,
    holidays=(date(2026, 11, 23),),
    source="样例临时通知",
    make_up_days=(),
    replaces="2026-0",
)
"""As if 2026 had had one holiday only, on a Monday to come."""


def register(
    district: District, command: RegisterAdjustment = A_REDUCTION, by: Caller | None = None
) -> Adjustment:
    call = worlds.call_by(by or worlds.agent(command.unit))
    return register_adjustment(command, call, district.ports)


def report(
    district: District,
    adjustment: Adjustment,
    by: Caller | None = None,
    rows_after: tuple[RowCode, ...] = (),
) -> Adjustment:
    command = ReportAdjustment(adjustment.id, "拟不再要求这项证明", None, rows_after)
    return report_adjustment(
        command, worlds.call_by(by or worlds.agent(adjustment.unit)), district.ports
    )


def decide(
    district: District,
    adjustment: Adjustment,
    number: str | None = None,
    *,
    is_agreed: bool = True,
    by: Caller | None = None,
) -> Adjustment:
    command = DecideAdjustment(adjustment.id, is_agreed, number, "经核实")
    return decide_adjustment(command, worlds.call_by(by or worlds.officer()), district.ports)


def stored(district: District, adjustment: Adjustment) -> Adjustment:
    return load_adjustment(adjustment.id, district.ports)


def told(district: District, adjustment: Adjustment) -> list[str]:
    """What the ledger says of it, oldest first."""
    events = district.ports.ledger.events(adjustment_subject(adjustment.id))
    return [one.news.type.value for one in events]


def add_year(
    district: District, command: AddCalendarYear = YEAR_2027, by: Caller | None = None
) -> CalendarYearRecord:
    return add_calendar_year(command, worlds.call_by(by or worlds.officer()), district.ports)


def settle(district: District) -> None:
    """Until the recount has run."""
    district.pass_by(SETTLED)
    district.deliver()


def to_the_end_of_2026() -> District:
    """A promise of 40 working days from 2026-11-18 needs 2027."""
    return District(START, promising("ZM007", "40 工作日"))


def a_day_off(district: District) -> None:
    """2026-11-23, a Monday, becomes a holiday; every other day of 2026 stays what it was."""
    plan = district.ports.calendars.current().years[2026]
    holidays = (*plan.holidays, date(2026, 11, 23))
    worked = tuple(sorted(plan.make_up_days))
    add_year(district, replace(ON_MONDAY, holidays=holidays, make_up_days=worked))
