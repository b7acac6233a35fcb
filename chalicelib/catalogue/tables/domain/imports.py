"""导入: one table on its way from a unit's computer into its draft (Art. 5-1).

Announced, uploaded, started; then read, checked and compiled in the background. Only its own
unit sees it. What it found is kept with it: the first faults, how many there are, what lint says.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from chalicelib.catalogue.tables.domain.errors import ImportStateForbids, TooManyImports
from chalicelib.catalogue.tables.domain.faults import CellFault
from chalicelib.kernel.callers import Caller
from chalicelib.kernel.ids import ImportId, UnitCode
from chalicelib.kernel.records import record

if TYPE_CHECKING:  # every process knows an import; few read tables
    from chalicelib.catalogue.lint.domain.findings import LintReport
    from chalicelib.catalogue.tables.domain.table import ReadTable

LARGEST_TABLE = 20 * 1024 * 1024
"""Bytes of a file; 50,000 full rows are about 14 MB of CSV."""
MOST_SHOWN = 100
MOST_ATTEMPTS = 3
MOST_AT_ONCE = 3
"""Tables of one unit that may be under way: more would keep the other units waiting."""


class ImportState(StrEnum):
    """待上传, 排队中, 处理中, 已完成, 未导入."""

    WAITING = "WAITING"
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


@record(frozen=True)
class ImportResult:
    """What was read. ``refusal`` is why nothing of it was taken, where that is no cell's fault;
    ``drafts`` are (unit, rows) as compiled, or as they would be in a dry run."""

    rows: int = 0
    bad_rows: int = 0
    faults: tuple[CellFault, ...] = ()
    fault_count: int = 0
    warnings: tuple[CellFault, ...] = ()
    warning_count: int = 0
    findings: Mapping[str, int] = field(default_factory=dict, hash=False)
    drafts: tuple[tuple[UnitCode, int], ...] = ()
    refusal: str | None = None

    @classmethod
    def of(cls, table: "ReadTable", report: "LintReport") -> "ImportResult":
        found = {code.value: len(rows) for code, rows in report.by_code().items()}
        return cls(
            rows=table.row_count,
            bad_rows=table.bad_rows,
            faults=table.faults[:MOST_SHOWN],
            fault_count=table.fault_count,
            warnings=table.warnings[:MOST_SHOWN],
            warning_count=len(table.warnings),
            findings=found,
        )


@record(frozen=True)
class CatalogueImport:
    """One import. ``by`` is on whose behalf it is compiled; ``sha256`` of the file in lower-case
    hex, ``size`` in bytes. A dry run compiles nothing."""

    id: ImportId
    by: Caller
    name: str
    size: int
    sha256: str
    state: ImportState
    prepared_at: datetime
    dry_run: bool = False
    skip_bad: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    attempts: int = 0
    result: ImportResult = ImportResult()
    revision: int = 0

    @property
    def list_of(self) -> str:
        return self.by.unit

    @property
    def key(self) -> str:
        return self.id

    @property
    def is_over(self) -> bool:
        return self.state in {ImportState.DONE, ImportState.FAILED}

    def start(self, now: datetime, *, dry_run: bool, skip_bad: bool) -> "CatalogueImport":
        """Raises ImportStateForbids unless it waits for that."""
        if self.state is not ImportState.WAITING:
            raise ImportStateForbids(
                "这次导入已经开始;请看它的结果,要再导入的重新申请一次。",
                facts={"state": self.state.value},
            )
        return replace(
            self, state=ImportState.QUEUED, started_at=now, dry_run=dry_run, skip_bad=skip_bad
        )

    def attempted(self) -> "CatalogueImport":
        """The work begins, perhaps not for the first time."""
        return replace(self, state=ImportState.RUNNING, attempts=self.attempts + 1)

    @property
    def is_hopeless(self) -> bool:
        """Whoever tried it broke off each time: the file is too much for this system."""
        return self.attempts >= MOST_ATTEMPTS

    def progressed(self, rows: int) -> "CatalogueImport":
        return replace(self, result=replace(self.result, rows=rows))

    def ended(self, result: ImportResult, now: datetime) -> "CatalogueImport":
        """FAILED where nothing was taken: refused as a whole, or bad rows not to be skipped."""
        bad = result.fault_count > 0 and not self.skip_bad
        state = ImportState.FAILED if bad or result.refusal else ImportState.DONE
        return replace(self, state=state, result=result, ended_at=now)


@record(frozen=True)
class ImportQueue:
    """A unit's imports that were started; which of them are over is found out at the next one."""

    unit: UnitCode
    started: tuple[ImportId, ...] = ()
    revision: int = 0
    list_of: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return self.unit

    def joined(self, one: ImportId, under_way: tuple[ImportId, ...]) -> "ImportQueue":
        """Raises TooManyImports."""
        if len(under_way) >= MOST_AT_ONCE:
            raise TooManyImports(
                f"本单位已有 {len(under_way)} 次导入在办,一次最多 {MOST_AT_ONCE} 个;"
                "等办完一个再开始。",
                facts={"under_way": str(len(under_way))},
            )
        return replace(self, started=(*under_way, one))
