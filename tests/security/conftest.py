"""The two places the tests of erasure look into: twins in memory, and a real table."""

from pathlib import Path

import pytest

from infra.local.moto.server import MotoServer
from tests.api.service import World
from tests.security.erasure.erasing import on_a_real_table


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def stored(world: World, moto_server: MotoServer, tmp_path: Path) -> World:
    return on_a_real_table(world, moto_server, tmp_path)
