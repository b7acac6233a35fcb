"""/v1/catalogue/propagation: bringing systems and guides in line with an edition (Art. 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.errors import PropagationTaskUnknown
from chalicelib.adjustments.domain.propagation import PropagationTarget, PropagationTask
from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.http.paging import cursor_parameter, limit_parameter
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.adjustments.ports import Ports

LONGEST_EVIDENCE = 500
LONGEST_NUMBER = 6


def page(call: Call[Ports]) -> Answer:
    from chalicelib.adjustments.use_cases.propagation_acts import ListPropagation, list_propagation
    from chalicelib.kernel.listing import ListPage

    unit = call.incoming.parameter("unit") or None
    query = ListPropagation(
        unit=None if unit is None else UnitCode(unit),
        edition=_edition(call.incoming.parameter("edition")),
        page=ListPage(limit_parameter(call), cursor_parameter(call)),
    )
    found = list_propagation(query, call.signed.caller, call.ports)
    now = call.ports.clock.now()
    items = [task_json(one, now) for one in found.items]
    return Answer({"items": items, "next_cursor": found.after})


def complete(call: Call[Ports], task: str) -> Answer:
    from chalicelib.adjustments.use_cases.propagation_acts import (
        CompletePropagation,
        complete_propagation,
    )

    edition, unit, target = _task(task)
    with Fields(call.body()) as fields:
        evidence = fields.text("evidence", LONGEST_EVIDENCE)
    command = CompletePropagation(edition, unit, target, evidence)
    done = complete_propagation(command, call.signed, call.ports)
    return Answer(task_json(done, call.ports.clock.now()))


def task_json(one: PropagationTask, now: datetime) -> dict[str, object]:
    """Lateness is computed as of ``now``; ``done_by`` null = 待定."""
    late, due = one.overdue_since(now), one.due
    return {
        "task": one.id,
        "edition": one.edition,
        "unit": one.unit,
        "target": one.target,
        "opened_at": to_text(one.opened_at),
        "done_by": None if due.done_by is None else to_text(due.done_by),
        "missing_year": due.missing_year,
        "calendar_version": due.calendar_version,
        "overdue_since": None if late is None else to_text(late),
        "done_at": None if one.done_at is None else to_text(one.done_at),
        "evidence": one.evidence,
        "by": one.by,
    }


def _edition(text: str | None) -> int | None:
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise FieldInvalid("edition 要写成版次,例如 2。", field="edition")
    return int(text)


def _task(text: str) -> tuple[int, UnitCode, PropagationTarget]:
    """``2-370402006-PAPER_GUIDE``."""
    number, _, rest = text.partition("-")
    unit, _, name = rest.partition("-")
    target = next((one for one in PropagationTarget if one.value == name), None)
    if (
        target is None
        or not (number.isascii() and number.isdigit())
        or len(number) > LONGEST_NUMBER
    ):
        raise PropagationTaskUnknown(f"没有编号为 {text} 的落实任务,请核对编号。", field="task")
    return int(number), UnitCode(unit), target
