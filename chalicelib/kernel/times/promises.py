"""承诺时限: what a unit promises for an item, and when that promise is due.

A promise is a value with an explicit unit. "1 天" is refused: it could mean a working day, a
calendar day or 24 hours, and those end days apart: one never stands for another.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import FieldInvalid, FieldMissing
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI, instant
from chalicelib.kernel.times.working_days import WorkingDayCalendar, end_of_day

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_PROMISE = 10_000
LARGEST_SCALE = 1_000


class PromiseUnit(StrEnum):
    """分钟, 小时, 工作日, 自然日."""

    MINUTE = "MINUTE"
    HOUR = "HOUR"
    WORKING_DAY = "WORKING_DAY"
    CALENDAR_DAY = "CALENDAR_DAY"


UNIT_WORDS: Mapping[PromiseUnit, str] = MappingProxyType(
    {
        PromiseUnit.MINUTE: "分钟",
        PromiseUnit.HOUR: "小时",
        PromiseUnit.WORKING_DAY: "工作日",
        PromiseUnit.CALENDAR_DAY: "自然日",
    }
)
"""The words of the catalogue's column 承诺时限: a file format, read and written."""

_UNITS = {word: unit for unit, word in UNIT_WORDS.items()}
_EXACT = {PromiseUnit.MINUTE: timedelta(minutes=1), PromiseUnit.HOUR: timedelta(hours=1)}
_TEXT = re.compile(r"([0-9]{1,9}) ?个?(分钟|小时|工作日|自然日)")
_MILLISECOND = timedelta(milliseconds=1)


@record(frozen=True)
class Promise:
    """``value`` units, 1 <= value <= 10,000. Raises FieldInvalid naming ``promise``."""

    value: int
    unit: PromiseUnit

    def __post_init__(self) -> None:
        _check_value(self.value, "promise")

    @classmethod
    def parse(cls, text: str, *, field: str) -> Promise:
        """Read the column 承诺时限, e.g. ``30 工作日`` (also ``30个工作日``).

        Raises FieldMissing or FieldInvalid naming ``field``.
        """
        trimmed = text.strip()
        if not trimmed:
            raise FieldMissing(f"{field} 没有填,请写明数值和单位,例如 30 工作日。", field=field)
        found = _TEXT.fullmatch(trimmed)
        if found is None:
            raise FieldInvalid(
                f"{field} 看不懂,请写成数值加单位,单位是分钟、小时、工作日、自然日之一,"
                "例如 30 工作日;只写“天”或“日”分不清工作日和自然日。",
                field=field,
            )
        value = int(found[1])
        _check_value(value, field)
        return cls(value, _UNITS[found[2]])

    @property
    def text(self) -> str:
        """The catalogue's own form, e.g. ``30 工作日``; :meth:`parse` reads it back."""
        return f"{self.value} {UNIT_WORDS[self.unit]}"


@record(frozen=True)
class PromiseDue:
    """When a promise is due, UTC. ``promised_by`` is None (待定) while a year is missing.

    ``earliest`` is a sure lower bound, and the due time itself once that is known.
    """

    promised_by: datetime | None
    earliest: datetime
    missing_year: int | None

    def __post_init__(self) -> None:
        if (self.promised_by is None) != (self.missing_year is not None):
            raise ValueError("a promise is pending exactly while a year is missing")
        if self.promised_by not in (None, self.earliest):
            raise ValueError("a known due time is its own lower bound")


def promise_due(
    promise: Promise, accepted_at: datetime, calendar: WorkingDayCalendar, scale: float = 1.0
) -> PromiseDue:
    """The due time of ``promise`` for a case accepted at ``accepted_at`` (aware; Art. 10-2).

    Days: the first day (Asia/Shanghai) is not counted, due at 24:00 of the last one; a
    calendar-day period that ends on a non-working day ends on the next working day (民法典 201,
    203). Minutes and hours are exact; only they are multiplied by ``scale``, cut to the
    millisecond. A year the calendar lacks makes the promise pending only if the result depends
    on it. Raises FieldInvalid if the time lies beyond the end of all calendars.
    """
    try:
        start = instant(accepted_at)
        if promise.unit in _EXACT:
            due = start + scaled(promise.value * _EXACT[promise.unit], scale)
            return PromiseDue(due, due, None)
        first_day = start.astimezone(SHANGHAI).date()
        if promise.unit is PromiseUnit.WORKING_DAY:
            last = calendar.earliest_working_day_after(first_day, promise.value)
        else:
            unextended = first_day + timedelta(days=promise.value)
            last = calendar.earliest_working_day_on_or_after(unextended)
        due = end_of_day(last.day)
    except OverflowError as beyond:
        raise FieldInvalid(
            "受理时间太晚,承诺时限超出了可以表示的日期;请核对受理时间。", field="case_accepted_at"
        ) from beyond
    return PromiseDue(due if last.missing_year is None else None, due, last.missing_year)


def scaled(duration: timedelta, scale: float) -> timedelta:
    """``duration`` times ``scale`` (0 < scale <= 1,000), cut to the millisecond.

    The factor is taken as the decimal number people wrote (0.009, not its binary neighbour), so
    that half an hour at 0.009 is 16,200 ms and not 16,199.
    """
    if not 0 < scale <= LARGEST_SCALE:
        raise ValueError(f"scale must be above 0 and at most {LARGEST_SCALE}")
    return int((duration // _MILLISECOND) * Decimal(repr(scale))) * _MILLISECOND


def _check_value(value: int, field: str) -> None:
    if not 1 <= value <= LARGEST_PROMISE:
        raise FieldInvalid(
            f"{field} 的数值必须在 1 到 {LARGEST_PROMISE} 之间,请核对承诺时限。", field=field
        )
