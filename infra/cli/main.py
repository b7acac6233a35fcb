"""``mianzheng``: one command line; each subcommand's module is imported when it is used."""

import click

from infra.cli.shared.lazy_group import LazyGroup
from infra.cli.words_of_click import speak_chinese

speak_chinese()

COMMANDS = {
    "run": "infra.cli.laptop.run:run",
    "local": "infra.cli.laptop.local:local",
    "demo": "infra.cli.laptop.demo:demo",
    "call": "infra.cli.office.call:call",
    "proof": "infra.cli.office.proof:proof",
    "receipt": "infra.cli.office.receipt:receipt",
    "doctor": "infra.cli.office.doctor:doctor",
    "unit": "infra.cli.office.unit:unit",
    "key": "infra.cli.office.key:key",
    "catalogue": "infra.cli.office.catalogue.catalogue:catalogue",
    "calendar": "infra.cli.office.calendar:calendar",
    "complaint": "infra.cli.office.complaint:complaint",
    "cost": "infra.cli.stage.cost:cost",
    "erase": "infra.cli.office.erase:erase",
    "deploy": "infra.cli.stage.deploy:deploy",
    "diff": "infra.cli.stage.diff:diff",
    "status": "infra.cli.stage.status:status",
    "drift": "infra.cli.stage.drift:drift",
    "rollback": "infra.cli.stage.rollback:rollback",
    "rotate": "infra.cli.stage.rotate:rotate",
    "destroy": "infra.cli.stage.destroy:destroy",
    "backup": "infra.cli.stage.backup:backup",
    "restore": "infra.cli.stage.restore:restore",
    "logs": "infra.cli.stage.logs:logs",
    "config": "infra.cli.stage.config:config",
}
"""Command -> where it is: a module of its name."""


@click.group(
    cls=LazyGroup, places=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="mianzheng", prog_name="mianzheng")
def main() -> None:
    """免证:证明由单位之间核验,不再由群众提交。"""


if __name__ == "__main__":
    main()
