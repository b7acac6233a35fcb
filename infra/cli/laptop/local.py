"""``mianzheng local``: `run` under the name that goes with ``--durable``."""

from pathlib import Path

import click

from infra.cli.laptop.run import serve, with_options


@click.command()
@with_options
def local(port: int, home: Path, durable: bool, sla_scale: str) -> None:
    """同 run;加 --durable 则数据存盘,断电不丢。"""
    serve(port, home, durable, sla_scale)
