"""`mianzheng diff`: how this checkout differs from the running stage; nothing is changed."""

import click

from infra.cli.shared.operator_options import DIFFERENT, WORK, place_options, screen, show_changes
from infra.deploy.site import compare, read_manifest, site_pages
from infra.deploy.stack.adopt import find_kept
from infra.deploy.stack.artifacts import Artifacts
from infra.deploy.steps import plan, prepare
from infra.stage.cloud import Cloud
from infra.stage.file import Stage


@click.command()
@place_options
def diff(stage: Stage, cloud: Cloud) -> None:
    """这份代码与运行中的阶段有何不同;相同为 0,不同为 2。"""
    console = screen()
    if not Artifacts(stage, cloud).exists():
        console.print(f"{stage.name} 还没有部署过:全部是新建。")
        raise SystemExit(DIFFERENT)
    if kept := find_kept(stage, cloud):
        console.print(
            f"没有堆栈;留下的 {len(kept.importing.resources)} 项由新的堆栈接管,其余新建。"
        )
        raise SystemExit(DIFFERENT)
    prepared = prepare(stage, cloud, WORK.resolve(), lambda _text: None)
    planned, _, _ = plan(prepared)
    prepared.stack().discard(planned)
    pages = compare(site_pages(), read_manifest(prepared.artifacts))
    if planned.is_empty and pages.is_empty:
        console.print("没有不同。")
        return
    show_changes(console, planned)
    console.print(f"网页:更新 {len(pages.puts)} 个,删除 {len(pages.deletes)} 个。")
    raise SystemExit(DIFFERENT)
