"""The two DynamoDB backends every storage test runs on, and the moto server behind the rest.

``dynamodb_endpoint`` is an endpoint URL, once of moto and once of real DynamoDB Local (those
cases carry the marker ``needs_java``). Each backend starts once per test session. Tables are
shared by the session: give yours a name of its own. What a backend needs is imported when it
starts: every run of pytest loads this file.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from infra.local.dynamodb.process import DynamoDBLocal
    from infra.local.moto.server import MotoServer

REPOSITORY = Path(__file__).resolve().parents[1]
BACKENDS = [
    pytest.param("moto_server", id="moto"),
    pytest.param("dynamodb_local", id="dynamodb_local", marks=pytest.mark.needs_java),
]


@pytest.fixture(scope="module")
def moto_server() -> "Iterator[MotoServer]":
    """One moto for each file of tests, since a process holds one at a time and some files run
    their own; also sets dummy credentials and TZ=UTC."""
    from infra.local.moto.server import running

    with running() as server:
        yield server


@pytest.fixture(scope="session")
def dynamodb_local(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[DynamoDBLocal]":
    """One DynamoDB Local for the whole session, on an empty database."""
    os.environ.setdefault("MIANZHENG_DDB_CACHE", str(REPOSITORY / ".local" / "dynamodb-local"))
    from infra.local.dynamodb import process

    local = process.start(tmp_path_factory.mktemp("dynamodb-local"))
    try:
        yield local
    finally:
        local.stop()


@pytest.fixture(scope="module", params=BACKENDS)
def dynamodb_endpoint(request: pytest.FixtureRequest) -> str:
    """Endpoint URL of one backend after the other."""
    backend: MotoServer | DynamoDBLocal = request.getfixturevalue(request.param)
    return backend.endpoint
