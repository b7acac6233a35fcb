"""A terminal at which somebody runs `mianzheng`, with key files beside it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from chalicelib.http.serving import use
from infra.local.http.front import Front, FrontServer
from infra.local.http.web import WebCall, WebReply
from tests.api import service
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


@contextmanager
def served_world() -> Iterator[tuple[str, World, Front]]:
    """A new world behind a real socket: its origin, the API and the published files."""
    front = Front()
    server = FrontServer(front, 0)
    origin = f"http://127.0.0.1:{server.port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "ORIGIN", origin)
        world = World(datetime.now(UTC))
        use(world.services)

        def page(call: WebCall) -> WebReply:
            content = world.site.files.get(call.path.lstrip("/"))
            return WebReply(404 if content is None else 200, [], content or b"")

        front.api, front.pages = world.gateway, page
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield origin, world, front
        finally:
            server.stop()
            thread.join()
