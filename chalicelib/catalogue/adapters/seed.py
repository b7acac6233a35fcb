"""The seed's catalogue, units and calendar: files of the same form as the units' own tables."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.times.clock import SHANGHAI, instant
from chalicelib.kernel.times.working_days import WorkingDayCalendar, calendar_from_json

if TYPE_CHECKING:
    from chalicelib.catalogue.domain.rows import CatalogueRow

DATA = Path(__file__).resolve().parents[2] / "data"
IN_FORCE_FROM = instant(datetime(2022, 6, 28, tzinfo=SHANGHAI))
"""The rule is in force from the day it was issued (市中政办发〔2022〕10号)."""

SAMPLE_WAIVER = "样例"


def seed_rows() -> tuple[CatalogueRow, ...]:
    """The seed file's rows, as a table gives them: materials have no code yet."""
    from chalicelib.catalogue.domain.words import UnitNames
    from chalicelib.catalogue.tables.adapters.opening import open_table
    from chalicelib.catalogue.tables.domain.table import TableReading

    names = {UnitCode(one["单位编码"]): one["单位名称"] for one in read_rows("units.csv")}
    reading = TableReading(UnitNames(names))
    for number, cells in open_table((DATA / "catalogue.csv").read_bytes()):
        reading.take(number, cells)
    table = reading.result()
    if not table.is_whole:
        raise Misconfigured(f"种子清单有错:{table.faults[0].text}")
    return tuple(one.row for one in table.rows)


def seed_calendar() -> WorkingDayCalendar:
    return calendar_from_json((DATA / "working_days.json").read_text("utf-8"))


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one seed file, by column name."""
    text = (DATA / name).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
