"""The garbage collector waits during the start only: cycles must not pile up afterwards."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from chalicelib.workers.start import handler
from infra.template.functions import ADJUSTMENTS, DEADLINES, OUTBOX, SEALING, STATUSES, SWEEP

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = """
import gc, json
from datetime import UTC, datetime
seen = [gc.get_threshold()]
from chalicelib.http.serving import use
from tests.api.service import World
from infra.local.http.web import WebCall
seen.append(gc.get_threshold())
world = World(datetime.now(UTC))
use(world.services)
for path in ("/v1/health", "/v1/health"):
    assert world.gateway(WebCall("GET", path, "", {})).status == 200
    seen += [gc.get_threshold(), gc.get_freeze_count()]
print(json.dumps(seen))
"""


def test_the_first_call_served_puts_pythons_own_threshold_back_and_freezes_what_started() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    own, starting, first, frozen, second, still_frozen = json.loads(ended.stdout)
    assert starting[0] > 100 * own[0]
    assert first == second == own
    assert frozen > 50_000
    assert still_frozen <= frozen, "a second freeze would keep what the first call left behind"


def test_every_handler_of_a_function_ends_its_start() -> None:
    for name in (OUTBOX, DEADLINES, ADJUSTMENTS, SWEEP, STATUSES, SEALING):
        module, _, function = name.rpartition(".")
        assert hasattr(getattr(import_module(module), function), "__wrapped__"), name


def test_a_handler_that_fails_ends_its_start_too(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[str] = []
    monkeypatch.setattr("chalicelib.workers.start.start_is_over", lambda: ended.append("over"))

    def work(_event: object, _context: object) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        handler(work)({}, None)
    assert ended == ["over"]
