"""`mianzheng catalogue`: a list's way on the command line, from its draft to the next edition."""

from chalicelib.catalogue.use_cases.compiling import compile_catalogue
from chalicelib.kernel.ids import UnitCode
from infra.cli.office.catalogue.catalogue import catalogue
from tests.infra.cli.desk import Desk
from tests.rules.listing import rows_of
from tests.worlds import agent

LABOUR = "370402007"
AGENT, OFFICER, PUBLISHER = f"{LABOUR}-agent-1", "370402001-officer-1", "370402001-publisher-1"
REASON = "第三行的设定依据写错了条款,请改正后再报"


def said(desk: Desk, as_: str, *arguments: str, exit_code: int = 0) -> str:
    ended = desk.run(catalogue, *arguments, as_=as_)
    assert ended.exit_code == exit_code, ended.output
    return ended.output


def compiled(desk: Desk) -> None:
    unit = UnitCode(LABOUR)
    compile_catalogue(rows_of(unit), agent(unit), desk.world.services.ports)


def test_a_list_goes_its_way_by_the_command_line(desk: Desk) -> None:
    compiled(desk)
    assert "编制中" in said(desk, AGENT, "drafts")
    changes = said(desk, OFFICER, "changes", LABOUR)
    assert "新增 6 行、删去 0 行、变更 0 行" in changes
    assert "ZM023" in changes
    assert "已报送" in said(desk, AGENT, "submit", LABOUR)
    back = said(desk, OFFICER, "return", LABOUR, REASON)
    assert "退回" in back
    assert REASON in back
    compiled(desk)
    said(desk, AGENT, "submit", LABOUR)
    refused = said(desk, OFFICER, "agree", LABOUR, exit_code=1)
    assert "ZM023" in refused
    assert "catalogue.basis_too_low" in refused
    waiver = ("--waive", "ZM023", "--decision", "样例决定第 1 号", "--until", "2027-12-31")
    assert "--waive" in said(desk, OFFICER, "agree", LABOUR, *waiver, exit_code=2)
    agreed = said(desk, OFFICER, "agree", LABOUR, *waiver, "--reason", "样例")
    assert "专班同意" in agreed
    assert "样例决定第 1 号" in agreed
    published = said(desk, PUBLISHER, "publish")
    assert "已实施" in published
    assert LABOUR in published
    assert "catalogue.nothing_agreed" in said(desk, PUBLISHER, "publish", exit_code=1)
    assert "第 1 版" in said(desk, AGENT, "drafts", LABOUR)
    assert "已实施" in said(desk, AGENT, "editions")


def test_materials_are_listed_and_merged_by_the_command_line(desk: Desk) -> None:
    compiled(desk)
    assert "M00006" in said(desk, AGENT, "materials")
    assert "已合并" in said(desk, OFFICER, "merge", "M00002", "M00001")
    lines = said(desk, AGENT, "materials").splitlines()
    assert any("M00002" in one and "M00001" in one for one in lines)


def test_what_somebody_may_not_do_is_told_with_its_code(desk: Desk) -> None:
    compiled(desk)
    other = "370402006-agent-1"
    assert "catalogue.not_your_items" in said(desk, other, "submit", LABOUR, exit_code=1)
    assert "access.role" in said(desk, AGENT, "publish", exit_code=1)
