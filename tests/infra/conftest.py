"""What more than one command's tests start from."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.cli.desk import Desk, served_world


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all workers of the session."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "once"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with served_world() as (origin, world, _front):
        yield Desk(origin, tmp_path, world)
