"""What the command line says to people: units by name, ids whole, times and options in words."""

import re
import socket

import pytest
from click.testing import CliRunner

from chalicelib.catalogue.use_cases.compiling import compile_catalogue
from chalicelib.kernel.ids import UnitCode
from infra.cli.main import main
from infra.cli.office.calendar import calendar
from infra.cli.office.catalogue.catalogue import catalogue
from infra.cli.office.catalogue.check import _shown
from infra.cli.office.complaint import complaint
from infra.cli.office.unit import unit
from infra.cli.shared.signed_session import moment
from tests.infra.cli.desk import Desk
from tests.rules.listing import rows_of
from tests.worlds import agent

LABOUR = "370402007"
AGENT, OFFICER = f"{LABOUR}-agent-1", "370402001-officer-1"


def narrow(desk: Desk, as_: str, *arguments: str) -> str:
    options = ["--origin", desk.origin, "--as", str(desk.file(as_))]
    options += ["--home", str(desk.folder / "home")]
    done = CliRunner(env={"COLUMNS": "80"}).invoke(catalogue, [*arguments, *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_unit_may_be_written_by_its_name(desk: Desk) -> None:
    code = UnitCode(LABOUR)
    compile_catalogue(rows_of(code), agent(code), desk.world.services.ports)
    name = next(one.name for one in desk.world.store.units.units() if one.code == code)
    sent = desk.run(catalogue, "submit", name, as_=AGENT)
    assert (sent.exit_code, "已报送" in sent.output) == (0, True), sent.output
    assert desk.run(unit, "show", name, as_=AGENT).exit_code == 0


@pytest.mark.parametrize("command", [["submit"], ["agree"], ["changes"], ["drafts"]])
def test_a_name_nobody_has_asks_for_the_code_before_anything_is_signed(
    desk: Desk, command: list[str]
) -> None:
    done = desk.run(catalogue, *command, "区民政", as_=OFFICER)
    assert done.exit_code == 2
    assert "请写单位编码" in done.output
    assert "unit list" in done.output


def test_the_lists_are_of_the_own_unit_and_their_ids_are_whole_in_80_columns(desk: Desk) -> None:
    day = desk.world.clock.now().date().isoformat()
    given = ("370402007", "REDUCE", "依据废止", "--on", day, "--row", "ZM023")
    made = desk.run(catalogue, "adjust", "register", *given, as_=AGENT)
    assert made.exit_code == 0, made.output
    listed = narrow(desk, AGENT, "adjust", "list")
    assert re.search(rf"^\d{{8}}T\d{{9}}Z-{LABOUR}-[\w-]{{22}}$", listed, re.MULTILINE), listed
    assert re.search(r"\d年\d+月\d+日 24:00", listed), listed
    assert "没有" in narrow(desk, AGENT, "propagation", "list")


def test_a_time_is_written_for_people() -> None:
    assert moment("2026-12-03T16:00:00.000Z", is_due=True) == "2026年12月3日 24:00"
    assert moment("2026-12-03T16:00:00.000Z") == "2026年12月4日 00:00"
    assert moment("2026-12-03T01:02:03.004Z") == "2026年12月3日 09:02"
    assert moment(None) == ""


def test_what_differs_between_editions_is_told_in_the_words_of_the_rule() -> None:
    assert _shown("CANCELLED") == "取消"
    assert _shown(["DATA_SHARING"]) == "数据共享"
    assert "(LAW)" not in _shown(["某法(LAW)"])
    assert _shown("") == "(空)"


def test_a_refusal_names_the_option_and_not_the_member_of_the_body(desk: Desk) -> None:
    day = desk.world.clock.now().date().isoformat()
    without = ("370402007", "REDUCE", "依据废止", "--on", day)
    done = desk.run(catalogue, "adjust", "register", *without, as_=AGENT)
    assert done.exit_code == 1
    assert "rows_before" not in done.output
    assert "--row" in done.output


def test_where_nothing_listens_the_question_is_whether_it_runs(desk: Desk) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{one.getsockname()[1]}"
    nobody = Desk(origin, desk.folder, desk.world)
    done = nobody.run(complaint, "list", as_=OFFICER)
    assert done.exit_code == 1
    assert "make run" in done.output
    assert "PORT" in done.output
    assert "NewConnectionError" not in done.output


def test_help_is_in_one_language() -> None:
    said = CliRunner().invoke(main, ["catalogue", "agree", "--help"]).output
    for word in ("Usage", "Options", "Show this message", "[required]"):
        assert word not in said
    for word in ("用法:", "选项", "显示这段说明", "[必填]"):
        assert word in said
    refused = CliRunner().invoke(main, ["catalogue", "agree"])
    assert refused.exit_code == 2
    assert "缺少" in refused.output


def test_a_year_without_its_source_is_refused_before_it_is_drawn(desk: Desk) -> None:
    file = desk.folder / "2027.csv"
    file.write_text("2027-01-01,放假\n", "utf-8")
    done = desk.run(calendar, "add", "2027", str(file), as_=OFFICER)
    assert (done.exit_code, "--source" in done.output, "1 月" in done.output) == (2, True, False)
