"""Importing 50,000 rows: seconds and the peak of memory, each in a process of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from chalicelib.catalogue.adapters.seed import read_rows, seed_rows
from chalicelib.catalogue.tables.adapters.writing import write_csv, write_workbook
from chalicelib.catalogue.tables.domain.cells import cells_of
from chalicelib.kernel.ids import UnitCode
from infra.bench.figures import Figure
from infra.bench.surroundings import REPOSITORY, Bench

ROWS = 50_000
MATERIALS = 5_000
SECONDS, MEGABYTES = 60.0, 300.0


def measure(_bench: Bench) -> list[Figure]:
    """Both forms; the reading process does what an import does before it compiles."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="bench-tables-") as folder:
        for ending, write in (("xlsx", write_workbook), ("csv", write_csv)):
            path = Path(folder) / f"table.{ending}"
            path.write_bytes(write(made_up_cells(ROWS)))
            read = _read_apart(path)
            size = f"{path.stat().st_size / 2**20:.1f} MB 的文件,CPU {read['cpu']:.1f} 秒"
            name = f"导入 .{ending} {ROWS:,} 行"
            figures += [
                Figure(name, read["seconds"], "秒", SECONDS, detail=size),
                Figure(f"{name},内存峰值", read["megabytes"], "MB", MEGABYTES),
            ]
    return figures


def made_up_cells(count: int) -> Iterator[tuple[str, ...]]:
    """Rows after the seed's, each with its own code and note; items of 57 rows."""
    names = {UnitCode(one["单位编码"]): one["单位名称"] for one in read_rows("units.csv")}
    base = [cells_of(one, names) for one in seed_rows()]
    for at in range(count):
        cells = list(base[at % len(base)])
        again = at // len(base)
        cells[0] = f"R{at:06d}"
        cells[3], cells[4] = f"{cells[3]}-{again}", f"{cells[4]}{again}"
        cells[7] = f"{cells[7]}{at % MATERIALS}"
        cells[16] = f"{cells[16]} 第 {at} 行"
        yield tuple(cells)


def _read_apart(path: Path) -> dict[str, float]:
    ended = subprocess.run(
        [sys.executable, "-m", "infra.bench.read_one_table", str(path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(ended.stdout)
    return found
