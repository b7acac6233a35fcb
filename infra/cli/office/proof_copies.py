"""`mianzheng proof extract | show | revoke`: the two units' side of an electronic proof."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.labels import label
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.check_codes import check_code_of
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.claims import ProofClaims, ProofStatus, SealKind
from chalicelib.requests.domain.copies import FileState
from infra.cli.shared.options import home_option, origin_option, printable
from infra.cli.shared.signed_session import Json, Session, row, table_of
from infra.client.checking.proof_site import Site, SiteUnreachable

OFFICER_KEY = "370402001-officer-1"
"""Of the laptop's demo keys: an officer may look at every request, people masked."""
PROOF_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}", re.ASCII)
SECONDS_TO_PUBLISH, SECONDS_TO_SEAL = 3.0, 10.0
PAUSE_SECONDS = 0.25

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Desk:
    """Who sits here. Without ``key_path`` the laptop's demo key of the right unit is taken."""

    key_path: Path | None
    origin: str
    home: Path

    def session(self, find_unit: Callable[[], str]) -> Session:
        """``find_unit`` is asked only where no key was named."""
        return self.named(self.key_path or self.demo_key(f"{find_unit()}-agent-1"))

    def named(self, key_path: Path) -> Session:
        return Session(key_path, self.origin, self.home)

    def demo_key(self, name: str) -> Path:
        path = self.home / "keys" / f"{name}.json"
        if not path.is_file():
            raise click.UsageError(f"没有演示密钥 {path},请用 --as 指定密钥文件。")
        return path

    def requester_of(self, request: str) -> str:
        session = self.named(self.demo_key(OFFICER_KEY))
        return str(session.get(f"/v1/verification-requests/{request}")["requester"])

    def claims_of(self, proof_id: str) -> ProofClaims:
        """From the published token, only to choose a key: its signature is not looked at."""
        path = f"/c/{check_code_of(proof_id)}.jwt"
        try:
            site = Site(self.origin.rstrip("/"))
            token = patiently(lambda: site.read(path), SECONDS_TO_PUBLISH)
            if token is not None:
                return ProofClaims.from_payload(base64url.decode(token.decode().split(".")[1]))
        except SiteUnreachable as error:
            raise click.ClickException(str(error)) from None
        except (MianzhengError, ValueError, IndexError):
            pass
        raise click.ClickException("没有公布这个编号的电子证明,请核对编号,或用 --as 指定密钥。")


def desk_options(command: Command) -> Command:
    """--as (optional), --origin and --home; the command takes them as ``given``."""
    with_key = click.option(
        "--as",
        "key_path",
        type=click.Path(path_type=Path, dir_okay=False),
        help="密钥文件(JWK)。本机演示可以不写:自动用该单位代办员的演示密钥。",
    )
    return with_key(origin_option(home_option(command)))


def proof_id_argument(command: Command) -> Command:
    return click.argument("proof_id", callback=_checked_id)(command)


def _checked_id(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not PROOF_ID.fullmatch(value):
        raise click.BadParameter("编号是 22 个字母、数字、_ 或 -,就是提取时给出的 proof_id。")
    return value


@click.command()
@click.argument("request_id")
@click.option("--purpose", "purpose_item", metavar="ITEM", help="用途:这一行清单的事项编码。")
@desk_options
def extract(request_id: str, purpose_item: str | None, **given: Any) -> None:
    """提取一份电子证明(需求单位);每提取一次就是单独的一份。"""
    desk = Desk(**given)
    session = desk.session(lambda: desk.requester_of(request_id))
    body = None if purpose_item is None else {"purpose_item": purpose_item}
    path = f"/v1/verification-requests/{request_id}/extractions"
    show_proof(session.post(path, body), session)


@click.command()
@proof_id_argument
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="把 PDF 存为文件。")
@desk_options
def show(proof_id: str, out: Path | None, **given: Any) -> None:
    """查看一份电子证明(提取单位或制作单位),--out 保存盖章的 PDF。"""
    desk = Desk(**given)
    session = desk.session(lambda: desk.claims_of(proof_id).extracted_by)
    path = f"/v1/proofs/{proof_id}"
    found = session.get(path) if out is None else _sealed(session, path)
    show_proof(found, session)
    if out is not None:
        out.write_bytes(session.download(f"{path}/pdf"))
        Console().print(f"PDF 已保存到 {out}", markup=False, highlight=False, soft_wrap=True)


@click.command()
@proof_id_argument
@click.option("--reason", required=True, help="为什么撤销。")
@desk_options
def revoke(proof_id: str, reason: str, **given: Any) -> None:
    """撤销(制作单位):这份答复提取过的每一份都随之撤销,不能恢复。"""
    desk = Desk(**given)
    session = desk.session(lambda: desk.claims_of(proof_id).produced_by)
    show_proof(session.post(f"/v1/proofs/{proof_id}/revoke", {"reason": reason}), session)


def show_proof(one: Json, session: Session) -> None:
    names = {unit["unit"]: unit["name"] for unit in session.get("/v1/units")["items"]}
    table = table_of(f"电子证明 {one['proof_id']}", "项目", "内容")
    row(table, "状态", label(ProofStatus(one["status"])))
    row(table, "结论", label(Conclusion(one["conclusion"])))
    for title, member in (("提取单位", "extracted_by"), ("制作单位", "produced_by")):
        row(table, title, f"{names.get(one[member], '')} {one[member]}")
    row(table, "提取时间", one["extracted_at"])
    row(table, "有效期", f"到 {one['expires_at']} 止")
    row(table, "用途", f"事项 {one['service_item']}")
    row(table, "证明材料", one["material"])
    row(table, "印章", label(SealKind(one["seal"])))
    row(table, "校验码", one["check_code"])
    row(table, "核验申请", one["request_id"])
    _show_pdf(table, one["pdf"])
    console = Console()
    console.print(table)
    console.print(printable(one["url"]), markup=False, highlight=False, soft_wrap=True)


def _show_pdf(table: Any, pdf: Json) -> None:
    row(table, "PDF", label(FileState(pdf["state"].upper())))
    if "sha256" in pdf:
        row(table, "SHA-256", pdf["sha256"])
    if "failure" in pdf:
        row(table, "原因", printable(pdf["failure"]))


def _sealed(session: Session, path: str) -> Json:
    """The proof once its page is sealed or has failed, or as it is when patience ends."""
    found: Json = {}

    def read() -> Json | None:
        nonlocal found
        found = session.get(path)
        return None if found["pdf"]["state"] == "sealing" else found

    patiently(read, SECONDS_TO_SEAL)
    return found


Found = TypeVar("Found")


def patiently(read: Callable[[], Found | None], seconds: float) -> Found | None:
    """What follows a write is there a moment later: ask again for some seconds."""
    ends = time.monotonic() + seconds
    while (found := read()) is None and time.monotonic() < ends:
        time.sleep(PAUSE_SECONDS)
    return found
