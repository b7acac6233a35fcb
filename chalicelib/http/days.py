"""Dates in JSON bodies: calendar days in Asia/Shanghai, written 2026-11-22."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import FieldInvalid

if TYPE_CHECKING:
    from chalicelib.http.fields import Fields

LONGEST = 10


def date_field(fields: Fields, name: str) -> date:
    """A required date. Raises FieldMissing, FieldInvalid."""
    return read_date(fields.text(name, LONGEST), name)


def date_fields(fields: Fields, name: str, most: int) -> tuple[date, ...]:
    """An optional list of dates, sorted, each once. Raises FieldInvalid."""
    found = fields.texts(name, most, lambda text: read_date(text, name))
    if len(set(found)) != len(found):
        raise FieldInvalid(f"{name} 里有重复的日子,请核对。", field=name)
    return tuple(sorted(found))


def read_date(text: str, field: str) -> date:
    """Raises FieldInvalid naming ``field``."""
    try:
        found = date.fromisoformat(text)
        if found.isoformat() != text:  # Python's reader takes 2026-W47-7, too
            raise ValueError
        return found
    except ValueError:
        raise FieldInvalid(f"{field} 要写成日期,例如 2026-11-22。", field=field) from None
