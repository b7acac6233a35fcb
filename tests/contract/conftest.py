"""One world of storage ports after the other: the twins, the store on the twin of DynamoDB, on
moto, on real DynamoDB Local."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import pytest

from chalicelib.background.ports import Worklist
from chalicelib.cloud.dynamodb.record import Record, bind
from chalicelib.cloud.vault import Vault
from chalicelib.http.serving import Refusals
from chalicelib.kernel.events import Event
from chalicelib.notices.ports import Notices
from chalicelib.storage.dynamodb.ledger import RefusalLog
from chalicelib.storage.dynamodb.notices import DynamoNotices
from chalicelib.storage.dynamodb.store import DynamoStore
from chalicelib.storage.dynamodb.worklist import DynamoWorklist
from chalicelib.storage.store import Store
from infra.local.dynamodb.process import DynamoDBLocal
from infra.local.moto.server import MotoServer
from tests.twins.dynamodb.twin import NOWHERE, DynamoTwin
from tests.twins.state import MemoryState
from tests.twins.store import MemoryStore
from tests.twins.work import MemoryNotices, MemoryRefusals, MemoryWorklist


@dataclass(frozen=True)
class StoreWorld:
    """The storage ports over one empty store, and how to look at what refusals left."""

    store: Store
    worklist: Worklist
    notices: Notices
    refusals: Refusals
    counted: Callable[[datetime], dict[str, int]]
    recorded: Callable[[str], tuple[Event, ...]]


def memory_world() -> StoreWorld:
    state = MemoryState()
    refusals = MemoryRefusals(state)
    return StoreWorld(
        MemoryStore(state),
        MemoryWorklist(state),
        MemoryNotices(state),
        refusals,
        refusals.counted,
        refusals.recorded,
    )


WORLDS = [
    pytest.param(None, id="memory"),
    pytest.param("dynamodb_twin", id="twin"),
    pytest.param("moto_server", id="moto"),
    pytest.param("dynamodb_local", id="dynamodb_local", marks=pytest.mark.needs_java),
]


def new_table(backend: DynamoTwin | MotoServer | DynamoDBLocal) -> type[Record]:
    """A record class bound to an empty table of its own."""
    endpoint = NOWHERE if isinstance(backend, DynamoTwin) else backend.endpoint
    record = bind(f"contract-{uuid4().hex}", "cn-north-1", endpoint)
    if isinstance(backend, DynamoTwin):
        backend.attach(record._get_connection().connection.client)
    record.create_table(wait=True)
    return record


@pytest.fixture(scope="session")
def dynamodb_twin() -> DynamoTwin:
    return DynamoTwin()


@pytest.fixture(params=WORLDS)
def store_world(request: pytest.FixtureRequest) -> Iterator[StoreWorld]:
    """A new, empty world for each test; on DynamoDB a table of its own."""
    if request.param is None:
        yield memory_world()
        return
    record = new_table(request.getfixturevalue(request.param))
    vault = Vault(os.urandom(32), os.urandom(32))
    refusals = RefusalLog(record, vault)
    yield StoreWorld(
        DynamoStore(record, vault),
        DynamoWorklist(record),
        DynamoNotices(record),
        refusals,
        refusals.counted,
        refusals.recorded,
    )
    record.delete_table()


@pytest.fixture
def store(store_world: StoreWorld) -> Store:
    return store_world.store
