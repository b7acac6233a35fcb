"""A figure: what was measured, against which budget. Medians only; nothing here fails a build."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """``budget`` is the most that is allowed (or the least, when ``more_is_better``)."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    more_is_better: bool = False
    detail: str = ""

    @property
    def is_met(self) -> bool | None:
        if self.budget is None:
            return None
        return self.value >= self.budget if self.more_is_better else self.value <= self.budget

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "is_met": self.is_met}


def median_ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000


def quartiles_ms(seconds: Sequence[float]) -> str:
    low, _, high = statistics.quantiles(seconds, n=4)
    return f"{low * 1000:.1f}-{high * 1000:.1f}"


def machine() -> dict[str, object]:
    """What kind of machine this is, without its name."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
    }


def table_of(figures: Sequence[Figure]) -> Table:
    table = Table(title="免证 make bench", title_justify="left")
    for name in ("指标", "实测", "预算", "", "说明"):
        table.add_column(name, justify="right" if name in {"实测", "预算"} else "left")
    for one in figures:
        table.add_row(one.name, _value(one.value, one.unit), _budget(one), _mark(one), one.detail)
    return table


def _value(value: float, unit: str) -> str:
    text = f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.2f}"
    return f"{text} {unit}".strip()


def _budget(figure: Figure) -> str:
    if figure.budget is None:
        return ""
    return ("≥ " if figure.more_is_better else "≤ ") + _value(figure.budget, figure.unit)


def _mark(figure: Figure) -> str:
    return {True: "✓", False: "✗", None: ""}[figure.is_met]


def resident_mb() -> float:
    """What this process holds in memory (RSS), in megabytes of 2**20 bytes; Linux only."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not tell what a process holds")
