"""Do the work of an import (Art. 5-1): read, check, lint, compile for whoever started it.

Runs after the event of its start, and again after a crash: reading is pure, compiling the same
rows twice changes nothing, and what is over stays over.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.words import UNIT
from chalicelib.catalogue.lint.domain.lint import lint
from chalicelib.catalogue.lint.use_cases import context_of, unit_names
from chalicelib.catalogue.tables.domain.errors import TableRefused
from chalicelib.catalogue.tables.domain.imports import CatalogueImport, ImportResult
from chalicelib.catalogue.tables.use_cases.reading import held_to_the_rules, read_table
from chalicelib.catalogue.use_cases.compiling import compile_catalogue, require_compilable
from chalicelib.catalogue.use_cases.records import held_by_others
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import ConcurrentChange, MianzhengError, RoleNotAllowed, Unavailable
from chalicelib.kernel.events import Actor, Event, EventType, News
from chalicelib.kernel.performing import events_of
from chalicelib.units.use_cases.rights import holds_role

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.catalogue.domain.rows import CatalogueRow
    from chalicelib.catalogue.tables.domain.table import ReadTable
    from chalicelib.catalogue.tables.ports import Ports
    from chalicelib.kernel.ids import UnitCode

WRITE_EVERY = 10_000
"""Rows between two writes of the progress."""


def run_import(event: Event, ports: Ports) -> None:
    """The follower of IMPORT_STARTED. Raises Unavailable, ConcurrentChange, RevisionLost: to be
    tried again."""
    facts = dict(event.news.facts)
    job = ports.lists.listed(CatalogueImport, facts["unit"], facts["import"])
    if job is None or job.is_over:
        return
    running = _Running(job, ports)
    result = _HOPELESS if job.is_hopeless else _result(running, ports)
    now = ports.clock.now()
    ended = running.job.ended(result, now)
    news = News(EventType.IMPORT_ENDED, now, "5-1", facts=(("state", ended.state.value),))
    by = ended.by
    actor = Actor(by.unit, by.member, by.role, by.kid)
    events = events_of(f"import:{ended.id}", (news,), actor, ports.random)
    ports.commit(Commit(saves=(ended,), events=events))
    ports.tables.uploads.forget(ended.id)


_HOPELESS = ImportResult(
    refusal="试了三次都没有办完,这个文件系统处理不了;请分成几个较小的文件,删去清单以外的内容。"
)


class _Running:
    """The job being done; writes how far it is, seldom."""

    def __init__(self, job: CatalogueImport, ports: Ports) -> None:
        self.job = job
        self._ports = ports

    def begin(self) -> None:
        self._save(self.job.attempted())

    def report(self, rows: int) -> None:
        if rows % WRITE_EVERY == 0:
            self._save(self.job.progressed(rows))

    def _save(self, job: CatalogueImport) -> None:
        self._ports.commit(Commit(saves=(job,)))
        self.job = replace(job, revision=job.revision + 1)


def _result(running: _Running, ports: Ports) -> ImportResult:
    running.begin()
    job = running.job
    now = ports.clock.now()
    units = unit_names(ports)
    try:
        rows = ports.tables.open(_content(job, ports))
        table = read_table(rows, units, running.report)
    except TableRefused as refused:
        return ImportResult(refusal=refused.detail)
    findings = lint([one.row for one in table.rows], context_of(ports))
    concerned = dict.fromkeys(one.row.service_item.unit for one in table.rows)
    table = held_to_the_rules(table, held_by_others(concerned, ports))
    taken = [one.row for one in table.rows]
    result = ImportResult.of(table, findings)
    if table.fault_count and not (job.skip_bad and table.has_header):
        return result
    try:
        return replace(result, drafts=_compiled(job, taken, now, ports))
    except (Unavailable, ConcurrentChange):
        raise
    except MianzhengError as error:
        return replace(result, refusal=_where(error, table) + error.detail)


def _where(error: MianzhengError, table: ReadTable) -> str:
    """The rows of Excel that a refusal of a unit is about; empty where it is about none."""
    mine = [one for one in table.rows if one.row.service_item.unit == error.facts.get("unit")]
    if not mine:
        return ""
    many = f"起共 {len(mine)} 行" if len(mine) > 1 else ""
    return f"第 {mine[0].number} 行({mine[0].row.code})“{UNIT}”{many}:"


def _content(job: CatalogueImport, ports: Ports) -> bytes:
    content = ports.tables.uploads.read(job.id)
    if content is None:
        raise TableRefused("没有收到文件;请用申请导入时给的表单上传,再重新申请一次。")
    if len(content) != job.size or hashlib.sha256(content).hexdigest() != job.sha256:
        raise TableRefused("收到的文件与申报的大小或 SHA-256 不同;请重新申请、重新上传。")
    return content


def _compiled(
    job: CatalogueImport, rows: list[CatalogueRow], now: datetime, ports: Ports
) -> tuple[tuple[UnitCode, int], ...]:
    """(unit, rows) of what was compiled, or would be. Raises what compile_catalogue raises."""
    if not holds_role(job.by, now, ports):
        raise RoleNotAllowed("申请导入的人已经不担任这一职务,没有导入;请现任人员重新导入。")
    if job.dry_run:
        require_compilable(rows, job.by, now, ports)
        units = [row.service_item.unit for row in rows]
        return tuple((unit, units.count(unit)) for unit in dict.fromkeys(units))
    return tuple((one.unit, one.row_count) for one in compile_catalogue(rows, job.by, ports))
