"""A terminal at which somebody runs `mianzheng`, with key files beside it."""

import json
from dataclasses import dataclass
from pathlib import Path

import click
from click.testing import CliRunner, Result

from tests.api.service import World, key_files


@dataclass
class Desk:
    """A terminal with key files beside it."""

    origin: str
    folder: Path
    world: World

    def run(self, group: click.Group, *arguments: str, as_: str | None = None) -> Result:
        options = ["--origin", self.origin]
        if as_ is not None:
            options += ["--as", str(self.file(as_)), "--home", str(self.folder / "home")]
        return CliRunner(env={"COLUMNS": "160"}).invoke(group, [*arguments, *options])

    def file(self, name: str) -> Path:
        path = self.folder / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(key_files()[name]), encoding="utf-8")
            path.chmod(0o600)
        return path
