"""What tests of a restore share: a deployed stage with people, an answer, a look at its tables."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from click.testing import Result

from chalicelib import bootstrap
from chalicelib.adapters.proof_checks import PublishedKeys, StatusFiles
from chalicelib.domain.check_codes import check_code_of
from chalicelib.domain.checking import Expected, check_token
from chalicelib.domain.clock import SHANGHAI
from chalicelib.domain.eproofs import CheckOutcome
from chalicelib.domain.ids import ProofId
from chalicelib.domain.strict_json import parse_object
from tests.infra.deployed import PREFIX, STAGE, Deployed, mianzheng, moto
from tests.infra.history import History

AGENT, POLICE, OFFICER = "370402006-agent-1", "370402002-agent-1", "370402001-officer-1"
PERSON = {
    "kind": "person",
    "name": "样例甲",
    "id_type": "RESIDENT_ID",
    "id_no": "370402199001010016",
}
REQUESTS = "/v1/verification-requests"


@contextmanager
def deployed_with(history: History) -> Iterator[Deployed]:
    """A stage in moto, seeded, whose tables have a history."""
    installed = list(bootstrap._installed)
    with moto() as server, history.kept():
        done = mianzheng("deploy", *at(server.endpoint), "--yes")
        assert done.exit_code == 0, done.output
        deployed = Deployed(server)
        server.functions.register(
            f"{PREFIX}-pass-deadline",
            lambda event, _context: deployed.invoke("pass-deadline", event),
        )
        deployed.seed()
        deployed.give_seals()
        yield deployed
    bootstrap._installed[:] = installed


def at(endpoint: str) -> tuple[str, ...]:
    return ("--stage", STAGE, "--endpoint-url", endpoint)


def answered(stage: Deployed, case_no: str) -> str:
    body = {"row": "ZM011", "case_no": case_no, "applicant": PERSON}
    id_ = str(stage.call("POST", REQUESTS, body, AGENT)["id"])
    today = stage.services("api").ports.clock.now().astimezone(SHANGHAI).date()
    answer = {
        "conclusion": "CONFIRMED",
        "facts": [{"name": "机动车", "value": "无"}],
        "as_of": today.isoformat(),
    }
    stage.call("POST", f"{REQUESTS}/{id_}/answer", answer, POLICE)
    return id_


def extracted(stage: Deployed, id_: str) -> dict[str, str]:
    found: dict[str, str] = stage.call("POST", f"{REQUESTS}/{id_}/extractions", None, AGENT)
    stage.invoke("drain-outbox", {"Records": [{}]})
    stage.invoke("seal", {"Records": stage.seal_messages()})
    return found


def checked(stage: Deployed, url: str) -> CheckOutcome:
    keys = PublishedKeys(parse_object(stage.site(".well-known/jwks.json")))
    lists = StatusFiles(keys, lambda shard: stage.site(f"status/{shard}.jwt").decode())
    now = stage.services("api").ports.clock.now()
    expected = Expected(None, origin=stage.origin)
    return check_token(url, keys.proof_key, lists.read, now, expected).outcome


def restored(stage: Deployed, moment: datetime) -> Result:
    where = at(stage.server.endpoint)
    done = mianzheng("restore", *where, "--to", moment.isoformat(), "--yes")
    assert done.exit_code == 0, done.output
    stage.forget_wiring()
    return done


def in_use(stage: Deployed) -> str:
    names = {
        stage.configuration(one)["Environment"]["Variables"]["MIANZHENG_TABLE"]
        for one in ("api", "sweep", "catalogue", "seal", "statuses")
    }
    (found,) = names
    return str(found)


def halted(stage: Deployed) -> set[str]:
    client = stage.server.client("lambda")
    names = [one["FunctionName"] for one in client.list_functions()["Functions"]]
    told = {one: client.get_function_concurrency(FunctionName=one) for one in names}
    return {one for one, found in told.items() if found.get("ReservedConcurrentExecutions") == 0}


def nothing_of(proof: str, stage: Deployed) -> None:
    services = stage.services("api")
    assert services.ports.store.proof(ProofId(proof)) is None
    assert not services.ports.proofs.site.has(f"c/{check_code_of(ProofId(proof))}.jwt")
    assert services.ports.proofs.files.read(ProofId(proof)) is None


def record(stage: Deployed, table: str) -> dict[str, Any]:
    s3 = stage.server.client("s3")
    (bucket,) = [one["Name"] for one in s3.list_buckets()["Buckets"] if "artifacts" in one["Name"]]
    found = s3.get_object(Bucket=bucket, Key=f"restores/{table}.json")["Body"].read()
    record: dict[str, Any] = json.loads(found)
    return record
