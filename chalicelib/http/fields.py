"""JSON -> values, field by field. What is missing, wrong or unknown is named by its path."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from chalicelib.kernel.errors import FieldInvalid, FieldMissing, FieldUnknown
from chalicelib.kernel.texts.people import clean_text
from chalicelib.kernel.texts.strict_json import showable
from chalicelib.kernel.times.clock import from_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

LONGEST_TEXT = 2_000
LONGEST_SHORT = 100
LONGEST_DAY = 10


class Fields:
    """One JSON object being read. Leaving the ``with`` block refuses members nobody read."""

    def __init__(self, values: Mapping[str, object], at: str = "") -> None:
        self._values = values
        self._at = at
        self._read: set[str] = set()

    def __enter__(self) -> Fields:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            for name in self._values:
                if name not in self._read:
                    shown = self._path(showable(name))
                    raise FieldUnknown(f"不认识的字段 {shown},请对照接口文档删去。", field=shown)

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str:
        """A required, non-empty text in NFC without control characters."""
        value = self._value(name)
        if value is None:
            raise FieldMissing(f"缺少 {self._path(name)},请填写。", field=self._path(name))
        return self._checked(name, value, longest)

    def optional_text(self, name: str, longest: int = LONGEST_TEXT) -> str | None:
        value = self._value(name)
        return None if value is None or value == "" else self._checked(name, value, longest)

    def number(self, name: str) -> int:
        value = self._value(name)
        if type(value) is not int:
            raise FieldInvalid(f"{self._path(name)} 必须是整数。", field=self._path(name))
        return value

    def flag(self, name: str) -> bool:
        """False when absent."""
        value = self._value(name)
        if not isinstance(value, bool | None):
            raise FieldInvalid(f"{self._path(name)} 要写 true 或 false。", field=self._path(name))
        return bool(value)

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        found = self.optional_choice(name, kind)
        if found is None:
            raise FieldMissing(f"缺少 {self._path(name)},请填写。", field=self._path(name))
        return found

    def optional_choice(self, name: str, kind: type[Choice]) -> Choice | None:
        value = self._value(name)
        if value is None:
            return None
        for one in kind:
            if value == one.value:
                return one
        allowed = "、".join(kind)
        raise FieldInvalid(f"{self._path(name)} 只能是 {allowed}。", field=self._path(name))

    def instant(self, name: str) -> datetime:
        return from_text(self._value(name), field=self._path(name))

    def optional_instant(self, name: str) -> datetime | None:
        return None if self._value(name) is None else self.instant(name)

    def day(self, name: str) -> date:
        """A required day of the calendar (Asia/Shanghai), written 2026-11-22."""
        return _day(self.text(name, LONGEST_DAY), self._path(name))

    def days(self, name: str, most: int) -> tuple[date, ...]:
        """An optional list of days, sorted, each once."""
        path = self._path(name)
        found = self.texts(name, most, lambda text: _day(text, path))
        if len(set(found)) != len(found):
            raise FieldInvalid(f"{path} 里有重复的日子,请核对。", field=path)
        return tuple(sorted(found))

    def raw(self, name: str) -> object:
        """The value as it came, for a reader of its own; None when absent."""
        return self._value(name)

    def nested(self, name: str) -> Fields:
        value = self._value(name)
        if not isinstance(value, dict):
            cause = FieldMissing if value is None else FieldInvalid
            raise cause(f"{self._path(name)} 必须是一个对象 {{…}}。", field=self._path(name))
        return Fields(value, self._path(name))

    def objects(self, name: str, most: int) -> Iterator[Fields]:
        """The objects of an optional list."""
        for index, value in enumerate(self._list(name, most)):
            at = f"{self._path(name)}[{index}]"
            if not isinstance(value, dict):
                raise FieldInvalid(f"{at} 必须是一个对象 {{…}}。", field=at)
            yield Fields(value, at)

    def texts(self, name: str, most: int, read: Callable[[str], Value]) -> tuple[Value, ...]:
        """An optional list of short texts, each at most 100 characters."""
        found = []
        for index, value in enumerate(self._list(name, most)):
            at = f"{self._path(name)}[{index}]"
            found.append(read(clean_text(value, at, LONGEST_SHORT)))
        return tuple(found)

    def _list(self, name: str, most: int) -> list[object]:
        value = self._value(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > most:
            raise FieldInvalid(
                f"{self._path(name)} 必须是列表 […],最多 {most} 项。", field=self._path(name)
            )
        return value

    def _checked(self, name: str, value: object, longest: int) -> str:
        return clean_text(value, self._path(name), longest)

    def _value(self, name: str) -> object:
        self._read.add(name)
        return self._values.get(name)

    def _path(self, name: str) -> str:
        return f"{self._at}.{name}" if self._at else name


def _day(text: str, field: str) -> date:
    try:
        found = date.fromisoformat(text)
        if found.isoformat() != text:  # Python's reader takes 2026-W47-7, too
            raise ValueError
        return found
    except ValueError:
        raise FieldInvalid(f"{field} 要写成日期,例如 2026-11-22。", field=field) from None


Json = dict[str, object]


def present(body: Mapping[str, object], keep: tuple[str, ...] = ()) -> Json:
    """Absent members are left out, but for those the contract shows as null."""
    return {name: value for name, value in body.items() if value is not None or name in keep}
