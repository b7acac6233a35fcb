"""`mianzheng rollback`: back to an earlier release."""

from datetime import UTC, datetime
from typing import Any

import click

from infra.cli.shared.operator_options import (
    agreed,
    declined,
    place_options,
    screen,
    show_changes,
    yes_option,
)
from infra.deploy.stack.apply import apply
from infra.deploy.stack.artifacts import Artifacts, Release
from infra.deploy.stack.change_sets import Stack
from infra.deploy.steps import source_of
from infra.deploy.tables import table_in_use
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem
from infra.template.table import table_name
from infra.template.table_in_use import RESTORED_TABLE


@click.command()
@place_options
@yes_option
@click.option("--to", "wanted", help="版本或代码的编号(开头几位即可);不写就是上一版。")
def rollback(stage: Stage, cloud: Cloud, yes: bool, wanted: str | None) -> None:
    """退回到以前部署过的一版(代码和模板;数据、网页不动)。"""
    console = screen()
    artifacts = Artifacts(stage, cloud)
    release = choose(artifacts.releases() if artifacts.exists() else [], wanted, stage)
    stack = Stack(stage.prefix, cloud)
    _refuse_other_table(stage, stack, artifacts.template(release.template), release)
    label = f"{release.id}-back-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
    planned = stack.plan(source_of(cloud, artifacts, release.template), label)
    if planned.is_empty:
        console.print(f"运行的就是 {release.id},没有变更。")
        return
    show_changes(console, planned)
    if not agreed(console, f"把 {stage.name} 退回到 {release.id}({release.at[:16]} UTC)?", yes):
        stack.discard(planned)
        declined(console)
    apply(stack, planned, cloud, lambda event: console.print(f"  {event.resource} {event.status}"))
    at = datetime.now(UTC).isoformat()
    artifacts.record(Release(release.id, release.package, release.template, at))
    console.print(
        f"已退回到 {release.id}。网页没有动:要退,用那一版的代码运行 "
        f"mianzheng deploy {cloud.place(stage)}。"
    )


def _refuse_other_table(
    stage: Stage, stack: Stack, template: dict[str, Any], release: Release
) -> None:
    """A template that knows of no restored table would go back to the own one, silently."""
    in_use = table_in_use(stage, stack)
    if in_use != table_name(stage) and RESTORED_TABLE not in template.get("Parameters", {}):
        raise DeployProblem(
            f"{release.id} 还不能换表,退回去就会用回旧表;正在使用的是 {in_use}",
            NOTHING_TOUCHED,
            f"mianzheng rollback --stage {stage.name} --to 较新的编号",
        )


def choose(releases: list[Release], wanted: str | None, stage: Stage) -> Release:
    """The release asked for, else the newest that is not what runs. Raises DeployProblem."""
    if wanted is None:
        candidates = [one for one in releases if one.id != releases[0].id]
    else:
        candidates = [one for one in releases if wanted and _is(one, wanted)]
    if not candidates:
        known = "、".join(dict.fromkeys(one.id for one in releases)) or "没有"
        raise DeployProblem(
            f"没有可以退回的版本{'' if wanted is None else f' {wanted}'};部署过的:{known}",
            NOTHING_TOUCHED,
            f"mianzheng rollback --stage {stage.name} --to 编号",
        )
    return candidates[0]


def _is(release: Release, wanted: str) -> bool:
    return release.id.startswith(wanted) or release.package.startswith(wanted)
