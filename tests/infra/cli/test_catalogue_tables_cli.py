"""`mianzheng catalogue template|import|lint|export|exclude` against the real API, over a real
socket: what a unit's staff see, and the exit codes."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chalicelib.background.outbox import deliver_outbox
from chalicelib.catalogue.adapters.seed import DATA, seed_rows
from chalicelib.catalogue.domain.editions import CatalogueDraft
from chalicelib.catalogue.tables.adapters.opening import open_table
from chalicelib.catalogue.tables.adapters.uploads import ObjectUploads
from chalicelib.catalogue.tables.ports import TablePorts
from chalicelib.cloud.objects import FolderObjects
from chalicelib.http.serving import use
from infra.cli.office.catalogue.catalogue import catalogue
from infra.local.product import object_handler
from infra.local.seed.catalogue import publish_seed
from tests.api.service import World, key_files
from tests.infra.cli.desk import served_world
from tests.tables import cells, csv_of, read, workbook_of

AGENT, OFFICER = "370402006-agent-1", "370402001-officer-1"


class Desk:
    """A terminal with key files beside it."""

    def __init__(self, origin: str, folder: Path, world: World) -> None:
        self.origin, self.folder, self.world = origin, folder, world

    def run(self, *arguments: object, as_: str = AGENT) -> Result:
        key = self.folder / f"{as_}.json"
        if not key.exists():
            key.write_text(json.dumps(key_files()[as_]), encoding="utf-8")
            key.chmod(0o600)
        options = ["--origin", self.origin, "--as", str(key), "--home", str(self.folder / "home")]
        runner = CliRunner(env={"COLUMNS": "200"})
        return runner.invoke(catalogue, [*map(str, arguments), *options])

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def draft(self) -> CatalogueDraft | None:
        return self.world.store.lists.listed(CatalogueDraft, "", "370402006")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with served_world() as (origin, world, front):
        objects = FolderObjects(tmp_path / "objects", origin, os.urandom(32))
        tables = TablePorts(open_table, ObjectUploads(objects))
        ports = world.services.ports.replaced(objects=objects, tables=tables)
        world.services = replace(world.services, ports=ports)
        use(world.services)
        front.objects = object_handler(world.services)
        done = threading.Event()

        def work() -> None:
            while not done.wait(0.05):
                deliver_outbox(ports)

        worker = threading.Thread(target=work)
        worker.start()
        try:
            yield Desk(origin, tmp_path, world)
        finally:
            done.set()
            worker.join()


def test_a_unit_gets_a_template_that_lists_the_registered_units(desk: Desk) -> None:
    path = desk.folder / "模板.xlsx"
    assert desk.run("template", path).exit_code == 0
    assert read(path.read_bytes()).has_header
    wrong = desk.run("template", desk.folder / "模板.xls")
    assert (wrong.exit_code, ".xlsx" in wrong.output) == (2, True)


def test_a_good_table_is_uploaded_and_becomes_the_draft(desk: Desk) -> None:
    path = desk.file("清单.xlsx", workbook_of(cells()))
    done = desk.run("import", path)
    assert done.exit_code == 0, done.output
    assert "catalogue submit 370402006" in done.output
    draft = desk.draft()
    assert draft is not None
    assert draft.row_count == 1


def test_a_dry_run_stores_nothing_and_leaves_no_file_behind(desk: Desk) -> None:
    done = desk.run("import", desk.file("清单.csv", csv_of(cells())), "--dry-run")
    assert (done.exit_code, "1 行可以导入" in done.output) == (0, True), done.output
    assert desk.draft() is None
    assert not [one for one in (desk.folder / "objects" / "imports").rglob("*") if one.is_file()]


BREAKING: list[tuple[str, dict[str, str], str]] = [
    ("设定依据", {"设定依据": "", "依据层级": ""}, "没有设定依据"),
    ("核验方式", {"核验方式": ""}, "没有核验方式"),
    ("开具单位", {"开具单位": ""}, "没有开具单位"),
    ("核验方式", {"处置": "取消"}, "已取消"),
]


@pytest.mark.parametrize(("column", "given", "says"), BREAKING)
def test_a_dry_run_says_what_the_import_would_with_row_code_and_column(
    desk: Desk, column: str, given: dict[str, str], says: str
) -> None:
    path = desk.file("清单.csv", csv_of(cells(), cells(编号="ZM101", **given)))
    for options in (["--dry-run"], []):
        done = desk.run("import", path, *options)
        assert done.exit_code == 4
        (line,) = (one for one in done.output.splitlines() if says in one)
        assert all(word in line for word in ("3", "ZM101", column)), line
        assert "可以导入" not in done.output
    assert desk.draft() is None


def test_a_dry_run_of_another_unit_s_rows_is_refused_as_the_import_is(desk: Desk) -> None:
    path = desk.file("清单.csv", csv_of(cells()))
    for options in (["--dry-run"], []):
        done = desk.run("import", path, *options, as_="370402002-agent-1")
        assert (done.exit_code, "第 2 行(ZM100)“索要单位”" in done.output) == (1, True)


def test_a_code_another_unit_holds_is_named_with_its_row(desk: Desk) -> None:
    publish_seed(desk.world.services.ports)
    mine = {one.service_item.unit for one in seed_rows()} - {"370402006"}
    taken = next(one.code for one in seed_rows() if one.service_item.unit in mine)
    path = desk.file("清单.csv", csv_of(cells(编号=taken)))
    done = desk.run("import", path, "--dry-run")
    assert done.exit_code == 4
    assert any(taken in one and "编号" in one for one in done.output.splitlines()), done.output


def test_faults_are_shown_all_at_once_and_nothing_is_stored(desk: Desk) -> None:
    bad = [cells(), cells(编号="ZM101", 承诺时限="3 天", 开具单位="区公安局分局")]
    done = desk.run("import", desk.file("清单.csv", csv_of(*bad)))
    assert done.exit_code == 4
    for word in ("错误 2 处", "3 天", "区公安分局", "应当怎样写", "什么也没有存"):
        assert word in done.output
    assert desk.draft() is None
    skipped = desk.run("import", desk.folder / "清单.csv", "--skip-bad")
    assert skipped.exit_code == 0, skipped.output
    draft = desk.draft()
    assert draft is not None
    assert draft.row_count == 1


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("a.xlsx", b"PK\x03\x04", 4, "另存为"),
        ("a.csv", csv_of(cells(), header=["编号"]), 4, "缺少这一列"),
        ("nowhere.csv", None, 2, "读不到"),
    ],
)
def test_a_file_that_is_no_table_ends_with_its_exit_code(
    desk: Desk, name: str, content: bytes | None, code: int, says: str
) -> None:
    path = desk.folder / name if content is None else desk.file(name, content)
    done = desk.run("import", path)
    assert (done.exit_code, says in done.output) == (code, True), done.output


def test_what_the_system_does_not_allow_ends_with_1(desk: Desk) -> None:
    path = desk.file("清单.csv", csv_of(cells()))
    done = desk.run("import", path, as_="370402002-agent-1")
    assert (done.exit_code, "区民政局" in done.output) == (1, True), done.output


def test_lint_of_a_file_shows_the_rows_of_excel_unit_by_unit(desk: Desk) -> None:
    done = desk.run("lint", DATA / "catalogue.csv")
    assert done.exit_code == 4
    assert "错误 16,提醒 8,说明 3" in done.output
    mine = desk.run("lint", DATA / "catalogue.csv", "--unit", "370402006", "--level", "错误")
    assert "错误 2,提醒 0,说明 0" in mine.output
    assert any("15" in line and "ZM014" in line for line in mine.output.splitlines())
    clean = desk.run("lint", desk.file("a.csv", csv_of(cells())))
    assert (clean.exit_code, "错误 0" in clean.output) == (0, True)


def test_lint_knows_what_must_offer_commitment_and_what_was_decided(desk: Desk) -> None:
    asked = desk.file("告知承诺.txt", "户籍信息\n".encode())
    path = desk.file("a.csv", csv_of(cells()))
    done = desk.run("lint", path, "--commitment-list", asked)
    assert (done.exit_code, "应当采用告知承诺" in done.output) == (4, True)
    excluded = desk.file("b.csv", csv_of(cells(核验方式="", 排除情形="X3")))
    assert "提醒 1" in desk.run("lint", excluded).output
    given = ("--reason", "公共安全", "--decision", "样例决定第 2 号", "--on", "2024-01-02")
    officer: Any = {"as_": OFFICER}
    decided = desk.run("exclude", "ZM100", "X3", *given, "--review", "2099-01-01", **officer)
    assert (decided.exit_code, "公共安全" in decided.output) == (0, True), decided.output
    assert "提醒 0" in desk.run("lint", excluded).output
    assert "样例决定第 2 号" in desk.run("exclusions").output


def test_an_edition_is_exported_and_is_the_same_when_it_is_read(desk: Desk) -> None:
    publish_seed(desk.world.services.ports)
    for name in ("现行.xlsx", "现行.csv"):
        path = desk.folder / name
        done = desk.run("export", path)
        assert (done.exit_code, "57 行" in done.output) == (0, True), done.output
        back = {one.row.code: one.row for one in read(path.read_bytes()).rows}
        assert back == {one.code: one for one in seed_rows()}
    path = desk.folder / "草稿.csv"
    assert desk.run("export", path, "--draft", "370402006").exit_code == 0
    assert {one.row.service_item.unit for one in read(path.read_bytes()).rows} == {"370402006"}
    linted = desk.run("lint", "--edition", "1")
    assert (linted.exit_code, "错误 10,提醒 8,说明 9" in linted.output) == (4, True)
    assert "区民政局" in desk.run("lint", "--draft", "370402006").output


def test_commands_that_contradict_themselves_end_with_2(desk: Desk) -> None:
    assert desk.run("lint").exit_code == 2
    assert desk.run("lint", "a.csv", "--edition", "1").exit_code == 2
    assert desk.run("export", desk.folder / "a.txt").exit_code == 2
    both = desk.run("export", desk.folder / "a.csv", "--edition", "1", "--draft", "370402006")
    assert both.exit_code == 2
    assert "还没有现行" in desk.run("export", desk.folder / "a.csv").output
