"""The lines under a check's result: what was established, what failed, what nobody looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI

if TYPE_CHECKING:
    from datetime import datetime


@record(frozen=True)
class CheckLine:
    """One line. ``holds`` is None where the check did not, or could not, establish it."""

    what: str
    holds: bool | None
    text: str


class Notes:
    """Collects the lines in the order the steps were made."""

    def __init__(self) -> None:
        self._lines: list[CheckLine] = []

    def holds(self, what: str, text: str) -> None:
        self._lines.append(CheckLine(what, True, text))

    def fails(self, what: str, text: str) -> None:
        self._lines.append(CheckLine(what, False, text))

    def open(self, what: str, text: str) -> None:
        self._lines.append(CheckLine(what, None, text))

    def lines(self) -> tuple[CheckLine, ...]:
        return tuple(self._lines)


def shown(moment: datetime) -> str:
    """``2026-11-22 17:59:30``, Beijing time, as on the page and on the paper."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
