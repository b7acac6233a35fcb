"""/v1/catalogue: rows of the edition in force, drafts on their way, editions (Art. 5-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.api.json import (
    change_json,
    draft_json,
    edition_json,
    material_json,
    row_json,
)
from chalicelib.catalogue.domain.editions import Waiver
from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.http.paging import cursor_parameter, limit_parameter
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import UnitCode

if TYPE_CHECKING:
    from chalicelib.catalogue.ports import Ports
    from chalicelib.catalogue.use_cases.changes import Changes

LONGEST_CODE = 40
MOST_WAIVERS = 100


def one(call: Call[Ports], row: str) -> Answer:
    from chalicelib.catalogue.use_cases.reading import read_row

    edition, found = read_row(row, call.ports)
    return Answer({"edition": edition, **row_json(found)})


def drafts(call: Call[Ports]) -> Answer:
    from chalicelib.catalogue.use_cases.reading import read_drafts

    found = read_drafts(call.signed.caller, call.ports)
    return Answer({"items": [draft_json(one) for one in found]})


def draft(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.catalogue.use_cases.reading import read_draft

    found = read_draft(UnitCode(unit), call.signed.caller, call.ports)
    return Answer(draft_json(found))


def draft_rows(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.catalogue.use_cases.reading import read_draft_rows

    code, caller, ports = UnitCode(unit), call.signed.caller, call.ports
    bound = f"draft-rows|{unit}"
    page = read_draft_rows(code, caller, ports, limit_parameter(call), _after(call, bound))
    return _page(call, [row_json(one) for one in page.items], page.after, bound)


def draft_changes(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.catalogue.use_cases.changes import read_draft_changes

    code, caller, ports = UnitCode(unit), call.signed.caller, call.ports
    bound = f"draft-changes|{unit}"
    found = read_draft_changes(code, caller, ports, limit_parameter(call), _after(call, bound))
    return _changes(call, found, bound)


def submit(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.catalogue.use_cases.drafts import submit_draft

    call.no_body()
    return Answer(draft_json(submit_draft(UnitCode(unit), call.signed, call.ports)))


def agree(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.catalogue.use_cases.drafts import agree_draft

    waivers = waivers_command(call.body() if call.incoming.body else {})
    found = agree_draft(UnitCode(unit), waivers, call.signed, call.ports)
    return Answer(draft_json(found))


def give_back(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.catalogue.use_cases.drafts import return_draft

    with Fields(call.body()) as fields:
        reason = fields.text("reason")
    found = return_draft(UnitCode(unit), reason, call.signed, call.ports)
    return Answer(draft_json(found))


def editions(call: Call[Ports]) -> Answer:
    from chalicelib.catalogue.use_cases.reading import read_editions

    ports = call.ports
    page = read_editions(ports, limit_parameter(call), _after(call, "editions"))
    return _page(call, [edition_json(*one) for one in page.items], page.after, "editions")


def publish(call: Call[Ports]) -> Answer:
    from chalicelib.catalogue.use_cases.publishing import publish_edition
    from chalicelib.catalogue.use_cases.reading import state_of

    with Fields(call.body() if call.incoming.body else {}) as fields:
        effective_from = fields.optional_instant("effective_from")
    ports = call.ports
    found = publish_edition(effective_from, call.signed, ports)
    return Answer(edition_json(found, state_of(found, ports)), 201)


def edition(call: Call[Ports], edition: str) -> Answer:
    from chalicelib.catalogue.use_cases.reading import read_edition

    return Answer(edition_json(*read_edition(_number(edition), call.ports)))


def edition_rows(call: Call[Ports], edition: str) -> Answer:
    from chalicelib.catalogue.use_cases.reading import read_edition_rows

    number, bound = _number(edition), f"edition-rows|{edition}"
    ports = call.ports
    page = read_edition_rows(number, ports, limit_parameter(call), _after(call, bound))
    return _page(call, [row_json(one) for one in page.items], page.after, bound)


def edition_changes(call: Call[Ports], edition: str) -> Answer:
    from chalicelib.catalogue.use_cases.changes import read_edition_changes

    number, bound = _number(edition), f"edition-changes|{edition}"
    ports = call.ports
    found = read_edition_changes(number, ports, limit_parameter(call), _after(call, bound))
    return _changes(call, found, bound)


def materials(call: Call[Ports]) -> Answer:
    from chalicelib.catalogue.use_cases.materials import read_materials

    ports = call.ports
    page = read_materials(ports, limit_parameter(call), _after(call, "materials"))
    return _page(call, [material_json(one) for one in page.items], page.after, "materials")


def merge(call: Call[Ports]) -> Answer:
    from chalicelib.catalogue.use_cases.materials import merge_materials

    with Fields(call.body()) as fields:
        code, into = fields.text("code", LONGEST_CODE), fields.text("into", LONGEST_CODE)
    register = merge_materials(code, into, call.signed, call.ports)
    return Answer({"count": register.count, "merged": dict(register.merged)})


def waivers_command(body: dict[str, object]) -> tuple[Waiver, ...]:
    """{waivers?: [{row, decision, until, reason}]}."""
    found = []
    with Fields(body) as fields:
        for one in fields.objects("waivers", MOST_WAIVERS):
            with one:
                found.append(
                    Waiver(
                        row=one.text("row", LONGEST_CODE),
                        decision=one.text("decision", 100),
                        until=one.day("until"),
                        reason=one.text("reason", 200),
                    )
                )
    return tuple(found)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise FieldInvalid("版号要写成数字,例如 12。", field="edition")
    return int(text)


def _after(call: Call[Ports], bound_to: str) -> str | None:
    cursor = cursor_parameter(call)
    bound = f"{call.signed.caller.unit}|{bound_to}"
    return None if cursor is None else call.ports.cursors.open(cursor, bound)


def _changes(call: Call[Ports], found: Changes, bound_to: str) -> Answer:
    items = [change_json(one) for one in found.page.items]
    paged = _page(call, items, found.page.after, bound_to)
    counts = {"added": found.added, "removed": found.removed, "changed": found.changed}
    return Answer({"compared_with": found.before, **counts, **paged.body})


def _page(
    call: Call[Ports], items: list[dict[str, object]], after: str | None, bound_to: str
) -> Answer:
    bound = f"{call.signed.caller.unit}|{bound_to}"
    cursor = None if after is None else call.ports.cursors.seal(after, bound)
    return Answer({"items": items, "next_cursor": cursor})
