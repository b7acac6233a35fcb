"""`mianzheng key`: how a key comes in, is approved, replaced and revoked."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import urllib3
from rich.console import Console

from chalicelib.kernel.callers import Role
from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.ids import MemberId
from chalicelib.kernel.labels import label
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs, public_jwk
from chalicelib.keys.adapters.possession_check import make_proof
from chalicelib.keys.domain.invitation import code_digest
from chalicelib.keys.domain.key import KeyStatus
from infra.cli.shared.options import origin_option, read_key
from infra.cli.shared.signed_session import (
    Json,
    answer_of,
    moment,
    records,
    row,
    session_of,
    table_of,
    with_session,
)
from infra.cli.shared.unit_codes import UNIT
from infra.client.calling.private_files import write_private
from infra.client.calling.signed import Reply, body_of

OUT = click.Path(path_type=Path, dir_okay=False)
out_option = click.option(
    "--out", type=OUT, required=True, help="新密钥文件写到哪里(权限 0600,不覆盖已有文件)。"
)
invitation_options = (
    click.option("--invitation", required=True, help="邀请编号。"),
    click.option("--code", prompt="一次性口令", hide_input=True, help="一次性口令,默认询问。"),
    click.option("--days", type=int, help="有效天数,默认 365。"),
    out_option,
    origin_option,
)


@dataclass(frozen=True)
class Registration:
    """One registration as the command line gives it."""

    invitation: str
    code: str
    days: int | None
    out: Path
    origin: str
    replaces: str | None = None


@click.group()
def key() -> None:
    """密钥:邀请、登记、批准、轮换、吊销。"""


@key.command("list")
@click.argument("unit", type=UNIT)
@with_session
def list_keys(unit: str, **given: Any) -> None:
    """列出一个单位的密钥。"""
    found = session_of(given).get(f"/v1/units/{unit}/keys")["items"]
    shown = []
    for one in found:
        role, state = label(Role(one["role"])), label(KeyStatus(one["status"]))
        facts = (
            ("角色", role), ("人员", one["member"]), ("状态", state),
            ("有效期至", moment(one["not_after"])), ("批准人", one["approved_by"]),
        )  # fmt: skip
        shown.append((one["kid"], facts))
    records(f"{unit} 的密钥", shown)


@key.command()
@click.argument("unit", type=UNIT)
@click.argument("role", type=click.Choice([one.value for one in Role], case_sensitive=False))
@click.argument("member", required=False)
@with_session
def invite(unit: str, role: str, member: str | None, **given: Any) -> None:
    """邀请 MEMBER(单位系统 SYSTEM 不写)登记一把密钥,得到只显示一次的口令。"""
    body = {"unit": unit, "role": role.upper(), "member": member}
    made = session_of(given).post("/v1/key-invitations", body)
    table = table_of("邀请", "项目", "内容")
    row(table, "邀请编号", made["invitation"])
    row(table, "一次性口令", made["code"])
    row(table, "有效期至", made["expires_at"])
    row(table, "下一步", "当面或电话告知口令;对方 10 分钟内执行 mianzheng key register")
    Console().print(table)


def _with_invitation(command: Any) -> Any:
    for option in reversed(invitation_options):
        command = option(command)
    return command


@key.command()
@_with_invitation
def register(**given: Any) -> None:
    """生成新密钥并用一次性口令登记;批准后才能使用。"""
    _register(Registration(**given))


@key.command()
@click.option("--as", "key_path", type=OUT, required=True, help="要被替换的现用密钥文件。")
@_with_invitation
def rotate(key_path: Path, **given: Any) -> None:
    """登记一把新密钥替换现用的;批准后旧的最多再用 30 天。"""
    _register(Registration(**given, replaces=read_key(key_path).kid))


@key.command()
@click.argument("kid")
@with_session
def approve(kid: str, **given: Any) -> None:
    """批准一把已登记的密钥(第二人)。"""
    _show(session_of(given).post(f"/v1/keys/{kid}/approve"))


@key.command()
@click.argument("kid")
@with_session
def revoke(kid: str, **given: Any) -> None:
    """吊销一把密钥,30 秒内处处失效。"""
    _show(session_of(given).post(f"/v1/keys/{kid}/revoke"))


@key.command("first-officer")
@click.argument("member")
@click.argument("name")
@out_option
@click.confirmation_option(prompt="首名经办人每个环境只能登记一次,确定吗?")
def first_officer(member: str, name: str, out: Path) -> None:
    """登记首名专班办公室经办人(运维人员,直接写入当前环境,只能一次)。

    环境由 MIANZHENG_* 和 AWS_* 环境变量指明,与部署的函数相同。
    """
    from chalicelib.bootstrap.wiring import services
    from chalicelib.keys.use_cases.first_officer import (
        OPERATOR,
        EnrolFirstOfficer,
        enrol_first_officer,
    )

    _refuse_existing(out)
    jwk = generate_private_jwk()
    try:
        wired = services()
        proof = make_proof(jwk, wired.settings.origin, OPERATOR, "", wired.ports.clock.now())
        command = EnrolFirstOfficer(MemberId(member), name, jwk_pairs(jwk), jwk["alg"], proof)
        made = enrol_first_officer(command, wired.ports)
        office = wired.ports.units.unit(made.unit)
    except MianzhengError as error:
        raise click.ClickException(error.detail) from None
    owner = {"unit": made.unit, "unit_name": office.name if office else made.unit}
    _write(out, jwk, {**owner, "kid": made.kid, "member": made.member, "role": made.role})


def _register(given: Registration) -> None:
    """A new key pair; its private half never leaves the file it is written to."""
    _refuse_existing(given.out)
    origin, jwk = given.origin.rstrip("/"), generate_private_jwk()
    digest = code_digest(given.invitation, given.code)
    body = {
        "invitation": given.invitation,
        "code": given.code,
        "jwk": public_jwk(jwk),
        "alg": jwk["alg"],
        "proof": make_proof(jwk, origin, given.invitation, digest, datetime.now(UTC)),
        "days": given.days,
        "replaces": given.replaces,
    }
    made = _post(origin + "/v1/key-registrations", body)
    _write(given.out, jwk, made)
    _show(made)
    click.echo(f"请批准人执行:mianzheng key approve {made['kid']} --as 批准人的密钥文件")


def _post(url: str, body: Json) -> Json:
    """The one call that no registered key signs."""
    notes = Console(stderr=True)
    try:
        answer = urllib3.request(
            "POST",
            url,
            body=body_of(body),
            headers={"Content-Type": "application/json"},
            redirect=False,
            retries=False,
            timeout=10.0,
        )
    except urllib3.exceptions.HTTPError as error:
        raise click.ClickException(
            f"没有收到应答({type(error).__name__}),请检查网络;如果邀请已用掉,请重新邀请。"
        ) from None
    return answer_of(Reply(answer.status, answer.headers, answer.data), notes)


def _refuse_existing(out: Path) -> None:
    if out.exists():
        raise click.UsageError(f"{out} 已存在,不覆盖;请换一个文件名。")


def _write(out: Path, jwk: dict[str, str], made: Json) -> None:
    write_private(
        out,
        {
            **jwk,
            "kid": made["kid"],
            "unit": made["unit"],
            "unit_name": made["unit_name"],
            "member": made["member"],
            "role": made["role"].lower(),
        },
    )
    click.echo(f"密钥文件 {out}(只有本人可读,请勿外传)")


def _show(one: Json) -> None:
    table = table_of("密钥", "项目", "内容")
    row(table, "编号 kid", one["kid"])
    row(table, "单位", one["unit"])
    row(table, "人员", one["member"])
    row(table, "角色", label(Role(one["role"])))
    row(table, "状态", label(KeyStatus(one["status"])))
    row(table, "有效期至", one["not_after"])
    Console().print(table)
