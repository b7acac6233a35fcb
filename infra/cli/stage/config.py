"""`mianzheng config`: a stage's file, checked and shown with the values that count."""

from dataclasses import asdict
from pathlib import Path

import click

from infra.cli.shared.operator_options import (
    folder_option,
    screen,
    stage_option,
    told_problems,
    two_columns,
)
from infra.stage.file import load_stage


@click.group()
def config() -> None:
    """阶段文件。"""


@config.command()
@stage_option
@folder_option
def show(stage_name: str, folder: Path) -> None:
    """核对阶段文件,显示生效的值。"""
    with told_problems():
        stage = load_stage(stage_name, folder)
    rows = [(key, value if value != "" else "(空)") for key, value in asdict(stage).items()]
    two_columns(screen(), f"阶段 {stage.name}", [*rows, ("partition", stage.partition)])
    if stage.is_example:
        screen().print(f"! 域名还是样例值 {stage.domain},不能部署到 AWS。")
