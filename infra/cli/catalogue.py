"""`mianzheng catalogue`: from the units' tables to the published list (Art. 5)."""

import click

from infra.cli.main import LazyGroup

_LIFECYCLE = "infra.cli.catalogue_lifecycle:"
PLACES: dict[str, str] = {
    "drafts": _LIFECYCLE + "drafts",
    "submit": _LIFECYCLE + "submit",
    "agree": _LIFECYCLE + "agree",
    "return": _LIFECYCLE + "give_back",
    "publish": _LIFECYCLE + "publish",
    "editions": _LIFECYCLE + "editions",
    "check": "infra.cli.catalogue_check:check",
    "diff": "infra.cli.catalogue_check:diff",
    "materials": _LIFECYCLE + "materials",
    "merge": _LIFECYCLE + "merge",
}
"""Subcommand -> where it is; each module is imported when it is used."""


@click.group(cls=LazyGroup, places=PLACES)
def catalogue() -> None:
    """清单:导入、检查、报送、同意、公布、调整。"""
