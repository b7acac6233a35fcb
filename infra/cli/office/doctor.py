"""`mianzheng doctor`: explains a signed request without sending it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from chalicelib.kernel.errors import MianzhengError
from infra.cli.shared.options import (
    METHODS,
    json_option,
    key_option,
    origin_option,
    read_body,
    read_key,
    show_findings,
)
from infra.client.calling.doctor import Patient, compare_clocks, explain
from infra.client.calling.keyfile import KeyFile, permission_warnings
from infra.client.calling.signed import sign_request, target_of
from infra.client.checking.receipts import Finding


@dataclass(frozen=True)
class Options:
    """The command line as given."""

    method: str
    path: str
    key_path: Path
    json_path: str | None
    token: str | None
    origin: str


@click.command()
@click.argument("method", type=METHODS)
@click.argument("path")
@key_option
@json_option
@click.option("--jws", "token", help="要解释的签名(WZM-Signature 的值);不给则现签一个。")
@origin_option
def doctor(**given: Any) -> None:
    """解释一个签名请求,不发送:逐项列出内容、是否正确、为什么。

    退出码:0 没有发现问题;1 有问题;2 用法不对。
    """
    options = Options(**given)
    key = read_key(options.key_path)
    now = datetime.now(UTC)
    try:
        patient = _patient(options, key, now)
    except MianzhengError as error:
        raise click.UsageError(error.detail) from None
    findings = [Finding("密钥文件", False, one) for one in permission_warnings(options.key_path)]
    findings += explain(patient, key, now)
    findings.append(compare_clocks(patient.origin, now))
    console = Console()
    whose = f"{key.unit_name} {key.member or '单位系统'} 的密钥 {key.kid}"
    console.print(f"{patient.method} {patient.target}  {whose}", markup=False, soft_wrap=True)
    show_findings(console, findings)
    console.print("密钥是否登记、批准、吊销,jti 是否用过,只有系统知道,这里不判断。", style="dim")
    if not all(one.holds for one in findings):
        raise SystemExit(1)


def _patient(options: Options, key: KeyFile, now: datetime) -> Patient:
    method, origin = options.method.upper(), options.origin.rstrip("/")
    target, body = target_of(options.path), read_body(options.json_path)
    if options.token is not None:
        return Patient(options.token.strip(), origin, method, target, body)
    made = sign_request(key, origin, (method, target, body), None, now)
    return Patient(made.token, origin, method, target, body)
