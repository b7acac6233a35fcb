"""What tests of a restore share: a deployed stage with people, an answer, a look at its tables."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from click.testing import Result

from chalicelib.kernel.ids import ProofId
from chalicelib.kernel.texts.check_codes import check_code_of
from tests.infra.deploy.deployed import AGENT, REQUESTS, Deployed, at, deployed_stage, mianzheng
from tests.infra.deploy.history import History

OFFICER = "370402001-officer-1"


@contextmanager
def deployed_with(history: History, session_folder: Path) -> Iterator[Deployed]:
    """A stage in moto, seeded, whose tables have a history."""
    with history.kept(), deployed_stage(Deployed, session_folder) as deployed:
        deployed.seed()
        deployed.give_seals()
        yield deployed


def extracted(stage: Deployed, id_: str) -> dict[str, str]:
    found: dict[str, str] = stage.call("POST", f"{REQUESTS}/{id_}/extractions", None, AGENT)
    stage.invoke("drain-outbox", {"Records": [{}]})
    stage.invoke("seal", {"Records": stage.seal_messages()})
    return found


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
    assert services.ports.copies.proof(ProofId(proof)) is None
    assert not services.ports.proofs.site.has(f"c/{check_code_of(ProofId(proof))}.jwt")
    assert services.ports.proofs.files.read(ProofId(proof)) is None


def record(stage: Deployed, table: str) -> dict[str, Any]:
    s3 = stage.server.client("s3")
    (bucket,) = [one["Name"] for one in s3.list_buckets()["Buckets"] if "artifacts" in one["Name"]]
    found = s3.get_object(Bucket=bucket, Key=f"restores/{table}.json")["Body"].read()
    record: dict[str, Any] = json.loads(found)
    return record
