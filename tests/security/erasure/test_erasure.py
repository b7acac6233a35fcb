"""Erasure: whatever store one looks into, nothing about a person can be read again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import boto3
import pytest

from chalicelib.background.outbox import deliver_outbox
from chalicelib.cloud.buckets import erase_prefix, holds_any
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.ids import ProofId, RequestId
from chalicelib.proofs.adapters.files import BucketProofFiles, FolderProofFiles
from chalicelib.requests.domain.copies import SealedFile
from chalicelib.requests.use_cases import listing
from infra.local.moto.server import MotoServer
from tests.api.service import PERSON, World
from tests.security.erasure.erasing import (
    ANSWERER,
    ASKER,
    OFFICER,
    REQUESTS,
    answered,
    erase,
)


@pytest.mark.parametrize("kind", ["world", "stored"])
def test_after_erasure_nothing_is_left_in_any_live_store(
    kind: str, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(kind)
    id_ = answered(world)
    erased = erase(world, id_)
    assert erased.status == 200
    assert erased.body["copies"] == 1
    before = world.call("GET", f"{REQUESTS}/{id_}/erasure", None, OFFICER).body
    assert before["left"], "the files go after the record, and the report says so"
    deliver_outbox(world.services.ports)
    report = world.call("GET", f"{REQUESTS}/{id_}/erasure", None, OFFICER).body
    assert report["left"] == []
    assert len(report["looked_at"]) == 5
    assert report["backups_lapse_on"] == "2026-12-24"
    assert world.call("GET", f"{REQUESTS}/{id_}", None, ASKER).body["code"] == "request.unknown"
    inbox = world.call("GET", f"{REQUESTS}?box=inbox", None, ANSWERER).body["items"]
    assert [one["id"] for one in inbox] == []


def test_the_key_itself_is_gone_from_the_table(stored: World, moto_server: MotoServer) -> None:
    id_ = answered(stored)
    table = stored.services.ports.store
    kept = table.requests.request(RequestId(id_))
    assert kept is not None
    erase(stored, id_)
    deliver_outbox(stored.services.ports)
    client = boto3.client("dynamodb", endpoint_url=moto_server.endpoint, region_name="cn-north-1")
    name = stored.services.settings.table_name
    items = client.scan(TableName=name)["Items"]
    assert kept.data_key not in [one["wrapped"]["B"] for one in items if "wrapped" in one]
    (record,) = [
        one for one in items if one["pk"]["S"] == f"R#{id_}" and one["sk"]["S"] == "REQUEST"
    ]
    assert set(record) == {"pk", "sk", "doc", "kind", "revision"}, "no index finds it, either"


def test_the_ledger_stays_and_says_who_erased(world: World) -> None:
    id_ = answered(world)
    entries = len(world.services.ports.ledger.events(id_))
    erase(world, id_)
    events = world.services.ports.ledger.events(id_)
    assert len(events) == entries + 1
    assert events[-1].actor.member == "officer-1"


def test_an_open_request_is_not_erased(world: World) -> None:
    sent = {"row": "ZM007", "case_no": "ER-2", "applicant": PERSON}
    id_ = str(world.call("POST", REQUESTS, sent, ASKER).body["id"])
    assert erase(world, id_).body["code"] == "request.open"


def test_only_an_officer_erases(world: World) -> None:
    id_ = answered(world)
    assert erase(world, id_, ASKER).status == 403
    assert world.call("GET", f"{REQUESTS}/{id_}", None, ASKER).status == 200


def test_a_second_erasure_and_an_unknown_request_are_told_apart(world: World) -> None:
    id_ = answered(world)
    erase(world, id_)
    assert erase(world, id_).body["code"] == "request.erased"
    assert erase(world, "nothing").body["code"] == "request.unknown"
    never = world.call("GET", f"{REQUESTS}/nothing/erasure", None, OFFICER)
    assert never.body["code"] == "request.not_erased"


def test_a_case_of_which_one_request_was_erased_still_has_its_clocks(world: World) -> None:
    first = answered(world, "ER-3")
    answered(world, "ER-3")
    erase(world, first)
    clocks = world.call("GET", "/v1/cases/ER-3/clocks", None, ASKER)
    assert clocks.status == 200


def test_the_first_result_of_an_op_can_not_be_read_after_erasure(stored: World) -> None:
    sent = {"row": "ZM007", "case_no": "ER-4", "applicant": PERSON}
    first = stored.call("POST", REQUESTS, sent, ASKER, op="op-of-an-erased-request")
    answer = {"conclusion": "NO_RECORD", "facts": [], "as_of": "2026-01-01"}
    id_ = str(first.body["id"])
    stored.call("POST", f"{REQUESTS}/{id_}/answer", answer, ANSWERER)
    erase(stored, id_)
    again = stored.call("POST", REQUESTS, sent, ASKER, op="op-of-an-erased-request")
    assert again.body["code"] == "request.erased"


def test_a_copy_kept_as_the_first_result_of_an_op_can_not_be_read_after_erasure(
    stored: World, moto_server: MotoServer
) -> None:
    sent = {"row": "ZM007", "case_no": "ER-7", "applicant": PERSON}
    id_ = str(stored.call("POST", REQUESTS, sent, ASKER).body["id"])
    answer = {"conclusion": "NO_RECORD", "facts": [], "as_of": "2026-01-01"}
    stored.call("POST", f"{REQUESTS}/{id_}/answer", answer, ANSWERER)
    place, op = f"{REQUESTS}/{id_}/extractions", "op-of-an-extraction"
    first = stored.call("POST", place, None, ASKER, op=op)
    deliver_outbox(stored.services.ports)
    again = stored.call("POST", place, None, ASKER, op=op)
    assert (again.status, again.body) == (first.status, first.body)
    erase(stored, id_)
    deliver_outbox(stored.services.ports)
    assert stored.call("POST", place, None, ASKER, op=op).body["code"] == "request.erased"
    client = boto3.client("dynamodb", endpoint_url=moto_server.endpoint, region_name="cn-north-1")
    items = client.scan(TableName=stored.services.settings.table_name)["Items"]
    kept = [one["doc"]["B"] for one in items if one["pk"]["S"].startswith("OP#")]
    assert kept
    assert not any(b"masked_subject" in one for one in kept)


def test_what_is_past_its_retention_is_found_and_leaves_the_list_when_erased(
    world: World,
) -> None:
    id_ = answered(world)
    target = "/v1/expired-requests?before=2027-01-01T00%3A00%3A00%2B08%3A00"
    assert world.call("GET", target, None, OFFICER).body["items"] == [id_]
    early = "/v1/expired-requests?before=2026-01-01T00%3A00%3A00%2B08%3A00"
    assert world.call("GET", early, None, OFFICER).body["items"] == []
    erase(world, id_)
    assert world.call("GET", target, None, OFFICER).body["items"] == []


def test_every_version_of_an_object_goes(moto_server: MotoServer) -> None:
    client = boto3.client("s3", endpoint_url=moto_server.endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="versions")
    client.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    files = BucketProofFiles(client, "versions")
    client.put_object(Bucket="versions", Key="proofs/a.pdf", Body=b"1")
    client.put_object(Bucket="versions", Key="proofs/a.pdf", Body=b"2")
    client.delete_object(Bucket="versions", Key="proofs/a.pdf")
    assert holds_any(client, "versions", "proofs/a.pdf")
    files.forget(ProofId("a"))
    assert not holds_any(client, "versions", "proofs/a.pdf")
    erase_prefix(client, "versions", "proofs/nothing")


def test_a_folder_forgets_too_and_forgetting_twice_is_no_error(tmp_path: Path) -> None:
    files = FolderProofFiles(tmp_path)
    files.keep(ProofId("a"), b"page")
    files.forget(ProofId("a"))
    files.forget(ProofId("a"))
    assert files.read(ProofId("a")) is None


def test_whatever_stands_before_it_in_the_box_what_is_past_its_retention_is_found(
    world: World,
) -> None:
    first, second = answered(world, "ER-5"), answered(world, "ER-6")
    target = "/v1/expired-requests?before=2027-01-01T00%3A00%3A00%2B08%3A00&limit=1"
    (found,) = world.call("GET", target, None, OFFICER).body["items"]
    erase(world, found)
    (other,) = world.call("GET", target, None, OFFICER).body["items"]
    assert {found, other} == {first, second}


def test_a_box_of_more_than_a_page_is_looked_through_to_its_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were due first were closed last: a look at the first page would find nothing."""
    monkeypatch.setattr(listing, "PAGE", 2)
    late = [answered(world, f"ER-1{n}") for n in range(3)]
    for id_ in late:
        request = world.services.ports.requests.request(RequestId(id_))
        assert request is not None
        plan = replace(request.plan, answer_by=request.plan.answer_by - timedelta(days=9))
        closed = request.plan.filed_at + timedelta(days=30)
        moved = replace(request, plan=plan, closed_at=closed)
        world.services.ports.commit(Commit(saves=(moved,)))
    early = answered(world, "ER-20")
    target = "/v1/expired-requests?before=2026-12-01T00%3A00%3A00%2B08%3A00"
    assert world.call("GET", target, None, OFFICER).body["items"] == [early]


def test_what_is_being_sealed_is_not_erased_until_that_is_over(world: World) -> None:
    id_ = answered(world)
    store = world.services.ports.store
    request = store.requests.request(RequestId(id_))
    assert request is not None
    (copy,) = store.copies.proofs(request.proofs.every_copy)
    claimed = replace(copy, file=SealedFile(claimed_at=world.clock.now()))
    store.commit(Commit(saves=(claimed,)))
    refused = erase(world, id_)
    assert (refused.status, refused.body["code"]) == (409, "request.open")
    world.clock.advance(timedelta(minutes=2))
    assert erase(world, id_).status == 200
