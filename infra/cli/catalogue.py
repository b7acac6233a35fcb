"""`mianzheng catalogue`: from the units' tables to the published list (Art. 5)."""

import click

from infra.cli.main import LazyGroup

PLACES: dict[str, str] = {}
"""Subcommand -> where it is; each module is imported when it is used."""


@click.group(cls=LazyGroup, places=PLACES)
def catalogue() -> None:
    """清单:导入、检查、报送、同意、公布、调整。"""
