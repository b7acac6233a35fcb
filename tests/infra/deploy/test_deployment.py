"""`mianzheng deploy` into moto: what was deployed carries one request from filing to checking."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from chalicelib.proofs.check.domain.check import check_file_receipt
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from infra.stage.file import load_stage
from infra.template import functions
from infra.template.functions import Function
from tests.infra.deploy.deployed import (
    AGENT,
    PERSON,
    PREFIX,
    REQUESTS,
    STAGE,
    Deployed,
    at,
    deployed_stage,
    mianzheng,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def stage(session_folder: Path) -> Iterator[Deployed]:
    """Deployed once; the tests of this module follow one another in its life."""
    with deployed_stage(Deployed, session_folder) as deployed:
        yield deployed


def test_what_the_stand_in_can_not_do_is_named(stage: Deployed) -> None:
    output = mianzheng("deploy", *at(stage.server.endpoint), "--yes").output
    for word in ("CloudFront::Distribution", "CloudWatch::Alarm", "状态机用 API 建", "冒烟检查"):
        assert word in output


def test_a_request_is_filed_answered_extracted_and_checked_by_what_was_deployed(
    stage: Deployed,
) -> None:
    stage.seed()
    stage.give_seals()
    body = {"row": "ZM011", "case_no": "SAMPLE-1", "applicant": PERSON}
    filed = stage.call("POST", REQUESTS, body, AGENT)
    assert _running(stage) == 1  # the deployed state machine holds its clock
    place = f"{REQUESTS}/{filed['id']}"
    assert stage.answer(filed["id"])["state"] == "ANSWERED"
    assert _running(stage) == 0
    proof = stage.call("POST", f"{place}/extractions", None, AGENT)
    stage.invoke("drain-outbox", {"Records": [{}]})
    messages = stage.seal_messages()
    assert [json.loads(one["body"])["proof_id"] for one in messages] == [proof["proof_id"]]
    assert stage.invoke("seal", {"Records": messages}) == {"batchItemFailures": []}
    pdf = stage.call("GET", f"/v1/proofs/{proof['proof_id']}/pdf", None, AGENT)
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0].sig_object
    assert signature["/Name"] == load_stage(STAGE).seal_b  # answered by a person: seal B
    assert _checked(stage, proof["url"], pdf) == {CheckOutcome.VALID}


def test_every_function_starts_with_the_environment_it_was_given(stage: Deployed) -> None:
    assert stage.invoke("statuses", {})["shards"] >= 1
    assert stage.invoke("sweep", {"lane": "quick"})["swept"] >= 0
    assert stage.invoke("drain-outbox", {"lane": "sealing"})["done"] >= 0
    assert stage.invoke("catalogue", {"lane": "catalogue"})["done"] >= 0


def test_a_second_deployment_changes_nothing_and_says_so(stage: Deployed) -> None:
    assert mianzheng("diff", *at(stage.server.endpoint)).exit_code == 0
    again = mianzheng("deploy", *at(stage.server.endpoint), "--yes")
    assert again.exit_code == 0
    assert "没有变更" in again.output


def test_a_changed_function_shows_itself_alone(
    stage: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = functions._statuses
    monkeypatch.setattr(functions, "_statuses", lambda: _larger(before()))
    changed = mianzheng("diff", *at(stage.server.endpoint))
    assert changed.exit_code == 2
    assert "变更(1 项)" in changed.output
    assert "Statuses" in changed.output


def _larger(function: Function) -> Function:
    return replace(function, memory=function.memory * 2)


def test_status_reads_the_deployed_stage(stage: Deployed) -> None:
    shown = mianzheng("status", *at(stage.server.endpoint))
    assert shown.exit_code == 0, shown.output
    assert "分钟前重写" in shown.output
    assert mianzheng("logs", *at(stage.server.endpoint)).exit_code == 0


def test_destroying_asks_for_the_name_and_removes_all_but_the_data(stage: Deployed) -> None:
    where = at(stage.server.endpoint)
    refused = mianzheng("destroy", *where, input_="prod\n")
    assert refused.exit_code == 1
    assert "没有执行" in refused.output
    assert stage.configuration("api")
    done = mianzheng("destroy", *where, input_=f"{STAGE}\n")
    assert done.exit_code == 0, done.output
    client = stage.server.client
    assert client("lambda").list_functions()["Functions"] == []
    assert client("stepfunctions").list_state_machines()["stateMachines"] == []
    assert client("dynamodb").list_tables()["TableNames"] == [PREFIX]
    assert len(client("s3").list_buckets()["Buckets"]) == 3
    again = mianzheng("deploy", *where, "--yes")  # on AWS a new stack takes them over
    assert again.exit_code == 1
    assert "不会把它们导入" in again.output
    assert "--delete-data" in again.output
    everything = mianzheng("destroy", *where, "--delete-data", input_=f"{STAGE}\n")
    assert everything.exit_code == 0, everything.output
    assert client("dynamodb").list_tables()["TableNames"] == []
    assert client("s3").list_buckets()["Buckets"] == []
    assert [one for one in client("kms").list_aliases()["Aliases"] if PREFIX in str(one)] == []


def _running(stage: Deployed) -> int:
    machine = stage.services("api").settings.deadline_machine_arn
    found = stage.server.client("stepfunctions").list_executions(
        stateMachineArn=machine, statusFilter="RUNNING"
    )
    return len(found["executions"])


def _checked(stage: Deployed, url: str, pdf: bytes) -> set[CheckOutcome]:
    """By the published files alone, as a phone does: the link, and the file."""
    keys, lists = stage.published()
    now = stage.services("api").ports.clock.now()
    sha256 = hashlib.sha256(pdf).hexdigest()
    receipt = stage.site(f"f/{sha256}.jwt").decode()
    file = check_file_receipt(receipt, sha256, keys.proof_key, lists.read, now)
    return {stage.check(url), file.outcome}


def test_a_stand_in_is_on_this_machine_only() -> None:
    refused = mianzheng("deploy", "--stage", STAGE, "--endpoint-url", "https://aws.example.com")
    assert refused.exit_code == 1
    assert "只能指向本机" in refused.output
