"""`mianzheng logs`: what a function has written lately."""

from datetime import UTC, datetime, timedelta

import click

from infra.cli.shared.operator_options import place_options
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.template.functions import functions


@click.command()
@place_options
@click.option("--function", "name", default="api", show_default=True, help="哪个函数。")
@click.option(
    "--minutes", default=15, show_default=True, type=click.IntRange(1, 1440), help="最近几分钟的。"
)
@click.option("--filter", "pattern", default="", help="CloudWatch 的过滤式,例如 ERROR。")
def logs(stage: Stage, cloud: Cloud, name: str, minutes: int, pattern: str) -> None:
    """看一个函数最近的日志。"""
    names = [one.name for one in functions(stage)]
    if name not in names:
        raise click.UsageError(f"没有函数 {name};有:{'、'.join(names)}")
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    pages = (
        cloud.client("logs")
        .get_paginator("filter_log_events")
        .paginate(
            logGroupName=f"/aws/lambda/{stage.prefix}-{name}",
            startTime=int(since.timestamp() * 1000),
            **({"filterPattern": pattern} if pattern else {}),
        )
    )
    for page in pages:
        for event in page["events"]:
            click.echo(event["message"].rstrip())
