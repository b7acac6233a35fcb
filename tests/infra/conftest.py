"""What more than one command's tests start from."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.http.serving import use
from infra.local.http.front import Front, FrontServer
from infra.local.http.web import WebCall, WebReply
from tests.api import service
from tests.api.service import World
from tests.infra.cli.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    front = Front()
    server = FrontServer(front, 0)
    origin = f"http://127.0.0.1:{server.port}"
    monkeypatch.setattr(service, "ORIGIN", origin)
    world = World(datetime.now(UTC))
    use(world.services)

    def page(call: WebCall) -> WebReply:
        content = world.site.files.get(call.path.lstrip("/"))
        return WebReply(404 if content is None else 200, [], content or b"")

    front.api, front.pages = world.gateway, page
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Desk(origin, tmp_path, world)
    finally:
        server.stop()
        thread.join()
