"""Instants. Time is a parameter everywhere: nothing below the rim asks the machine for it.

An instant is an aware ``datetime`` in UTC, cut to the millisecond.
People and machines read it as RFC 3339 in Asia/Shanghai. China has kept UTC+8 without summer
time since 1991-09-15, so a fixed offset is exact for every instant this system can meet and
needs no time-zone database.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

from chalicelib.kernel.errors import FieldInvalid

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

FIRST_YEAR, LAST_YEAR = 1900, 2199

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})", re.ASCII
)


def instant(moment: datetime) -> datetime:
    """Bring an aware datetime to UTC and cut it (never round it up) to the millisecond."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def to_text(moment: datetime) -> str:
    """RFC 3339 with +08:00 and milliseconds, e.g. ``2026-11-22T17:59:30.000+08:00``."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="milliseconds")


def from_text(text: object, *, field: str) -> datetime:
    """Parse RFC 3339 with an offset. Raises FieldInvalid naming ``field``."""
    if isinstance(text, str) and _RFC3339.fullmatch(text):
        try:
            moment = instant(datetime.fromisoformat(text))
            # Beyond these nothing here has a meaning, and near the ends of the calendar
            # arithmetic itself would fail.
            if FIRST_YEAR <= moment.year <= LAST_YEAR:
                return moment
        except (ValueError, OverflowError):
            pass
    raise FieldInvalid(
        f"{field} 不是有效的时刻,请写成 RFC 3339 格式并带时区,例如 2026-11-22T17:59:30.000+08:00。",
        field=field,
    )


def sort_key(moment: datetime) -> str:
    """Fixed-width UTC text whose alphabetical order is the order in time."""
    utc = moment.astimezone(UTC)
    # Not %Y: C writes the year 999 with three digits, and it would sort after 2026.
    return f"{utc.year:04d}{utc:%m%dT%H%M%S}{utc.microsecond // 1000:03d}Z"


def from_sort_key(text: str) -> datetime:
    """Inverse of :func:`sort_key`."""
    seconds, millis = text[:15], text[15:18]
    moment = datetime.strptime(seconds, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return moment + timedelta(milliseconds=int(millis))
