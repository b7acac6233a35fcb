"""Article 5-1, a unit's table on its way into its draft: checked in the background, all or
nothing, on behalf of whoever started it."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.adapters.catalogue_csv import DATA
from chalicelib.adapters.memory.outside import MemoryUploads
from chalicelib.domain.catalogue import Exclusion
from chalicelib.domain.catalogue_findings import LintCode
from chalicelib.domain.catalogue_imports import MOST_SHOWN, CatalogueImport, ImportState
from chalicelib.domain.catalogue_table import LARGEST_TABLE
from chalicelib.domain.editions import CatalogueDraft
from chalicelib.domain.errors import FieldInvalid, RoleNotAllowed, Unavailable
from chalicelib.domain.events import EventType
from chalicelib.domain.exclusion_decisions import ExclusionDecision
from chalicelib.domain.ids import MemberId, RowCode
from chalicelib.domain.import_errors import ImportStateForbids, ImportUnknown
from chalicelib.domain.keys import Caller
from chalicelib.services import run_import as running
from chalicelib.services.decide_exclusion import DecideExclusion, decide_exclusion
from chalicelib.services.lint_catalogue import lint_draft
from chalicelib.services.prepare_import import PrepareImport, prepare_import
from chalicelib.services.read_import import load_import
from chalicelib.services.start_import import StartImport, start_import
from tests import worlds
from tests.rules.listing import ListDistrict
from tests.rules.world import CIVIL_AFFAIRS, LABOUR, MINUTE, POLICE
from tests.tables import cells, csv_of

AGENT = worlds.agent(CIVIL_AFFAIRS)
GOOD = csv_of(cells())
TWO = csv_of(cells(), cells(编号="ZM101", 处置="?"))


class Importing(ListDistrict):
    """A district whose units send tables."""

    def prepare_file(self, content: bytes, by: Caller = AGENT) -> CatalogueImport:
        digest = hashlib.sha256(content).hexdigest()
        command = PrepareImport("清单.csv", len(content), digest)
        job, upload = prepare_import(command, worlds.call_by(by), self.ports)
        uploads = self.ports.tables.uploads
        assert isinstance(uploads, MemoryUploads)
        assert uploads.receive(upload, content)
        return job

    def start_file(
        self, job: CatalogueImport, by: Caller = AGENT, *, dry_run: bool = False, skip: bool = False
    ) -> CatalogueImport:
        command = StartImport(job.id, dry_run, skip)
        return start_import(command, worlds.call_by(by), self.ports)

    def bring_file(
        self, content: bytes, by: Caller = AGENT, *, dry_run: bool = False, skip: bool = False
    ) -> CatalogueImport:
        job = self.prepare_file(content, by)
        self.start_file(job, by, dry_run=dry_run, skip=skip)
        self.deliver()
        return self.job(job)

    def job(self, job: CatalogueImport) -> CatalogueImport:
        return load_import(job.id, job.by, self.ports)

    def draft(self, unit: str = CIVIL_AFFAIRS) -> CatalogueDraft | None:
        return self.ports.store.listed(CatalogueDraft, "", unit)


def test_a_good_table_becomes_the_draft_of_its_unit_on_behalf_of_who_started_it() -> None:
    district = Importing()
    done = district.bring_file(GOOD)
    assert (done.state, done.result.rows, done.result.fault_count) == (ImportState.DONE, 1, 0)
    assert done.result.drafts == ((CIVIL_AFFAIRS, 1),)
    draft = district.draft()
    assert draft is not None
    assert draft.compiled_by == (f"{CIVIL_AFFAIRS}:agent-1",)
    told = [one.news.type for one in district.ports.store.events(f"import:{done.id}")]
    assert told == [EventType.IMPORT_PREPARED, EventType.IMPORT_STARTED, EventType.IMPORT_ENDED]


def test_the_seed_file_is_imported_for_all_units_by_an_officer() -> None:
    district = Importing()
    done = district.bring_file((DATA / "catalogue.csv").read_bytes(), worlds.officer())
    assert (done.state, done.result.rows) == (ImportState.DONE, 57)
    assert sum(rows for _, rows in done.result.drafts) == 57
    assert done.result.counted()[LintCode.BASIS_TOO_LOW] == 6


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


def test_what_the_whole_list_may_not_be_is_told_as_a_refusal() -> None:
    district = Importing()
    failed = district.bring_file(csv_of(cells(设定依据="", 依据层级="")))
    assert failed.state is ImportState.FAILED
    assert "没有设定依据" in (failed.result.refusal or "")
    assert failed.result.counted() == {LintCode.BASIS_MISSING: 1}


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
    events = district.ports.store.events(f"import:{done.id}")
    started = next(one for one in events if one.news.type is EventType.IMPORT_STARTED)
    running.run_import(started, district.ports)
    assert district.ports.store.events(f"import:{done.id}") == events
    assert district.job(done) == done


def test_what_broke_off_half_way_is_done_again_from_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    district = Importing()
    job = district.prepare_file(GOOD)
    district.start_file(job)
    with monkeypatch.context() as broken:

        def unavailable(*_: object) -> None:
            raise Unavailable("暂时不可用")

        broken.setattr(running, "compile_catalogue", unavailable)
        assert district.deliver() == 0
    assert district.job(job).state is ImportState.RUNNING
    district.pass_by(MINUTE)
    district.deliver()
    assert district.job(job).state is ImportState.DONE


def test_progress_is_written_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "WRITE_EVERY", 2_000)
    district = Importing()
    rows = [cells(编号=f"R{one}") for one in range(5_000)]
    done = district.bring_file(csv_of(*rows))
    assert done.state is ImportState.DONE
    # prepared, started, 0, 2,000 and 4,000 rows, ended
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


DECISION = DecideExclusion(
    RowCode("ZM100"),
    Exclusion.X3,
    "公共安全",
    "样例决定第 2 号",
    date(2026, 11, 2),
    date(2027, 11, 2),
)


def test_an_officer_decides_an_exclusion_and_the_lint_knows() -> None:
    district = Importing()
    district.bring_file(csv_of(cells(核验方式="", 排除情形="X3")))
    before = lint_draft(CIVIL_AFFAIRS, AGENT, district.ports)
    assert list(before.by_code()) == [LintCode.EXCLUSION_UNDECIDED]
    with pytest.raises(RoleNotAllowed):
        decide_exclusion(DECISION, worlds.call_by(AGENT), district.ports)
    decide_exclusion(DECISION, worlds.call_by(worlds.officer()), district.ports)
    again = replace(DECISION, reason="重新决定")
    decide_exclusion(again, worlds.call_by(worlds.officer()), district.ports)
    stands = district.ports.store.listed(ExclusionDecision, "", "ZM100")
    assert stands is not None
    assert stands.reason == "重新决定"
    assert lint_draft(CIVIL_AFFAIRS, AGENT, district.ports).findings == ()
    assert len(district.ports.store.events("exclusion:ZM100")) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"decided_on": date(2027, 1, 1)}, "decided_on"),
        ({"review_on": date(2026, 11, 2)}, "review_on"),
    ],
)
def test_a_decision_is_not_of_tomorrow_and_is_looked_at_again_later(
    change: dict[str, date], field: str
) -> None:
    with pytest.raises(FieldInvalid) as refused:
        decide_exclusion(
            replace(DECISION, **change),  # type: ignore[arg-type]
            worlds.call_by(worlds.officer()),
            Importing().ports,
        )
    assert refused.value.field == field


def test_a_unit_sees_the_lint_of_its_own_draft_only() -> None:
    district = Importing()
    district.bring_file(GOOD)
    with pytest.raises(Exception, match="只有该单位"):
        lint_draft(CIVIL_AFFAIRS, worlds.agent(LABOUR), district.ports)
