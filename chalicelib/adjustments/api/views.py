"""/v1/catalogue/adjustments: a reason to change the list arose, and was reported (Art. 5-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import (
    MOST_ROWS,
    Adjustment,
    AdjustmentDecision,
    AdjustmentKind,
    WrittenReport,
)
from chalicelib.catalogue.domain.rows import Method
from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.http.paging import cursor_parameter, limit_parameter
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import AdjustmentId, RowCode, UnitCode
from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.adjustments.ports import Ports
    from chalicelib.adjustments.use_cases.deciding import DecideAdjustment
    from chalicelib.adjustments.use_cases.registering import RegisterAdjustment
    from chalicelib.adjustments.use_cases.reporting import ReportAdjustment

LONGEST_CODE = 40
LONGEST_CAUSE = 500
LONGEST_NUMBER = 100
MOST_METHODS = 3
VERDICTS = {"AGREE": True, "REFUSE": False}


def register(call: Call[Ports]) -> Answer:
    from chalicelib.adjustments.use_cases.registering import register_adjustment

    command = register_command(call.body())
    return _told(call, register_adjustment(command, call.signed, call.ports), 201)


def page(call: Call[Ports]) -> Answer:
    from chalicelib.adjustments.use_cases.listing import ListAdjustments, list_adjustments
    from chalicelib.kernel.listing import ListPage

    unit = call.incoming.parameter("unit") or None
    query = ListAdjustments(
        unit=None if unit is None else UnitCode(unit),
        page=ListPage(limit_parameter(call), cursor_parameter(call)),
    )
    found = list_adjustments(query, call.signed.caller, call.ports)
    now = call.ports.clock.now()
    items = [adjustment_json(one, now) for one in found.items]
    return Answer({"items": items, "next_cursor": found.after})


def read(call: Call[Ports], adjustment: str) -> Answer:
    from chalicelib.adjustments.use_cases.listing import read_adjustment

    id_ = AdjustmentId(adjustment)
    return _told(call, read_adjustment(id_, call.signed.caller, call.ports))


def report(call: Call[Ports], adjustment: str) -> Answer:
    from chalicelib.adjustments.use_cases.reporting import report_adjustment

    command = report_command(adjustment, call.body())
    return _told(call, report_adjustment(command, call.signed, call.ports))


def decide(call: Call[Ports], adjustment: str) -> Answer:
    from chalicelib.adjustments.use_cases.deciding import decide_adjustment

    command = decide_command(adjustment, call.body())
    return _told(call, decide_adjustment(command, call.signed, call.ports))


def register_command(body: dict[str, object]) -> RegisterAdjustment:
    """{unit, kind, cause, cause_date, rows_before?, rows_after?, methods?, override?}."""
    from chalicelib.adjustments.use_cases.registering import RegisterAdjustment

    with Fields(body) as fields:
        return RegisterAdjustment(
            unit=UnitCode(fields.text("unit", LONGEST_CODE)),
            kind=fields.choice("kind", AdjustmentKind),
            cause=fields.text("cause", LONGEST_CAUSE),
            cause_date=fields.day("cause_date"),
            rows_before=fields.texts("rows_before", MOST_ROWS, RowCode),
            rows_after=fields.texts("rows_after", MOST_ROWS, RowCode),
            methods=fields.texts("methods", MOST_METHODS, _method),
            override=fields.optional_text("override", LONGEST_NUMBER),
        )


def report_command(id_: str, body: dict[str, object]) -> ReportAdjustment:
    """{text, document_no?, rows_after?}."""
    from chalicelib.adjustments.use_cases.reporting import ReportAdjustment

    with Fields(body) as fields:
        return ReportAdjustment(
            id=AdjustmentId(id_),
            text=fields.text("text"),
            document_no=fields.optional_text("document_no", LONGEST_NUMBER),
            rows_after=fields.texts("rows_after", MOST_ROWS, RowCode),
        )


def decide_command(id_: str, body: dict[str, object]) -> DecideAdjustment:
    """{verdict, decision_no?, reason}."""
    from chalicelib.adjustments.use_cases.deciding import DecideAdjustment

    with Fields(body) as fields:
        verdict = fields.text("verdict", LONGEST_CODE)
        if verdict not in VERDICTS:
            raise FieldInvalid("verdict 只能是 AGREE(同意)或 REFUSE(不同意)。", field="verdict")
        return DecideAdjustment(
            id=AdjustmentId(id_),
            is_agreed=VERDICTS[verdict],
            number=fields.optional_text("decision_no", LONGEST_NUMBER),
            reason=fields.text("reason", LONGEST_CAUSE),
        )


def _method(text: str) -> Method:
    for one in Method:
        if one.value == text:
            return one
    raise FieldInvalid(
        f"methods 只能是 {'、'.join(Method)};由申请人提交不是办法,请另选。", field="methods"
    )


def _told(call: Call[Ports], adjustment: Adjustment, status: int = 200) -> Answer:
    return Answer(adjustment_json(adjustment, call.ports.clock.now()), status)


def adjustment_json(one: Adjustment, now: datetime) -> dict[str, object]:
    """Lateness is computed as of ``now``."""
    late = one.overdue_since(now)
    return {
        "adjustment": one.id,
        "unit": one.unit,
        "kind": one.kind,
        "state": one.state,
        "cause": one.cause,
        "cause_date": one.cause_date.isoformat(),
        "report_by": to_text(one.report_by),
        "calendar_version": one.calendar_version,
        "overdue_since": None if late is None else to_text(late),
        "base": one.base,
        "rows_before": list(one.rows_before),
        "rows_after": list(one.rows_after),
        "methods": list(one.methods),
        "override": one.override,
        "registered_by": one.registered_by,
        "registered_at": to_text(one.registered_at),
        "report": None if one.report is None else _report_json(one.report),
        "decision": None if one.decision is None else _decision_json(one.decision),
        "edition": one.edition,
    }


def _report_json(report: WrittenReport) -> dict[str, object]:
    return {
        "text": report.text,
        "document_no": report.document_no,
        "by": report.by,
        "at": to_text(report.at),
    }


def _decision_json(decision: AdjustmentDecision) -> dict[str, object]:
    return {
        "verdict": "AGREE" if decision.is_agreed else "REFUSE",
        "decision_no": decision.number,
        "reason": decision.reason,
        "by": decision.by,
        "at": to_text(decision.at),
    }
