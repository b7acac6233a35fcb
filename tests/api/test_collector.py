"""The garbage collector waits during the start only: cycles must not pile up afterwards."""

import json
import subprocess
import sys
from pathlib import Path

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
