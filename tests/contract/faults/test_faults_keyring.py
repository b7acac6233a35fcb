"""A new stage makes its secrets once, whoever comes at the same time and whatever fails."""

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from chalicelib.cloud.dynamodb.record import bind
from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.kernel.errors import Unavailable
from chalicelib.keys.adapters.keyring import FileSecrets, Secrets
from chalicelib.keys.adapters.kms import KmsSecrets
from infra.local.moto.server import MotoServer
from tests.contract.faults.faulty_wire import (
    MOST_RESENDS,
    Fault,
    FaultyWire,
    at_send,
    one_seed_one_play,
    to_moto,
)
from tests.contract.store.racing import REGION, at_once

MANY = 16
GIVEN_UP = MOST_RESENDS + 1


def kms_secrets(server: MotoServer) -> tuple[KmsSecrets, FaultyWire]:
    name, wire = uuid4().hex, FaultyWire(to_moto)
    create_table(name, REGION, server.endpoint)
    record = bind(name, REGION, server.endpoint)
    wire.attach(record._get_connection().connection.client)
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    return KmsSecrets(kms, key, record), wire


def test_many_who_make_one_secret_at_once_get_the_same_one(
    moto_server: MotoServer, tmp_path: Path
) -> None:
    kept: list[Secrets] = [kms_secrets(moto_server)[0], FileSecrets(tmp_path)]
    for secrets in kept:
        create = [partial(secrets.create, "wrapping", os.urandom(32)) for _ in range(MANY)]
        results = {one.result for one in at_once(create)}
        assert results == {secrets.read("wrapping")}


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.UNHEARD, Fault.THROTTLED, Fault.FAILED])
@pytest.mark.parametrize("times", [1, GIVEN_UP, 2 * GIVEN_UP])
def test_no_process_works_with_a_secret_that_was_not_kept(
    moto_server: MotoServer, monkeypatch: pytest.MonkeyPatch, fault: Fault, times: int
) -> None:
    secrets, wire = kms_secrets(moto_server)
    one_seed_one_play(wire, monkeypatch)
    made: list[bytes] = []

    def start() -> None:
        with suppress(Unavailable):  # then the process does not start; that is the point
            made.append(secrets.create("wrapping", b"w" * 32))

    wire.play({"start": start}, Random(0), at_send(1, fault, times))  # noqa: S311  # no chance
    assert made in ([], [secrets.read("wrapping")])
