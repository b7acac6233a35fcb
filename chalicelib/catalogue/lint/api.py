"""What the lint says of drafts and editions; decisions about exclusions (Art. 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import Exclusion
from chalicelib.catalogue.lint.domain.findings import LintReport, Severity
from chalicelib.catalogue.tables.api.json import decision_json, finding_json
from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.http.paging import cursor_parameter, limit_parameter
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import RowCode, UnitCode

if TYPE_CHECKING:
    from chalicelib.catalogue.ports import Ports

LONGEST_CODE = 40
LONGEST_NAME = 200


def draft(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.catalogue.lint.use_cases import lint_draft

    report = lint_draft(UnitCode(unit), call.signed.caller, call.ports)
    return _page(call, report, f"draft-lint|{unit}")


def edition(call: Call[Ports], edition: str) -> Answer:
    from chalicelib.catalogue.lint.use_cases import lint_edition

    if not (edition.isascii() and edition.isdigit() and len(edition) <= 6):
        raise FieldInvalid("版号要写成数字,例如 12。", field="edition")
    report = lint_edition(int(edition), call.ports)
    return _page(call, report, f"edition-lint|{edition}")


def decisions(call: Call[Ports]) -> Answer:
    from chalicelib.catalogue.lint.use_cases import every_decision

    found = every_decision(call.ports)
    return Answer({"items": [decision_json(one) for one in found]})


def decide(call: Call[Ports]) -> Answer:
    from chalicelib.catalogue.use_cases.exclusions import DecideExclusion, decide_exclusion

    with Fields(call.body()) as fields:
        command = DecideExclusion(
            row=_row(fields.text("row", LONGEST_CODE)),
            exclusion=fields.choice("exclusion", Exclusion),
            reason=fields.text("reason", LONGEST_NAME),
            decided_by=fields.text("decided_by", LONGEST_NAME),
            decided_on=fields.day("decided_on"),
            review_on=fields.day("review_on"),
        )
    found = decide_exclusion(command, call.signed, call.ports)
    return Answer(decision_json(found), status=201)


def _page(call: Call[Ports], report: LintReport, bound_to: str) -> Answer:
    """A page of findings; the counts are of the whole report."""
    bound = f"{call.signed.caller.unit}|{bound_to}"
    cursors, cursor = call.ports.cursors, cursor_parameter(call)
    start = 0 if cursor is None else int(cursors.open(cursor, bound))
    end = start + limit_parameter(call)
    following = None if end >= len(report.findings) else cursors.seal(str(end), bound)
    counts = {one.value.lower(): report.by_severity()[one] for one in Severity}
    items = [finding_json(one) for one in report.findings[start:end]]
    return Answer({"counts": counts, "items": items, "next_cursor": following})


def _row(text: str) -> RowCode:
    from chalicelib.catalogue.tables.domain.values import CODE_PATTERN

    if not CODE_PATTERN.fullmatch(text):
        raise FieldInvalid("row 要写成清单的编号,例如 ZM001。", field="row")
    return RowCode(text)
