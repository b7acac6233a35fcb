"""/v1/catalogue/imports: units' tables on their way in; the workbook to fill in (Art. 5-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.tables.api.json import import_json
from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.kernel.ids import ImportId

if TYPE_CHECKING:
    from chalicelib.catalogue.tables.ports import Ports

LONGEST_NAME = 200
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def prepare(call: Call[Ports]) -> Answer:
    from chalicelib.catalogue.tables.use_cases.preparing import PrepareImport, prepare_import

    with Fields(call.body()) as fields:
        command = PrepareImport(
            fields.text("name", LONGEST_NAME), fields.number("size"), fields.text("sha256", 100)
        )
    job, upload = prepare_import(command, call.signed, call.ports)
    form = {"url": upload.url, "fields": dict(upload.fields)}
    return Answer({**import_json(job), "upload": form}, status=201)


def start(call: Call[Ports], id: str) -> Answer:  # noqa: A002  # the path's own word
    from chalicelib.catalogue.tables.use_cases.starting import StartImport, start_import

    with Fields(call.body() if call.incoming.body else {}) as fields:
        command = StartImport(
            ImportId(id),
            dry_run=fields.flag("dry_run"),
            skip_bad=fields.flag("skip_bad"),
        )
    return Answer(import_json(start_import(command, call.signed, call.ports)))


def read(call: Call[Ports], id: str) -> Answer:  # noqa: A002  # the path's own word
    from chalicelib.catalogue.tables.use_cases.reading_jobs import load_import

    return Answer(import_json(load_import(ImportId(id), call.signed.caller, call.ports)))


def template(call: Call[Ports]) -> Answer:
    from chalicelib.catalogue.tables.adapters.template import template as workbook

    names = [one.name for one in call.ports.units.units()]
    return Answer({}, content=workbook(names), kind=WORKBOOK)
