"""`mianzheng catalogue`: from the units' tables to the published list (Art. 5)."""

import click

from infra.cli.shared.lazy_group import LazyGroup

_LIFECYCLE = "infra.cli.office.catalogue.lifecycle:"
_TABLES = "infra.cli.office.catalogue.tables:"
_LINT = "infra.cli.office.catalogue.lint:"
PLACES: dict[str, str] = {
    "template": _TABLES + "template",
    "import": _TABLES + "import_",
    "lint": _LINT + "lint_",
    "export": _TABLES + "export",
    "exclude": _LINT + "exclude",
    "exclusions": _LINT + "exclusions",
    "drafts": _LIFECYCLE + "drafts",
    "changes": _LIFECYCLE + "changes",
    "submit": _LIFECYCLE + "submit",
    "agree": _LIFECYCLE + "agree",
    "return": _LIFECYCLE + "give_back",
    "publish": _LIFECYCLE + "publish",
    "editions": _LIFECYCLE + "editions",
    "check": "infra.cli.office.catalogue.check:check",
    "diff": "infra.cli.office.catalogue.check:diff",
    "materials": _LIFECYCLE + "materials",
    "merge": _LIFECYCLE + "merge",
    "adjust": "infra.cli.office.catalogue.adjust:adjust",
    "propagation": "infra.cli.office.catalogue.propagation:propagation",
}
"""Subcommand -> where it is; each module is imported when it is used."""


@click.group(cls=LazyGroup, places=PLACES)
def catalogue() -> None:
    """清单:导入、检查、报送、同意、公布、调整。"""
