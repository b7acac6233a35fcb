"""A stage whose keys and table stand in moto, and nothing else of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from moto.kms.models import kms_backends

from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.keys.adapters.roster_store import KeptRoster
from chalicelib.keys.domain.kids import PROOF
from chalicelib.keys.domain.roster import KeyVersion
from infra.local.moto.server import MotoServer
from infra.rotate.roster import CloudRoster
from infra.rotate.versions import CloudKeys, Rotation, rotate
from infra.stage.cloud import Cloud, connect
from infra.stage.file import Stage, load_stage
from infra.template.keys import KEYS, alias
from tests.twins.surroundings import SettableClock

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
DIGEST_KEY = bytes(range(32))


@dataclass
class Ground:
    """A stage whose keys and table stand; nothing else of it is deployed."""

    stage: Stage
    cloud: Cloud
    clock: SettableClock

    def roster(self) -> KeptRoster:
        """As another process sees it."""
        store = CloudRoster(self.cloud.client("dynamodb"), self.stage.prefix)
        return KeptRoster(store, DIGEST_KEY, self.clock)

    def keys(self) -> CloudKeys:
        return CloudKeys(self.stage, self.cloud)

    def rotate(self, purpose: str = PROOF, *, is_urgent: bool = False) -> KeyVersion:
        return rotate(self.keys(), Rotation(purpose, is_urgent), self.roster())

    def made(self, name: str) -> list[str]:
        """The states of every key that was made for this numbered name."""
        kms = self.cloud.client("kms")
        every = [
            kms.describe_key(KeyId=one["KeyId"])["KeyMetadata"]
            for page in kms.get_paginator("list_keys").paginate()
            for one in page["Keys"]
        ]
        wanted = f"{self.stage.prefix}: {name},"
        return [one["KeyState"] for one in every if one["Description"].startswith(wanted)]

    def state(self, key: str) -> str:
        found = self.cloud.client("kms").describe_key(KeyId=key)["KeyMetadata"]
        return str(found["KeyState"])


class OneOfEach:
    """A session that makes one client a service: making one takes longer than a call."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._clients: dict[str, Any] = {}

    def client(self, service: str, **where: Any) -> Any:
        if service not in self._clients:
            self._clients[service] = self._session.client(service, **where)
        return self._clients[service]


@lru_cache(maxsize=4)
def connected(endpoint: str) -> Cloud:
    """Of one account; its clients are made once a session."""
    cloud = connect(load_stage("test"), endpoint)
    return replace(cloud, session=OneOfEach(cloud.session))


def new_ground(moto_server: MotoServer) -> Ground:
    """A stage of its own in an account without any other key: what an interrupted run left is
    looked for among all of them, so many stages would make every test slower than the last."""
    stage = replace(load_stage("test"), name=f"r{uuid4().hex[:9]}")
    cloud = connected(moto_server.endpoint)
    kms_backends[cloud.account][cloud.region].reset()
    create_table(stage.prefix, stage.region, moto_server.endpoint)
    kms = cloud.client("kms")
    for one in KEYS:
        if one.signs:
            made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
            kms.create_alias(AliasName=alias(stage, one.name), TargetKeyId=made["KeyId"])
    return Ground(stage, cloud, SettableClock(NOW))
