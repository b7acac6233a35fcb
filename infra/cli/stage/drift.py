"""`mianzheng drift`: what was changed by hand since the last deployment."""

import click

from infra.cli.shared.operator_options import DIFFERENT, place_options, screen
from infra.deploy.stack.drift import detect_drift
from infra.stage.cloud import Cloud
from infra.stage.file import Stage


@click.command()
@place_options
def drift(stage: Stage, cloud: Cloud) -> None:
    """部署之后有没有被人手改过;有为 2。"""
    console = screen()
    if cloud.is_stand_in:
        raise click.ClickException("替身(moto)查不了改动,在这里试不了 drift;云上什么也没有改动。")
    found = detect_drift(stage.prefix, cloud)
    if not found:
        console.print("没有被改动过。")
        return
    for one in found:
        parts = ";".join(f"{path}:应为 {want},现在 {is_}" for path, want, is_ in one.parts)
        console.print(f"{one.resource}({one.kind}) {one.state} {parts}", markup=False)
    console.print("下一步:改模板把它写进去,或再部署一次改回来。")
    raise SystemExit(DIFFERENT)
