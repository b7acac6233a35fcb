"""Article 5-1, a unit's table on its way into its draft: checked in the background, all or
nothing, on behalf of whoever started it."""

import hashlib
from dataclasses import replace

import pytest

from chalicelib.background.outbox import next_of_lists
from chalicelib.catalogue.adapters.seed import DATA
from chalicelib.catalogue.lint.domain.findings import LintCode
from chalicelib.catalogue.tables.domain.errors import (
    ImportStateForbids,
    ImportUnknown,
    TooManyImports,
)
from chalicelib.catalogue.tables.domain.imports import (
    LARGEST_TABLE,
    MOST_AT_ONCE,
    MOST_SHOWN,
    ImportState,
)
from chalicelib.catalogue.tables.use_cases import reading, running
from chalicelib.catalogue.tables.use_cases.preparing import PrepareImport, prepare_import
from chalicelib.catalogue.tables.use_cases.reading_jobs import load_import
from chalicelib.kernel.errors import FieldInvalid, Unavailable
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import MemberId
from chalicelib.kernel.lanes import Lane
from tests import worlds
from tests.rules.importing import AGENT, GOOD, Importing
from tests.rules.listing import rows_of
from tests.rules.world import CIVIL_AFFAIRS, LABOUR, MINUTE, POLICE
from tests.tables import cells, csv_of
from tests.twins.outside import MemoryUploads

TWO = csv_of(cells(), cells(编号="ZM101", 处置="?"))


def test_a_good_table_becomes_the_draft_of_its_unit_on_behalf_of_who_started_it() -> None:
    district = Importing()
    done = district.bring_file(GOOD)
    assert (done.state, done.result.rows, done.result.fault_count) == (ImportState.DONE, 1, 0)
    assert done.result.drafts == ((CIVIL_AFFAIRS, 1),)
    draft = district.draft()
    assert draft is not None
    assert draft.compiled_by == (f"{CIVIL_AFFAIRS}:agent-1",)
    told = [one.news.type for one in district.ports.ledger.events(f"import:{done.id}")]
    assert told == [EventType.IMPORT_PREPARED, EventType.IMPORT_STARTED, EventType.IMPORT_ENDED]


def test_the_seed_file_is_imported_for_all_units_by_an_officer() -> None:
    district = Importing()
    done = district.bring_file((DATA / "catalogue.csv").read_bytes(), worlds.officer())
    assert (done.state, done.result.rows) == (ImportState.DONE, 57)
    assert sum(rows for _, rows in done.result.drafts) == 57
    assert done.result.findings[LintCode.BASIS_TOO_LOW] == 6


def test_one_bad_row_and_nothing_is_stored() -> None:
    district = Importing()
    failed = district.bring_file(TWO)
    assert (failed.state, failed.result.bad_rows) == (ImportState.FAILED, 1)
    assert [(one.row, one.column) for one in failed.result.faults] == [(3, "处置")]
    assert failed.result.drafts == ()
    assert district.draft() is None


def test_bad_rows_are_left_out_only_when_it_is_said_so() -> None:
    district = Importing()
    done = district.bring_file(TWO, skip=True)
    assert (done.state, done.result.bad_rows) == (ImportState.DONE, 1)
    draft = district.draft()
    assert draft is not None
    assert draft.row_count == 1


def test_a_bad_header_can_not_be_skipped() -> None:
    district = Importing()
    failed = district.bring_file(csv_of(cells(), header=["编号"]), skip=True)
    assert failed.state is ImportState.FAILED or failed.result.drafts == ()
    assert district.draft() is None


def test_a_dry_run_says_what_would_be_and_stores_nothing() -> None:
    district = Importing()
    done = district.bring_file(GOOD, dry_run=True)
    assert (done.state, done.result.drafts) == (ImportState.DONE, ((CIVIL_AFFAIRS, 1),))
    assert district.draft() is None


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_unit_cannot_import_the_items_of_another_not_even_to_try(*, dry_run: bool) -> None:
    district = Importing()
    failed = district.bring_file(GOOD, worlds.agent(POLICE), dry_run=dry_run)
    assert failed.state is ImportState.FAILED
    assert "区民政局" in (failed.result.refusal or "")
    assert district.draft() is None


def test_what_the_whole_list_may_not_be_is_told_with_the_row_of_excel() -> None:
    district = Importing()
    failed = district.bring_file(csv_of(cells(设定依据="", 依据层级="")))
    assert failed.state is ImportState.FAILED
    (fault,) = failed.result.faults
    assert (fault.row, fault.column) == (2, "设定依据")
    assert "ZM100:保留而没有设定依据" in fault.reason
    assert failed.result.findings == {LintCode.BASIS_MISSING: 1}


def test_only_the_first_hundred_faults_are_kept_with_the_job_but_all_are_counted() -> None:
    rows = [cells(编号=f"R{one}", 处置="?") for one in range(MOST_SHOWN + 5)]
    failed = Importing().bring_file(csv_of(*rows))
    assert len(failed.result.faults) == MOST_SHOWN
    assert failed.result.fault_count == MOST_SHOWN + 5


def test_a_file_that_is_no_table_or_another_one_is_refused_with_what_to_do() -> None:
    district = Importing()
    assert "另存为" in (district.bring_file(b"PK\x03\x04junk").result.refusal or "")
    job = district.prepare_file(GOOD)
    uploads = district.ports.tables.uploads
    assert isinstance(uploads, MemoryUploads)
    uploads.contents[job.id] = GOOD.replace(b"ZM100", b"ZM999")
    district.start_file(job)
    district.deliver()
    assert "SHA-256" in (district.job(job).result.refusal or "")


def test_a_file_that_never_came_is_told() -> None:
    district = Importing()
    digest = hashlib.sha256(GOOD).hexdigest()
    command = PrepareImport("清单.csv", len(GOOD), digest)
    job, _ = prepare_import(command, worlds.call_by(AGENT), district.ports)
    district.start_file(job)
    district.deliver()
    assert "没有收到文件" in (district.job(job).result.refusal or "")


@pytest.mark.parametrize(
    ("size", "sha256", "field"),
    [(0, "0" * 64, "size"), (LARGEST_TABLE + 1, "0" * 64, "size"), (1, "X", "sha256")],
)
def test_what_cannot_be_a_table_is_not_announced(size: int, sha256: str, field: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        prepare_import(PrepareImport("a", size, sha256), worlds.call_by(AGENT), Importing().ports)
    assert refused.value.field == field


def test_a_unit_has_three_imports_under_way_at_most() -> None:
    district = Importing()
    jobs = [district.prepare_file(GOOD) for _ in range(MOST_AT_ONCE + 1)]
    for job in jobs[:-1]:
        district.start_file(job)
    with pytest.raises(TooManyImports) as refused:
        district.start_file(jobs[-1])
    assert refused.value.facts == {"under_way": "3"}
    district.deliver()
    assert district.start_file(jobs[-1]).state is ImportState.QUEUED


def test_no_request_and_no_edition_waits_for_tables() -> None:
    district = Importing()
    for number in range(MOST_AT_ONCE):
        district.start_file(district.prepare_file(GOOD + b" " * number))
    district.bring(rows_of(LABOUR))
    # Published last, it is done first; and tables stand in nobody else's lane.
    now, ports = district.clock.now(), district.ports
    first = next_of_lists(set(), now, ports)
    assert first is not None
    assert first.events[0].news.type is EventType.EDITION_PUBLISHED
    assert ports.worklist.outbox(now, 10, Lane.QUICK) == ()


def test_an_import_is_started_once_and_seen_by_its_own_unit_only() -> None:
    district = Importing()
    job = district.prepare_file(GOOD)
    with pytest.raises(ImportUnknown):
        district.start_file(job, worlds.agent(POLICE))
    with pytest.raises(ImportUnknown):
        load_import(job.id, worlds.officer(), district.ports)
    district.start_file(job)
    with pytest.raises(ImportStateForbids):
        district.start_file(job)


def test_the_work_is_done_once_however_often_it_is_delivered() -> None:
    district = Importing()
    done = district.bring_file(GOOD)
    events = district.ports.ledger.events(f"import:{done.id}")
    started = next(one for one in events if one.news.type is EventType.IMPORT_STARTED)
    running.run_import(started, district.ports)
    assert district.ports.ledger.events(f"import:{done.id}") == events
    assert district.job(done) == done


def break_off(district: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is tried once, and breaks off half way."""

    def unavailable(*_: object) -> None:
        raise Unavailable("暂时不可用")

    with monkeypatch.context() as broken:
        broken.setattr(running, "compile_catalogue", unavailable)
        assert district.deliver() == 0
    district.pass_by(MINUTE)


@pytest.mark.parametrize(("times", "ends"), [(1, ImportState.DONE), (3, ImportState.FAILED)])
def test_what_broke_off_is_done_again_but_not_for_ever(
    times: int, ends: ImportState, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = Importing()
    job = district.prepare_file(GOOD)
    district.start_file(job)
    for _ in range(times):
        break_off(district, monkeypatch)
    assert district.job(job).state is ImportState.RUNNING
    district.deliver()
    assert district.job(job).state is ends


def test_progress_is_written_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "REPORT_EVERY", 100)
    monkeypatch.setattr(running, "WRITE_EVERY", 200)
    district = Importing()
    rows = [cells(编号=f"R{one}") for one in range(500)]
    done = district.bring_file(csv_of(*rows))
    assert done.state is ImportState.DONE
    # prepared, started, 0, 200 and 400 rows, ended
    assert done.revision == 6


def test_who_left_office_meanwhile_compiles_nothing() -> None:
    district = Importing()
    job = district.prepare_file(GOOD)
    district.start_file(job)
    unit = district.unit(CIVIL_AFFAIRS)
    district.save(replace(unit, agents=tuple(x for x in unit.agents if x != MemberId("agent-1"))))
    district.deliver()
    ended = district.job(job)
    assert ended.state is ImportState.FAILED
    assert "不担任" in (ended.result.refusal or "")
    assert district.draft() is None


def test_the_uploaded_file_is_forgotten_at_the_end() -> None:
    district = Importing()
    job = district.bring_file(GOOD)
    assert district.ports.tables.uploads.read(job.id) is None
