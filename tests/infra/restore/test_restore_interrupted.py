"""A restore that can't go well, or is broken off: what happened, what was left, what to type; the
table in use stays in use, and every function runs again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from infra.deploy.tables import restored_name
from infra.restore.copying import Window, start_copy
from infra.restore.product import services_of
from infra.restore.restoring import STEPS, Job, Telling, look, restore
from infra.stage.cloud import Cloud, connect
from infra.stage.file import load_stage
from infra.stage.problems import DeployProblem
from infra.template.functions import functions
from tests.infra.deploy.deployed import PREFIX, STAGE, Deployed, at, mianzheng
from tests.infra.deploy.history import History
from tests.infra.restore.restored import deployed_with, halted, in_use, restored

pytestmark = pytest.mark.timeout(600)
HISTORY = History()
MOMENT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LINES = ("未受影响:", "下一步:")


@pytest.fixture(scope="module")
def stage(session_folder: Path) -> Iterator[Deployed]:
    """Deployed once; the tests of this module follow one another in its life."""
    with deployed_with(HISTORY, session_folder) as deployed:
        yield deployed


def tried(stage: Deployed, moment: datetime, *more: str) -> str:
    """What the command said when it refused; nothing has changed."""
    done = mianzheng(
        "restore", *at(stage.server.endpoint), "--to", moment.isoformat(), "--yes", *more
    )
    assert done.exit_code == 1, done.output
    assert all(one in done.output for one in LINES), done.output
    assert in_use(stage) == PREFIX
    assert halted(stage) == set()
    return done.output


@pytest.mark.slow
def test_a_time_from_which_nothing_can_be_brought_back_touches_nothing(stage: Deployed) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    assert "早于最早" in tried(stage, now - timedelta(days=40))
    assert "晚于最晚" in tried(stage, now + timedelta(hours=1))
    assert stage.server.client("dynamodb").list_tables()["TableNames"] == [PREFIX]


@pytest.mark.slow
def test_a_dry_run_says_what_would_be_done_and_does_nothing(stage: Deployed) -> None:
    moment = HISTORY.remember().isoformat()
    where = at(stage.server.endpoint)
    shown = mianzheng("restore", *where, "--to", moment, "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert all(step in shown.output for step in STEPS)
    assert stage.server.client("dynamodb").list_tables()["TableNames"] == [PREFIX]
    for wrong in ("yesterday", "2026-11-27"):
        assert mianzheng("restore", *where, "--to", wrong).exit_code == 2


@pytest.mark.slow
def test_a_name_that_is_taken_is_not_touched(stage: Deployed) -> None:
    moment = HISTORY.remember()
    name = restored_name(load_stage(STAGE), moment)
    tables = stage.server.client("dynamodb")
    key = {"AttributeName": "pk", "AttributeType": "S"}
    tables.create_table(
        TableName=name,
        AttributeDefinitions=[key],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert "已被占用" in tried(stage, moment)
    tables.delete_table(TableName=name)


@pytest.mark.slow
def test_a_time_before_the_first_start_has_no_secrets_and_none_are_made(stage: Deployed) -> None:
    moment = HISTORY.remember()
    HISTORY.forget(moment, PREFIX, "KEYRING")
    assert "还没有开始使用" in tried(stage, moment)
    name = restored_name(load_stage(STAGE), moment)
    found = stage.server.client("dynamodb").get_item(
        TableName=name, Key={"pk": {"S": "KEYRING"}, "sk": {"S": "wrapping"}}
    )
    assert "Item" not in found


@pytest.mark.slow
def test_what_fails_the_checks_is_not_put_in_place(stage: Deployed) -> None:
    moment = HISTORY.remember()
    HISTORY.forget(moment, PREFIX, "UNITS")
    said = tried(stage, moment)
    assert "核对没有通过:单位" in said
    assert "--despite-findings" in said


@pytest.mark.slow
def test_broken_off_before_any_step_it_goes_on_with_the_same_command(stage: Deployed) -> None:
    stage.answered("RI-1")
    moment = HISTORY.remember()
    prod = load_stage(STAGE)
    job = Job(prod, connect(prod, stage.server.endpoint), moment, pause=lambda _seconds: None)
    for number in range(1, len(STEPS)):
        with pytest.raises(KeyboardInterrupt):
            restore(job, look(job), _broken_off_before(number, stage))
        assert in_use(stage) == PREFIX, STEPS[number - 1]
        assert halted(stage) == set(), STEPS[number - 1]
    restored(stage, moment)
    assert in_use(stage) == job.target
    assert halted(stage) == set()


@pytest.mark.slow
def test_killed_while_stopped_it_is_said_and_one_command_lets_all_run(stage: Deployed) -> None:
    client = stage.server.client("lambda")
    client.put_function_concurrency(FunctionName=f"{PREFIX}-api", ReservedConcurrentExecutions=0)
    where = at(stage.server.endpoint)
    shown = mianzheng("status", *where)
    assert shown.exit_code == 1
    assert "停着的函数" in shown.output
    assert mianzheng("restore", *where, "--start-again").exit_code == 0
    assert halted(stage) == set()
    told = client.get_function_concurrency(FunctionName=f"{PREFIX}-sweep")
    assert told["ReservedConcurrentExecutions"] == 1, "as the template says"


@pytest.mark.slow
def test_a_key_rotated_while_the_question_stood_is_not_forgotten(stage: Deployed) -> None:
    endpoint = stage.server.endpoint
    moment = HISTORY.remember()
    prod = load_stage(STAGE)
    job = Job(prod, connect(prod, endpoint), moment)

    def rotate(_planned: object) -> bool:
        assert mianzheng("rotate", "service", *at(endpoint), "--yes").exit_code == 0
        return True

    telling = Telling(
        lambda _number, _name: None, lambda _text: None, lambda _findings: None, rotate
    )
    restore(job, look(job), telling)
    assert in_use(stage) == restored_name(prod, moment)
    shown = mianzheng("rotate", "show", *at(endpoint))
    assert "第 2 把" in shown.output, shown.output


def _broken_off_before(number: int, stage: Deployed) -> Telling:
    """From the second step to the exchange nothing may run, whoever calls it."""

    def step(at_: int, _name: str) -> None:
        every = {f"{PREFIX}-{one.name}" for one in functions(load_stage(STAGE))}
        assert at_ in {1, len(STEPS)} or halted(stage) == every
        if at_ == number:
            raise KeyboardInterrupt

    return Telling(step, lambda _text: None, lambda _findings: None, lambda _planned: True)


def stubs(*services: str) -> tuple[Cloud, dict[str, Stubber]]:
    """A Cloud of these services alone; what is not expected fails."""
    clients = {one: boto3.client(cast("Any", one), region_name="cn-north-1") for one in services}
    session = SimpleNamespace(client=lambda service, **_named: clients[service])
    stubbers = {one: Stubber(client) for one, client in clients.items()}
    for one in stubbers.values():
        one.activate()
    return Cloud("cn-north-1", "123456789012", "aws-cn", None, session), stubbers


def test_a_copy_that_kms_denies_names_the_right_that_is_missing() -> None:
    cloud, expected = stubs("dynamodb", "kms")
    about = {"KeyMetadata": {"KeyId": "k", "Arn": "arn:aws-cn:kms:cn-north-1:123456789012:key/k"}}
    for _ in range(2):
        expected["dynamodb"].add_client_error("describe_table", "ResourceNotFoundException")
    expected["kms"].add_response("describe_key", about)
    denied = "KMS key access denied"
    expected["dynamodb"].add_client_error(
        "restore_table_to_point_in_time", "AccessDeniedException", denied
    )
    prod = load_stage("prod")
    window = Window("mianzheng-prod", MOMENT, MOMENT)
    with pytest.raises(DeployProblem, match="没有开始复制") as caught:
        start_copy(prod, cloud, window, MOMENT)
    assert "alias/mianzheng-prod-data" in caught.value.next_step
    assert "没有动" in caught.value.kept


def test_secrets_that_do_not_open_are_never_made_anew() -> None:
    cloud, expected = stubs("dynamodb", "kms")
    item = {"pk": {"S": "KEYRING"}, "sk": {"S": "wrapping"}, "doc": {"B": b"sealed"}}
    expected["dynamodb"].add_response("get_item", {"Item": item})
    expected["kms"].add_client_error("decrypt", "AccessDeniedException")
    with pytest.raises(DeployProblem, match="解不开") as caught:
        services_of(load_stage("prod"), cloud, "mianzheng-prod-at-20261120T100000Z")
    assert "kms:Decrypt" in caught.value.next_step
