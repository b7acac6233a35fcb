"""`mianzheng rotate`: another key for proofs, lists, answers or a seal, without a gap."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from chalicelib.keys.adapters.roster_store import KeptRoster
from chalicelib.keys.domain.kids import PROOF, STATUS, kid_of
from chalicelib.keys.domain.roster import PUBLISHED
from infra.cli.shared.operator_options import (
    agreed,
    declined,
    endpoint_option,
    folder_option,
    screen,
    told_problems,
    two_columns,
    yes_option,
)
from infra.cli.stage.rotate_seal import seal_command
from infra.rotate.roster import roster_of_stage
from infra.rotate.versions import (
    CloudKeys,
    KeyMaker,
    Rotation,
    check_response,
    check_rotation,
    rotate_response,
)
from infra.rotate.versions import rotate as carry_out
from infra.rotate.words import plan_rows, response_rows, version_rows
from infra.stage.cloud import connect
from infra.stage.file import load_stage

NOT_CHANGED = "没有更换,密钥和名册没有改动。"

Where = tuple[KeyMaker, KeptRoster]

dry_option = click.option("--dry-run", is_flag=True, help="只显示会怎样,不更换。")
urgent_option = click.option(
    "--compromised", is_flag=True, help="密钥已经泄露:旧的立即作废,没有重叠期。"
)


@click.group()
def rotate() -> None:
    """更换密钥:新的先公布,旧的等它签过的都失效了才离开。"""


def _two_places(command: Callable[..., Any]) -> Callable[..., Any]:
    """--stage for AWS, or --home for this machine's own keys."""

    @click.option("--stage", "stage_name", help="阶段,例如 prod。")
    @click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        help="换本机(mianzheng run --durable)的密钥。",
    )
    @folder_option
    @endpoint_option
    @wraps(command)
    def run(
        stage_name: str | None, home: Path | None, folder: Path, endpoint: str | None, **given: Any
    ) -> Any:
        if (stage_name is None) == (home is None):
            raise click.UsageError("请写 --stage 阶段,或 --home 目录,二者选一。")
        with told_problems(stage_name, endpoint):
            if home is not None:
                return command(where=_home(home), **given)
            stage = load_stage(str(stage_name), folder)
            cloud = connect(stage, endpoint)
            where = (CloudKeys(stage, cloud), roster_of_stage(stage, cloud))
            return command(where=where, **given)

    return run


def _home(home: Path) -> Where:
    from infra.rotate.home import HomeKeys

    keys = HomeKeys(home)
    return keys, keys.roster()


@rotate.command()
@_two_places
@dry_option
@urgent_option
@yes_option
def proof(where: Where, dry_run: bool, compromised: bool, yes: bool) -> None:
    """换电子证明的密钥(令牌、文件回执)。"""
    _rotate(where, Rotation(PROOF, compromised), dry_run, yes)


@rotate.command()
@_two_places
@dry_option
@urgent_option
@yes_option
def status(where: Where, dry_run: bool, compromised: bool, yes: bool) -> None:
    """换状态列表、名称、清单的密钥。"""
    _rotate(where, Rotation(STATUS, compromised), dry_run, yes)


def _rotate(where: Where, asked: Rotation, dry_run: bool, yes: bool) -> None:
    console, (keys, roster) = screen(), where
    now = roster.now()
    standing = roster.fresh()
    if not (asked.is_urgent and standing.of(asked.purpose)[-1].is_urgent):
        check_rotation(standing, asked, now, keys.where)
    two_columns(console, f"更换 {asked.purpose} 密钥", plan_rows(standing, asked, now))
    if dry_run:
        console.print(NOT_CHANGED)
        return
    if not agreed(console, "照此更换?", yes):
        declined(console, NOT_CHANGED)
    version = carry_out(keys, asked, roster)
    console.print(f"已建成 {kid_of(asked.purpose, version.number)},等巡检公布。")
    if asked.is_urgent and asked.purpose == STATUS:
        console.print("下一步:一分钟之后手工调用一次函数 statuses,把列表和清单重签。")
    console.print(f"下一步:mianzheng rotate show {keys.where}")


@rotate.command()
@_two_places
@dry_option
@urgent_option
@yes_option
def service(where: Where, dry_run: bool, compromised: bool, yes: bool) -> None:
    """不等午夜,换今天的应答密钥。"""
    console, (keys, roster) = screen(), where
    standing, now = roster.fresh(), roster.now()
    check_response(standing, f"{now:%Y%m%d}")
    two_columns(console, "更换应答密钥", response_rows(is_urgent=compromised))
    if dry_run:
        console.print(NOT_CHANGED)
        return
    if not agreed(console, "照此更换?", yes):
        declined(console, NOT_CHANGED)
    renewed = rotate_response(roster, is_urgent=compromised)
    day = f"{now:%Y%m%d}"
    console.print(f"已要求换新:今天(UTC)的第 {renewed.serial_on(day)} 把,五分钟之内启用。")
    console.print(f"下一步:mianzheng rotate show {keys.where}")


rotate.add_command(seal_command("seal-a", "甲"))
rotate.add_command(seal_command("seal-b", "乙"))


@rotate.command()
@_two_places
def show(where: Where) -> None:
    """各把密钥的版本:谁在签名,谁在公钥集里,到什么时候。"""
    _, roster = where
    standing, now = roster.fresh(), roster.now()
    rows = [
        row
        for purpose in (*PUBLISHED, *sorted(set(standing.versions) - set(PUBLISHED)))
        for row in version_rows(standing, purpose, now)
    ]
    rows.append(("应答密钥", f"今天(UTC)的第 {standing.serial_on(f'{now:%Y%m%d}')} 把"))
    console = screen()
    two_columns(console, "密钥的版本", rows)
    if standing.is_due(now):
        console.print("公钥集还没有照此公布:巡检一分钟之内会做。")
