"""The sealing function behind its queue: asked at least once, what fails goes back alone."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.background.outbox import deliver_outbox
from chalicelib.http.serving import use
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import ProofId
from chalicelib.proofs.domain.document import ProofDocument
from chalicelib.proofs.seal.adapters.queue import SqsSealQueue
from chalicelib.requests.domain.copies import FileState
from chalicelib.workers.sealing import seal
from infra.local.moto.server import MotoServer
from tests.api.service import World
from tests.api.test_proofs_api import REQUESTS, answered
from tests.twins.proofs import MemorySealer

MOST_RECEIPTS = 2


class Moody(MemorySealer):
    """Fails for the proofs it does not like."""

    def __init__(self) -> None:
        super().__init__()
        self.refuses: set[str] = set()

    def seal(self, document: ProofDocument) -> bytes:
        if document.check_code in self.refuses:
            raise Unavailable("印章服务暂时没有应答。")
        return super().seal(document)


class Queue:
    """A queue with a dead-letter queue, and AWS Lambda's part between it and the function."""

    def __init__(self, server: MotoServer) -> None:
        self.sqs = server.client("sqs")
        self.dead = self._make({})
        arn = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=["QueueArn"])
        redrive = {
            "deadLetterTargetArn": arn["Attributes"]["QueueArn"],
            "maxReceiveCount": MOST_RECEIPTS,
        }
        attributes = {"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": "0"}
        self.url = self._make(attributes)

    def _make(self, attributes: dict[str, str]) -> str:
        made = self.sqs.create_queue(QueueName=uuid4().hex, Attributes=attributes)
        return str(made["QueueUrl"])

    def work(self) -> dict[str, Any]:
        """One batch: with ReportBatchItemFailures only what is named goes back."""
        messages = self._receive(self.url)
        records = [self._record(one) for one in messages]
        answer: dict[str, Any] = seal({"Records": records}, None)
        failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
        for one in messages:
            if one["MessageId"] not in failed:
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=one["ReceiptHandle"])
        return answer

    def left(self, url: str) -> list[str]:
        return [json.loads(one["Body"])["proof_id"] for one in self._receive(url)]

    def _receive(self, url: str) -> list[Any]:
        found = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        return list(found.get("Messages", []))

    def _record(self, message: Any) -> dict[str, Any]:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {},
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws-cn:sqs:cn-north-1:123456789012:sealing",
            "awsRegion": "cn-north-1",
        }


@pytest.fixture
def queue(moto_server: MotoServer) -> Queue:
    return Queue(moto_server)


@pytest.fixture
def world(queue: Queue) -> World:
    """A system that asks for its pages through the queue."""
    world = World()
    ports = world.services.ports
    asking = SqsSealQueue(queue.sqs, queue.url)
    proofs = replace(ports.proofs, queue=asking, sealer=Moody())
    world.services = replace(world.services, ports=ports.replaced(proofs=proofs))
    use(world.services)
    return world


def extracted(world: World, copies: int = 1) -> list[dict[str, str]]:
    id_ = answered(world)
    found = [world.call("POST", f"{REQUESTS}/{id_}/extractions").body for _ in range(copies)]
    deliver_outbox(world.services.ports)
    return found


def state(world: World, proof: dict[str, str]) -> FileState:
    found = world.services.ports.copies.proof(ProofId(proof["proof_id"]))
    assert found is not None
    return found.file.state


def sealer(world: World) -> Moody:
    found = world.services.ports.proofs.sealer
    assert isinstance(found, Moody)
    return found


def test_an_extraction_is_sealed_by_the_function_behind_the_queue(
    world: World, queue: Queue
) -> None:
    (proof,) = extracted(world)
    assert state(world, proof) is FileState.SEALING
    assert queue.work() == {"batchItemFailures": []}
    assert state(world, proof) is FileState.READY
    assert queue.left(queue.url) == []


def test_of_a_batch_only_what_failed_goes_back(world: World, queue: Queue) -> None:
    proofs = extracted(world, 3)
    sealer(world).refuses = {proofs[1]["check_code"]}
    (failed,) = queue.work()["batchItemFailures"]
    assert set(failed) == {"itemIdentifier"}
    states = [state(world, one) for one in proofs]
    assert states == [FileState.READY, FileState.SEALING, FileState.READY]
    sealer(world).refuses = set()
    queue.work()
    assert state(world, proofs[1]) is FileState.READY
    assert len(sealer(world).sealed) == 3


def test_what_keeps_failing_ends_in_the_dead_letter_queue_and_can_be_asked_again(
    world: World, queue: Queue
) -> None:
    (proof,) = extracted(world)
    sealer(world).refuses = {proof["check_code"]}
    for _ in range(MOST_RECEIPTS):
        assert len(queue.work()["batchItemFailures"]) == 1
    assert queue.work() == {"batchItemFailures": []}, "nothing is left to be worked on"
    assert queue.left(queue.dead) == [proof["proof_id"]]
    assert state(world, proof) is FileState.SEALING
    sealer(world).refuses = set()
    world.services.ports.proofs.queue.ask(ProofId(proof["proof_id"]))
    queue.work()
    assert state(world, proof) is FileState.READY


def test_the_same_message_again_seals_nothing_again(world: World, queue: Queue) -> None:
    (proof,) = extracted(world)
    for _ in range(3):
        world.services.ports.proofs.queue.ask(ProofId(proof["proof_id"]))
    assert queue.work() == {"batchItemFailures": []}
    assert len(sealer(world).sealed) == 1


@pytest.mark.parametrize("body", ["", "no json", "{}", "[]"])
def test_a_message_that_says_nothing_goes_back_and_stops_no_other(
    world: World, queue: Queue, body: str
) -> None:
    if body:
        queue.sqs.send_message(QueueUrl=queue.url, MessageBody=body)
    (proof,) = extracted(world)
    failures = queue.work()["batchItemFailures"]
    assert len(failures) == (1 if body else 0)
    assert state(world, proof) is FileState.READY


def test_a_message_names_the_proof_and_nothing_else(world: World, queue: Queue) -> None:
    (proof,) = extracted(world)
    (message,) = queue._receive(queue.url)
    assert json.loads(message["Body"]) == {"proof_id": proof["proof_id"]}
