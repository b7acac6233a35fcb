"""``mianzheng``: one command line; each subcommand's module is imported when it is used."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from infra.cli.words_of_click import speak_chinese

speak_chinese()

COMMANDS = {
    "run": "infra.cli.run:run",
    "local": "infra.cli.run:local",
    "demo": "infra.cli.demo:demo",
    "call": "infra.cli.call:call",
    "proof": "infra.cli.proof:proof",
    "receipt": "infra.cli.receipt:receipt",
    "doctor": "infra.cli.doctor:doctor",
    "unit": "infra.cli.units:unit",
    "key": "infra.cli.keys:key",
    "catalogue": "infra.cli.catalogue:catalogue",
    "calendar": "infra.cli.working_calendar:calendar",
    "complaint": "infra.cli.complaints:complaint",
    "cost": "infra.cli.cost:cost",
    "erase": "infra.cli.erase:erase",
    "deploy": "infra.cli.deploy:deploy",
    "diff": "infra.cli.deploy:diff",
    "status": "infra.cli.stage_state:status",
    "drift": "infra.cli.stage_state:drift",
    "rollback": "infra.cli.going_back:rollback",
    "rotate": "infra.cli.rotate:rotate",
    "destroy": "infra.cli.going_back:destroy",
    "backup": "infra.cli.restore:backup",
    "restore": "infra.cli.restore:command",
    "logs": "infra.cli.stage_state:logs",
    "config": "infra.cli.stage_state:config",
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
