"""``mianzheng``: one command line; each subcommand's module is imported when it is used."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from infra.cli.words_of_click import speak_chinese

speak_chinese()

COMMANDS = {
    "run": "infra.cli.laptop.run:run",
    "local": "infra.cli.laptop.run:local",
    "demo": "infra.cli.laptop.demo:demo",
    "call": "infra.cli.office.call:call",
    "proof": "infra.cli.office.proof:proof",
    "receipt": "infra.cli.office.receipt:receipt",
    "doctor": "infra.cli.office.doctor:doctor",
    "unit": "infra.cli.office.unit:unit",
    "key": "infra.cli.office.key:key",
    "catalogue": "infra.cli.office.catalogue:catalogue",
    "calendar": "infra.cli.office.calendar:calendar",
    "complaint": "infra.cli.office.complaint:complaint",
    "cost": "infra.cli.stage.cost:cost",
    "erase": "infra.cli.office.erase:erase",
    "deploy": "infra.cli.stage.deploy:deploy",
    "diff": "infra.cli.stage.deploy:diff",
    "status": "infra.cli.stage.status_logs_config:status",
    "drift": "infra.cli.stage.status_logs_config:drift",
    "rollback": "infra.cli.stage.rollback_destroy:rollback",
    "rotate": "infra.cli.stage.rotate:rotate",
    "destroy": "infra.cli.stage.rollback_destroy:destroy",
    "backup": "infra.cli.stage.restore:backup",
    "restore": "infra.cli.stage.restore:command",
    "logs": "infra.cli.stage.status_logs_config:logs",
    "config": "infra.cli.stage.status_logs_config:config",
}


class LazyGroup(click.Group):
    """Finds a subcommand in ``places``, so that ``--help`` needs no boto3, no moto."""

    def __init__(self, *args: Any, places: Mapping[str, str] | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self._places = COMMANDS if places is None else places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self._places, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self._places.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module_name, _, attribute = place.partition(":")
        command = getattr(import_module(module_name), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{place} is not a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their first lines; a broken module must not hide the rest."""
        rows = []
        for name in self.list_commands(ctx):
            try:
                command = self.get_command(ctx, name)
            except ImportError as error:
                rows.append((name, f"(装载失败:{error})"))
                continue
            if command is not None and not command.hidden:
                rows.append((name, command.get_short_help_str(limit=60)))
        with formatter.section("命令"):
            formatter.write_dl(rows)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mianzheng", prog_name="mianzheng")
def main() -> None:
    """免证:证明由单位之间核验,不再由群众提交。"""


if __name__ == "__main__":
    main()
