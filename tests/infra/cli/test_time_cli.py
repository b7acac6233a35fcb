"""`mianzheng calendar`, `catalogue adjust` and `catalogue propagation`, over a real socket."""

import re
from pathlib import Path

from infra.cli.office.calendar import calendar
from infra.cli.office.catalogue.adjust import adjust
from tests.infra.cli.desk import Desk

OFFICER, AGENT = "370402001-officer-1", "370402006-agent-1"
FILE = "2027-01-01,放假\n2027-02-20,上班\n"


def test_a_year_is_looked_at_added_shown_and_replaced(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(FILE, "utf-8")
    looked = desk.run(calendar, "add", "2027", str(file), "--dry-run", as_=OFFICER)
    assert looked.exit_code == 0, looked.output
    assert "1 月" in looked.output
    assert desk.run(calendar, "show", "2027", as_=OFFICER).exit_code == 1
    told = ("--source", "样例通知")
    added = desk.run(calendar, "add", "2027", str(file), *told, as_=OFFICER)
    assert "2027-1" in added.output, added.output
    again = desk.run(calendar, "add", "2027", str(file), *told, as_=OFFICER)
    assert (again.exit_code, "calendar.year_present" in again.output) == (1, True)
    replaced = desk.run(calendar, "add", "2027", str(file), *told, "--replace", as_=OFFICER)
    assert "2027-2" in replaced.output, replaced.output
    assert "样例通知" in desk.run(calendar, "show", "2027", as_=OFFICER).output


def test_an_adjustment_is_registered_reported_listed_and_agreed_to(desk: Desk) -> None:
    day = desk.world.clock.now().date().isoformat()
    said = ("370402006", "REDUCE", "依据[bold]废止[/bold]", "--on", day, "--row", "ZM007")
    made = desk.run(adjust, "register", *said, as_=AGENT)
    assert made.exit_code == 0, made.output
    assert "[bold]废止[/bold]" in made.output, "what was written is shown, not obeyed"
    (id_,) = set(re.findall(r"\d{8}T\d{9}Z-370402006-[\w-]{22}", made.output))
    assert "已报告" in desk.run(adjust, "report", id_, "拟不再要求", as_=AGENT).output
    assert "同意调整" in desk.run(adjust, "decide", id_, "AGREE", "属实", as_=OFFICER).output
    assert "ZM" not in desk.run(adjust, "list", "--unit", "370402011", as_=OFFICER).output
