"""`mianzheng complaint` against the real API, over a real socket."""

import json
import re

import pytest
from click.testing import Result

from infra.cli.office.complaint import complaint
from tests.infra.cli.desk import Desk

OFFICER, BOSS, OTHER = "370402001-officer-1", "370402006-supervisor-1", "370402011-supervisor-1"
SENT = {"op": "o" * 22, "row": "ZM007", "channel": "SITE", "text": "窗口仍要 [bold]证明[/bold]"}


@pytest.fixture
def code(desk: Desk) -> str:
    answered = desk.world.send("POST", "/v1/complaints", json.dumps(SENT).encode())
    assert answered.status == 201
    return str(answered.body["code"])


def ran(desk: Desk, *arguments: str, as_: str = OFFICER) -> str:
    result = desk.run(complaint, *arguments, as_=as_)
    assert result.exit_code == 0, result.output
    return result.output


def the_id(desk: Desk) -> str:
    found = re.findall(r"\b[0-9a-f]{32}\b", ran(desk, "list"))
    assert len(found) == 1
    return str(found[0])


def test_a_complaint_is_handled_from_the_list_to_the_reply(desk: Desk, code: str) -> None:
    listed = ran(desk, "list")
    assert "已收到" in listed
    assert "ZM007" in listed
    assert "窗口" not in listed, "a list shows nothing anybody wrote"
    id_ = the_id(desk)
    assert "办理中" in ran(desk, "assign", id_, "370402006")
    shown = ran(desk, "show", id_, as_=BOSS)
    assert "[bold]证明[/bold]" in shown, "what was written is shown, not obeyed"
    assert "联系方式" not in shown
    assert "联系方式" in ran(desk, "show", id_)
    ran(desk, "propose", id_, "确有此事,已改正。", as_=BOSS)
    assert "(已延期)" in ran(desk, "extend", id_, "--reason", "需要向市级主管部门核实情况")
    done = ran(desk, "reply", id_, "已责成改正。", "--outcome", "UPHELD", "--signal", "V6")
    assert "已答复" in done
    assert "属实" in done
    assert "V6 仍然索要证明" in ran(desk, "show", id_)
    assert id_ not in ran(desk, "list")
    assert id_ in ran(desk, "list", "--state", "REPLIED")
    answered = desk.world.send("GET", f"/v1/complaints/{code}")
    assert answered.body["reply"] == "已责成改正。"


def test_an_officer_records_a_letter_and_gets_its_code(desk: Desk) -> None:
    told = ran(desk, "record", "来信内容", "--channel", "LETTER", "--unit", "370402006")
    (code,) = re.findall(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]\b", told)
    assert desk.world.send("GET", f"/v1/complaints/{code}").status == 200
    assert "信函" in ran(desk, "list")


def problem(result: Result) -> str:
    assert result.exit_code == 1
    return result.output


@pytest.mark.usefixtures("code")
def test_what_is_refused_is_told_in_words(desk: Desk) -> None:
    id_ = the_id(desk)
    assert "专班办公室" in problem(desk.run(complaint, "show", id_, as_=OTHER))
    phone = ("reply", id_, "请打 13800000000", "--outcome", "EXPLAINED")
    assert "删去个人信息" in problem(desk.run(complaint, *phone, as_=OFFICER))
    assert "complaint.unknown" in problem(desk.run(complaint, "show", "0" * 32, as_=OFFICER))
