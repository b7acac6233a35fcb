"""What each call costs in AWS calls once the process is warm: budgets by count, not by time.

The whole way from the signed HTTP call to its signed answer, with the keys in KMS and the site
and the attachments in S3. Every client of this process is counted, whoever made it.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.client import BaseClient

from chalicelib.background.outbox import deliver_outbox
from chalicelib.bootstrap import wiring as bootstrap
from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.cloud.settings import Settings
from chalicelib.kernel.ids import RequestId
from chalicelib.kernel.lanes import Lane
from chalicelib.requests.use_cases.passing import pass_deadline
from infra.client.calling.signed import body_of
from infra.local.moto.server import MotoServer
from infra.local.seed.catalogue import publish_seed
from infra.local.stack import DEFINITION
from tests.api.service import ORIGIN, PERSON, World

REQUESTS = "/v1/verification-requests"
ASKER, ISSUER = "370402006-agent-1", "370402002-agent-1"
ROW = "ZM011"
"""Civil affairs asks the police."""
ANSWER = {
    "conclusion": "CONFIRMED",
    "facts": [{"name": "机动车", "value": "无"}],
    "as_of": "2026-11-18",
}
GET, WRITE, QUERY = "dynamodb.GetItem", "dynamodb.TransactWriteItems", "dynamodb.Query"
START, STOP = "stepfunctions.StartExecution", "stepfunctions.StopExecution"
SIGN, BATCH = "kms.Sign", "dynamodb.BatchGetItem"


class Meter:
    """Counts the AWS calls of this thread (running state machines have threads of their own)."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.counts: Counter[str] = Counter()
        original: Any = vars(BaseClient)["_make_api_call"]
        thread = threading.get_ident()

        def counted(client: Any, operation: str, arguments: Any) -> Any:
            if threading.get_ident() == thread:
                service = client.meta.service_model.service_name
                self.counts[f"{service}.{operation}"] += 1
            return original(client, operation, arguments)

        patch.setattr(BaseClient, "_make_api_call", counted)

    def reset(self) -> Counter[str]:
        before, self.counts = self.counts, Counter()
        return before


class AwsWorld(World):
    """The same API, wired as on AWS: DynamoDB, KMS, S3 and Step Functions of moto."""

    def __init__(self, server: MotoServer, meter: Meter) -> None:
        self._server = server
        self.meter = meter
        super().__init__()
        publish_seed(self.services.ports)

    def _wire(self) -> bootstrap.Services:
        self.services = bootstrap.build(_settings(self._server), self.clock)
        self.store = self.services.ports.store  # type: ignore[assignment]  # the real one instead
        return self.services

    def cost(self, method: str, path: str, sent: object, as_: str, op: str | None = None) -> Any:
        """Send one signed call. (status, body, what it cost)."""
        body = body_of(sent)
        request = self.sign(method, path, body, as_, op)
        self.meter.reset()
        answered = self.send(method, path, body, {"wzm-signature": request.token})
        return answered.status, answered.body, self.meter.reset()

    def filed(self, case_no: str | None = None) -> str:
        body = {"row": ROW, "case_no": case_no or uuid4().hex, "applicant": PERSON}
        return str(self.cost("POST", REQUESTS, body, ASKER)[1]["id"])


def _settings(server: MotoServer) -> Settings:
    name = uuid4().hex
    create_table(name, "cn-north-1", server.endpoint)
    kms, s3, sqs = server.client("kms"), server.client("s3"), server.client("sqs")
    place = {"LocationConstraint": "cn-north-1"}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=place)
    root, proof, status = (
        kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        for _ in range(3)
    )
    function = server.create_function(f"f-{name}", lambda _event, _context: {})
    values = {"Partition": "aws-cn", "PassDeadlineFunctionArn": function}
    return Settings(
        stage="local",
        origin=ORIGIN,
        region="cn-north-1",
        table_name=name,
        deadline_machine_arn=server.create_state_machine(f"m-{name}", DEFINITION, values),
        attachment_bucket=name,
        site_bucket=name,
        root_key_id=root,
        proof_key_id=proof,
        status_key_id=status,
        seal_queue_url=sqs.create_queue(QueueName=name)["QueueUrl"],
        wrapping_key_id=kms.create_key()["KeyMetadata"]["KeyId"],
        dynamodb_endpoint=server.endpoint,
        aws_endpoint=server.endpoint,
    )


@pytest.fixture(scope="module")
def world(moto_server: MotoServer) -> Iterator[AwsWorld]:
    """Warm: both units, both keys, the catalogue and the response key have been used once."""
    with pytest.MonkeyPatch.context() as patch:
        world = AwsWorld(moto_server, Meter(patch))
        cold = world.meter.reset()
        assert cold["kms.Sign"] == 1, "the root key endorses the response key once"
        assert cold["kms.GetPublicKey"] == 3, "root, proof and status stand in the JWKS, once"
        assert cold["kms.Encrypt"] >= 1, "the secrets of a new stage are made and kept"
        assert world.cost("POST", f"{REQUESTS}/{world.filed()}/answer", ANSWER, ISSUER)[0] == 200
        yield world


def assert_within(cost: Counter[str], **budget: int) -> None:
    """Not one call more than the budget, and none of another kind (no Scan; KMS where said)."""
    names = {"get": GET, "write": WRITE, "query": QUERY, "start": START, "stop": STOP}
    names |= {"sign": SIGN, "batch": BATCH}
    allowed = Counter({names.get(name, f"dynamodb.{name}"): n for name, n in budget.items()})
    assert cost, "the meter counts nothing"
    assert cost <= allowed, f"{dict(cost)} is over {dict(allowed)}"


def test_filing_costs_one_transaction_and_one_timer(world: AwsWorld) -> None:
    body = {"row": ROW, "case_no": "first", "applicant": PERSON}
    status, _, cost = world.cost("POST", REQUESTS, body, ASKER)
    assert status == 201
    assert_within(cost, write=1, start=1)


def test_a_further_request_of_a_case_costs_the_same_if_it_names_the_acceptance(
    world: AwsWorld,
) -> None:
    body = {"row": ROW, "case_no": "further", "applicant": PERSON}
    _, first, _ = world.cost("POST", REQUESTS, body, ASKER)
    body |= {"case_accepted_at": first["case_accepted_at"]}
    status, _, cost = world.cost("POST", REQUESTS, body, ASKER)
    assert status == 201
    assert_within(cost, write=1, start=1)


def test_a_further_request_that_leaves_the_acceptance_out_costs_a_read_and_a_second_try(
    world: AwsWorld,
) -> None:
    world.filed("left-out")
    world.clock.advance(timedelta(seconds=1))
    body = {"row": ROW, "case_no": "left-out", "applicant": PERSON}
    status, _, cost = world.cost("POST", REQUESTS, body, ASKER)
    assert status == 201
    assert_within(cost, write=2, get=1, start=1)


@pytest.mark.parametrize(
    ("act", "sent", "as_"),
    [
        ("answer", ANSWER, ISSUER),
        (
            "send-back",
            {"reason": "不属于本单位职责,请转有关单位", "referral": {"unit": None, "note": "不明"}},
            ISSUER,
        ),
        ("withdraw", {"reason": "申请人已撤回办件"}, ASKER),
    ],
)
def test_closing_costs_one_read_one_transaction_and_one_stopped_timer(
    world: AwsWorld, act: str, sent: object, as_: str
) -> None:
    status, body, cost = world.cost("POST", f"{REQUESTS}/{world.filed()}/{act}", sent, as_)
    assert status == 200, body
    assert_within(cost, get=1, write=1, stop=1)


def test_accepting_costs_one_read_and_one_transaction(world: AwsWorld) -> None:
    status, _, cost = world.cost("POST", f"{REQUESTS}/{world.filed()}/accept", None, ISSUER)
    assert status == 200
    assert_within(cost, get=1, write=1)


def test_the_same_op_again_costs_three_reads_and_one_transaction(world: AwsWorld) -> None:
    path = f"{REQUESTS}/{world.filed()}/answer"
    world.cost("POST", path, ANSWER, ISSUER, "budget-op-1")
    status, _, cost = world.cost("POST", path, ANSWER, ISSUER, "budget-op-1")
    assert status == 200
    assert_within(cost, get=3, write=1)


def test_reading_one_costs_one_read_and_one_transaction(world: AwsWorld) -> None:
    status, _, cost = world.cost("GET", f"{REQUESTS}/{world.filed()}", None, ISSUER)
    assert status == 200
    assert_within(cost, get=1, write=1)


@pytest.mark.parametrize("query", ["box=inbox", "box=inbox&limit=1&state=FILED", "box=outbox"])
def test_a_page_of_a_box_costs_one_query(world: AwsWorld, query: str) -> None:
    world.filed()
    as_ = ASKER if query == "box=outbox" else ISSUER
    status, body, cost = world.cost("GET", f"{REQUESTS}?{query}", None, as_)
    assert status == 200
    assert body["items"]
    assert_within(cost, query=1)


def test_a_page_of_notices_costs_one_query(world: AwsWorld) -> None:
    status, _, cost = world.cost("GET", "/v1/notices", None, ISSUER)
    assert status == 200
    assert_within(cost, query=1)


def test_a_refusal_after_the_signature_costs_its_entry(world: AwsWorld) -> None:
    path = f"{REQUESTS}/{world.filed()}/answer"
    status, _, cost = world.cost("POST", path, ANSWER, ASKER)
    assert status == 403
    assert_within(cost, get=2, write=1)


def answered(world: AwsWorld) -> str:
    id_ = world.filed()
    assert world.cost("POST", f"{REQUESTS}/{id_}/answer", ANSWER, ISSUER)[0] == 200
    return id_


def extracted(world: AwsWorld, id_: str) -> tuple[str, Counter[str]]:
    status, body, cost = world.cost("POST", f"{REQUESTS}/{id_}/extractions", None, ASKER)
    assert status == 201, body
    return str(body["proof_id"]), cost


def test_extracting_costs_one_read_one_transaction_and_one_signature(world: AwsWorld) -> None:
    _, cost = extracted(world, answered(world))
    assert_within(cost, get=1, write=1, sign=1)
    assert cost[SIGN] == 1, "the proof key signs where it is"


def test_reading_a_proof_costs_two_reads_and_one_transaction(world: AwsWorld) -> None:
    proof, _ = extracted(world, answered(world))
    status, _, cost = world.cost("GET", f"/v1/proofs/{proof}", None, ISSUER)
    assert status == 200
    assert_within(cost, get=2, write=1)


def test_revoking_costs_two_reads_one_batch_and_one_transaction(world: AwsWorld) -> None:
    id_ = answered(world)
    proof, _ = extracted(world, id_)
    extracted(world, id_)
    sent = {"reason": "登记有误"}
    status, _, cost = world.cost("POST", f"/v1/proofs/{proof}/revoke", sent, ISSUER)
    assert status == 200
    assert_within(cost, get=2, batch=1, write=1)


def test_only_a_request_with_proofs_costs_one_batch_more(world: AwsWorld) -> None:
    id_ = answered(world)
    extracted(world, id_)
    status, body, cost = world.cost("GET", f"{REQUESTS}/{id_}", None, ISSUER)
    assert status == 200
    assert len(body["proofs"]["copies"]) == 1
    assert_within(cost, get=1, batch=1, write=1)


def test_a_timer_costs_one_read_and_only_with_news_one_transaction(world: AwsWorld) -> None:
    id_ = RequestId(world.filed())
    ports = world.services.ports
    request = ports.requests.request(id_)
    assert request is not None
    world.meter.reset()
    pass_deadline(id_, ports)
    assert_within(world.meter.reset(), get=1)
    noon = world.clock.now()
    world.clock.set(request.plan.remind_at)
    pass_deadline(id_, ports)
    world.clock.set(noon)  # what was kept for 30 s is still fresh for the others
    assert_within(world.meter.reset(), get=1, write=1)


def test_an_empty_outbox_costs_one_query_a_shard(world: AwsWorld) -> None:
    ports = world.services.ports
    deliver_outbox(ports, Lane.QUICK)  # what other tests left
    world.meter.reset()
    assert deliver_outbox(ports, Lane.QUICK) == 0
    assert_within(world.meter.reset(), query=4)
