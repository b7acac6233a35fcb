"""`mianzheng unit`: who takes part, and who acts for a unit."""

from typing import Any

import click
from rich.console import Console

from chalicelib.kernel.callers import Role
from chalicelib.kernel.labels import label
from chalicelib.kernel.times.clock import to_text
from chalicelib.units.domain.unit import Sector, UnitKind
from infra.cli.shared.signed_session import Json, row, session_of, table_of, with_session
from infra.cli.shared.unit_codes import UNIT

KINDS = {one.value: one for one in UnitKind}
INSTANT = click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"])


@click.group()
def unit() -> None:
    """单位:列表、人员、督办员交接、顶岗、暂停。"""


@unit.command("list")
@with_session
def list_units(**given: Any) -> None:
    """列出所有单位。"""
    found = session_of(given).get("/v1/units")["items"]
    table = table_of("单位", "编码", "名称", "类别", "行业", "状态")
    for one in found:
        state = "可运行" if one["is_operational"] else ";".join(one["missing"])
        row(table, one["unit"], one["name"], _kind(one), _sector(one), state)
    Console().print(table)


@unit.command()
@click.argument("code", type=UNIT)
@with_session
def show(code: str, **given: Any) -> None:
    """查看一个单位;人员只对本单位(和专班办公室)显示。"""
    _show(session_of(given).get(f"/v1/units/{code}"))


@unit.command()
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice(list(KINDS)), required=True, help="单位类别。")
@click.option("--sector", type=click.Choice([one.value for one in Sector]), help="行业。")
@click.option("--authority", type=UNIT, help="行业主管部门的编码(公共服务单位必填)。")
@click.option("--leader", "leaders", multiple=True, help="分管负责人,可写多次。")
@with_session
def register(code: str, name: str, **given: Any) -> None:
    """登记一个单位(专班办公室经办人)。"""
    session = session_of(given)
    body = {
        "code": code,
        "name": name,
        "kind": given["kind"],
        "sector": given["sector"],
        "sector_authority": given["authority"],
        "leaders": list(given["leaders"]),
    }
    _show(session.post("/v1/units", body))


@unit.command("add-member")
@click.argument("code", type=UNIT)
@click.argument("member")
@click.argument("name")
@with_session
def add_member(code: str, member: str, name: str, **given: Any) -> None:
    """登记一名人员。"""
    body = {"member": member, "name": name}
    _show(session_of(given).post(f"/v1/units/{code}/members", body))


@unit.command("hand-over")
@click.argument("code", type=UNIT)
@click.argument("member")
@with_session
def hand_over(code: str, member: str, **given: Any) -> None:
    """把督办员交接给 MEMBER(一步完成,前任的密钥随即失效)。"""
    _show(session_of(given).post(f"/v1/units/{code}/supervisor", {"member": member}))


@unit.command()
@click.argument("code", type=UNIT)
@click.argument("member", required=False)
@click.option("--until", type=INSTANT, help="顶岗截止时刻,带时区:2026-11-30T18:00:00+08:00。")
@click.option("--end", is_flag=True, help="提前结束顶岗。")
@with_session
def cover(code: str, member: str | None, until: Any, end: bool, **given: Any) -> None:
    """安排 MEMBER 顶岗到 --until,或用 --end 结束顶岗。"""
    session = session_of(given)
    if end:
        if member is not None or until is not None:
            raise click.UsageError("--end 不和人员编号、--until 一起用。")
        _show(session.post(f"/v1/units/{code}/leave-cover/end"))
        return
    if member is None or until is None:
        raise click.UsageError("请写明顶岗人员编号和 --until;结束顶岗用 --end。")
    body = {"member": member, "until": to_text(until)}
    _show(session.post(f"/v1/units/{code}/leave-cover", body))


@unit.command("add-agent")
@click.argument("code", type=UNIT)
@click.argument("member")
@with_session
def add_agent(code: str, member: str, **given: Any) -> None:
    """增加一名代办员。"""
    _show(session_of(given).post(f"/v1/units/{code}/agents", {"member": member}))


@unit.command("remove-agent")
@click.argument("code", type=UNIT)
@click.argument("member")
@with_session
def remove_agent(code: str, member: str, **given: Any) -> None:
    """移除一名代办员(最后一名不能移除)。"""
    _show(session_of(given).post(f"/v1/units/{code}/agents/{member}/remove"))


@unit.command()
@click.argument("code", type=UNIT)
@with_session
def suspend(code: str, **given: Any) -> None:
    """暂停一个单位(专班办公室经办人)。"""
    _show(session_of(given).post(f"/v1/units/{code}/suspend"))


@unit.command()
@click.argument("code", type=UNIT)
@with_session
def resume(code: str, **given: Any) -> None:
    """恢复一个单位(专班办公室经办人)。"""
    _show(session_of(given).post(f"/v1/units/{code}/resume"))


@unit.command()
@click.argument("member")
@click.argument("role", type=click.Choice(["OFFICER", "PUBLISHER"]))
@click.option("--dismiss", is_flag=True, help="免去,而不是任命。")
@with_session
def office(member: str, role: str, dismiss: bool, **given: Any) -> None:
    """任命或免去专班办公室经办人(OFFICER)、公布人(PUBLISHER)。"""
    act = "dismissals" if dismiss else "appointments"
    body = {"member": member, "role": role}
    _show(session_of(given).post(f"/v1/task-force-office/{act}", body))


def _show(one: Json) -> None:
    table = table_of(f"{one['unit']} {one['name']}", "项目", "内容")
    row(table, "类别", _kind(one))
    if one["sector"]:
        row(table, "行业", _sector(one))
        row(table, "行业主管部门", one["sector_authority"])
    row(table, "状态", "可运行" if one["is_operational"] else ";".join(one["missing"]))
    if one.get("leave_cover"):
        cover = one["leave_cover"]
        row(table, "顶岗", f"{cover['member']},到 {cover['until']}")
    for member in one.get("members", []):
        roles = "、".join(label(Role(role)) for role in member["roles"]) or "未任职"
        row(table, f"人员 {member['member']}", f"{member['name']}({roles})")
    Console().print(table)


def _kind(one: Json) -> str:
    return label(UnitKind(one["kind"]))


def _sector(one: Json) -> str:
    return label(Sector(one["sector"])) if one["sector"] else ""
