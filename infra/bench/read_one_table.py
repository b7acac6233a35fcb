"""Reads and lints one table and prints what it cost: a process of its own, for its peak."""

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

from chalicelib.catalogue.adapters.seed import read_rows
from chalicelib.catalogue.domain.words import UnitNames
from chalicelib.catalogue.lint.domain.lint import LintContext, lint
from chalicelib.catalogue.tables.adapters.opening import open_table
from chalicelib.catalogue.tables.use_cases.reading import read_table
from chalicelib.kernel.ids import UnitCode

DAY = date(2026, 11, 23)


def main() -> None:
    names = {UnitCode(one["单位编码"]): one["单位名称"] for one in read_rows("units.csv")}
    started = time.perf_counter()
    table = read_table(open_table(Path(sys.argv[1]).read_bytes()), UnitNames(names))
    lint([one.row for one in table.rows], LintContext(names, DAY))
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(  # its parent reads it
        json.dumps(
            {
                "rows": len(table.rows),
                "seconds": seconds,
                "cpu": used.ru_utime + used.ru_stime,
                "megabytes": peak_megabytes(),
            }
        )
    )


def peak_megabytes() -> float:
    """The most this program ever held. ``ru_maxrss`` won't do on Linux: a child begins with the
    peak of the process that started it (exec keeps it), which is all of `make bench`."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
