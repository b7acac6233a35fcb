"""A table written before the house was rebuilt by subject is read by it: one item of every kind,
and what a filed request leaves behind, as the old store wrote them (recorded_table.json)."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

from chalicelib.cloud.codec import encode
from chalicelib.cloud.dynamodb.record import Record, bind
from chalicelib.cloud.vault import Vault
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import SignatureRefused
from chalicelib.kernel.ids import (
    CaseNo,
    ComplaintId,
    KeyId,
    OperationId,
    ProofId,
    RequestId,
    UnitCode,
    WebhookId,
)
from chalicelib.kernel.lanes import Lane
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.claims import ProofStatus
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.summaries import Box, BoxQuery
from chalicelib.storage.dynamodb.notices import DynamoNotices
from chalicelib.storage.dynamodb.places import PLACES
from chalicelib.storage.dynamodb.store import DynamoStore
from chalicelib.storage.dynamodb.worklist import DynamoWorklist
from chalicelib.storage.kinds import HOMES, type_of
from infra.local.moto.server import MotoServer
from tests.contract.store.records import NOW, REQUESTER, a_call, a_request

RECORDED = json.loads(Path(__file__).with_name("recorded_table.json").read_text("utf-8"))
EXPECTED: dict[str, dict[str, Any]] = RECORDED["expected"]
FILED = RequestId("recorded-request")
KEYS = (bytes(range(32)), bytes(range(32, 64)))
"""The wrapping and the digest key that the sample was sealed under; of no use elsewhere."""


@pytest.fixture
def record(moto_server: MotoServer) -> Iterator[type[Record]]:
    bound = bind(f"recorded-{uuid4().hex}", "cn-north-1", moto_server.endpoint)
    bound.create_table(wait=True)
    table = boto3.resource(
        "dynamodb", region_name="cn-north-1", endpoint_url=moto_server.endpoint
    ).Table(bound.Meta.table_name)
    with table.batch_writer() as batch:
        for item in RECORDED["items"]:
            batch.put_item({name: _plain(value) for name, value in item.items()})
    yield bound
    bound.delete_table()


@pytest.fixture
def store(record: type[Record]) -> DynamoStore:
    return DynamoStore(record, Vault(*KEYS))


def _plain(value: dict[str, Any]) -> Any:
    ((kind, said),) = value.items()
    if kind == "B":
        return base64.b64decode(said)
    return {"N": int, "SS": set}.get(kind, lambda one: one)(said)


def read(kind: str, store: DynamoStore) -> Any:
    """What stands where the sample's aggregate of this kind was saved."""
    said = EXPECTED[kind]
    if kind not in PLACES:
        return _on_its_list(type_of(kind), said, store)
    readers: dict[str, Any] = {
        "request": lambda: store.requests.request(RequestId(said["id"])),
        "complaint": lambda: store.complaints.complaint(ComplaintId(said["id"])),
        "unit": lambda: store.units.unit(UnitCode(said["code"])),
        "key": lambda: store.keys.key(KeyId(said["kid"])),
        "invitation": lambda: store.keys.invitation(said["id"]),
        "webhook": lambda: store.webhooks.webhook(UnitCode(said["unit"]), WebhookId(said["id"])),
        "unit_record": lambda: store.units.unit_records(UnitCode(said["unit"]))[0],
        "proof": lambda: store.copies.proof(ProofId(said["id"])),
        "erased_request": lambda: store.erased.erased_request(RequestId(said["id"])),
    }
    return readers[kind]()


def _on_its_list(kind: type[Any], said: dict[str, Any], store: DynamoStore) -> Any:
    from chalicelib.cloud.codec import decode

    wanted = decode(json.dumps(said).encode(), kind)
    return store.lists.listed(kind, wanted.list_of, wanted.key)


def without_secrets(aggregate: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(encode(aggregate))
    if "data_key" in told:
        told["data_key"] = ""
    return told


def test_the_sample_holds_every_kind() -> None:
    assert set(EXPECTED) == set(HOMES)


@pytest.mark.parametrize("kind", sorted(set(EXPECTED) - {"erased_proof"}))
def test_each_kind_is_read_as_it_was_saved(kind: str, store: DynamoStore) -> None:
    assert without_secrets(read(kind, store)) == EXPECTED[kind]


def test_an_erased_copy_is_no_copy_any_more(store: DynamoStore) -> None:
    assert store.copies.proof(ProofId(EXPECTED["erased_proof"]["id"])) is None


def test_a_filed_request_stands_in_its_boxes_its_case_and_the_ledger(store: DynamoStore) -> None:
    request = store.requests.request(FILED)
    assert request is not None
    for box, unit in ((Box.INBOX, request.issuer), (Box.OUTBOX, request.requester)):
        page = store.requests.box(BoxQuery(unit, box, request.state, 100))
        assert FILED in [one.id for one in page.items]
    case = store.requests.case(request.requester, CaseNo(request.case_no))
    assert case is not None
    assert case.requests == (FILED,)
    assert [one.id for one in store.ledger.events(FILED)] == ["recorded-event"]


def test_what_waits_for_workers_still_waits(record: type[Record]) -> None:
    worklist = DynamoWorklist(record)
    assert [one.id for one in worklist.outbox(NOW, 10, Lane.QUICK)] == ["recorded-event"]
    assert FILED in worklist.open_deadlines()
    assert [
        one.id for one in DynamoNotices(record).page(a_request().issuer, "AGENT", 9, None).items
    ]


def test_its_op_gives_the_first_result_and_its_jti_counts_once(store: DynamoStore) -> None:
    seen = store.ledger.operation(REQUESTER, OperationId("recorded-op-1"))
    assert seen is not None
    assert isinstance(seen.result, VerificationRequest)
    assert seen.result.id == FILED
    jti = next(
        one["sk"]["S"] and one["pk"]["S"].split("#", 2)[2]
        for one in RECORDED["items"]
        if one["pk"]["S"].startswith("JTI#")
    )
    with pytest.raises(SignatureRefused):
        store.commit(Commit(call=a_call(jti=jti)))


def test_taken_places_stay_taken_and_marks_stay_marked(store: DynamoStore) -> None:
    assert store.places.has_places(3)
    assert store.places.status_marks(3) == (StatusMark(3, 9, ProofStatus.REVOKED),)
