"""`mianzheng deploy`: from this checkout to a running stage."""

from typing import Any

import click
from rich.console import Console

from infra.cli.shared.operator_options import (
    WORK,
    agreed,
    declined,
    place_options,
    screen,
    show_changes,
    two_columns,
    yes_option,
)
from infra.deploy import stand_in
from infra.deploy.preflight import preflight
from infra.deploy.site import SiteChange, invalidate
from infra.deploy.site import synchronise as synchronise_pages
from infra.deploy.smoke import smoke
from infra.deploy.stack.adopt import Adoption, find_kept
from infra.deploy.stack.apply import StackEvent, apply
from infra.deploy.stack.change_sets import ChangeSet
from infra.deploy.steps import Prepared, plan, plan_adoption, prepare, record, upload
from infra.deploy.tables import table_in_use
from infra.restore.table_settings import set_up
from infra.stage.cloud import Cloud
from infra.stage.file import Stage


@click.command()
@place_options
@yes_option
def deploy(stage: Stage, cloud: Cloud, yes: bool) -> None:
    """部署到 AWS:检查、打包、变更集、确认、执行、网页、冒烟检查。"""
    console = screen()
    for finding in preflight(stage, cloud):
        console.print(("· " if finding.is_fine else "! ") + finding.says)
    kept = find_kept(stage, cloud)
    prepared = prepare(stage, cloud, WORK.resolve(), lambda text: console.print(f"· {text}"))
    upload(prepared, lambda text: console.print(f"· {text}"))
    if kept:
        _adopt(console, prepared, kept, yes)
    planned, release, key = plan(prepared)
    if planned.is_empty:
        console.print("模板:没有变更。")
    else:
        _carry_out(console, prepared, planned, yes)
    changed = stand_in.finish(prepared.adapted, cloud) if prepared.adapted else []
    if prepared.adapted:
        changed += set_up(stage, cloud, table_in_use(stage, prepared.stack()))
    if changed:
        console.print(f"用 API:{'、'.join(changed)}")
    if not planned.is_empty:
        record(prepared, release, key)
    site = _synchronise(console, prepared, release)
    _check(console, prepared)
    _summary(console, prepared, release, planned.is_empty and site.is_empty and not changed)


def _adopt(console: Console, prepared: Prepared, kept: Adoption, yes: bool) -> None:
    console.print("以前的堆栈留下了数据:新的堆栈先接管(导入)它们,不改动,然后照常部署。")
    _carry_out(console, prepared, plan_adoption(prepared, kept), yes)


def _carry_out(console: Console, prepared: Prepared, planned: ChangeSet, yes: bool) -> None:
    """Ends the command where it is not confirmed."""
    show_changes(console, planned)
    if not agreed(console, f"执行以上变更,部署到 {prepared.stage.name}?", yes):
        prepared.stack().discard(planned)
        declined(console)
    total = len(planned.changes)
    done: set[str] = set()

    def tell(event: StackEvent) -> None:
        if event.status.endswith("_COMPLETE"):
            done.add(event.resource)
        bad = " " + event.reason if event.status.endswith("_FAILED") else ""
        if bad or event.status.endswith("_COMPLETE"):
            console.print(
                f"  [{min(len(done), total)}/{total}] {event.resource} {event.status}{bad}",
                markup=False,
            )

    apply(prepared.stack(), planned, prepared.cloud, tell)


def _synchronise(console: Console, prepared: Prepared, release: str) -> SiteChange:
    resources = prepared.stack().resources()
    bucket = resources["SiteBucket"]
    change = synchronise_pages(prepared.cloud, bucket, prepared.artifacts, lambda _key: None)
    console.print(f"网页:更新 {len(change.puts)} 个,删除 {len(change.deletes)} 个。")
    distribution = resources.get("Cdn")
    if distribution:
        count = invalidate(prepared.cloud, distribution, change, release)
        console.print(f"CDN:{f'{count} 个路径失效' if count else '不需要失效'}。")
    return change


def _check(console: Console, prepared: Prepared) -> None:
    if prepared.adapted is not None:
        two_columns(console, "替身做不到、改做或省去的", [("·", n) for n in prepared.adapted.notes])
        return
    for line in smoke(prepared.stage):
        console.print(f"冒烟检查 {line}")


def _summary(console: Console, prepared: Prepared, release: str, is_unchanged: bool) -> None:
    stage, cloud = prepared.stage, prepared.cloud
    rows: list[tuple[str, Any]] = [
        ("结果", "没有变更" if is_unchanged else "已部署"),
        ("版本", f"{release}(代码 {prepared.package.digest})"),
        ("网址", stage.origin),
        ("验真", f"{stage.origin}/p"),
        ("接口", f"{stage.origin}/v1/"),
    ]
    if cloud.endpoint:
        rows.append(("替身", cloud.endpoint))
    rows.append(("下一步", f"mianzheng status {cloud.place(stage)}"))
    two_columns(console, f"免证 · {stage.name}", rows)
