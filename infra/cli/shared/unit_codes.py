"""A unit on the command line: its code, or its name, which is looked up before anything is signed
for it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import click

Ask = Callable[[str], Mapping[str, Any]]
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}", re.ASCII)


class UnitType(click.ParamType[str]):
    """Marks a parameter that is a unit's code; ``with_codes`` puts codes for names."""

    name = "unit"


UNIT = UnitType()


def with_codes(given: dict[str, Any], get: Ask) -> dict[str, Any]:
    """The current command's arguments with every unit as its code. Raises click.UsageError."""
    context = click.get_current_context(silent=True)
    if context is None:
        return given
    names = [one.name for one in context.command.params if isinstance(one.type, UnitType)]
    return given | {
        name: _code(given[name], get) for name in names if name and given.get(name) is not None
    }


def _code(text: str, get: Ask) -> str:
    if CODE.fullmatch(text):
        return text
    units = get("/v1/units")["items"]
    found = [str(one["unit"]) for one in units if one["name"] == text.strip()]
    if len(found) == 1:
        return found[0]
    raise click.UsageError(
        f"没有登记的单位“{text}”;请写单位编码(例如 370402006)或登记的全称,"
        "用 mianzheng unit list 列出。"
    )
