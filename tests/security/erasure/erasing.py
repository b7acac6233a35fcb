"""What tests of erasure share: a request answered and extracted, and somebody who erases it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from chalicelib.background.outbox import deliver_outbox
from chalicelib.bootstrap import wiring as bootstrap
from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.cloud.settings import Settings
from chalicelib.kernel.commits import Commit
from infra.local.moto.server import MotoServer
from tests.api.service import PERSON, World

REQUESTS = "/v1/verification-requests"
ASKER, ANSWERER, OFFICER = "370402006-agent-1", "370402015-agent-1", "370402001-officer-1"
WHY = {"reason": "保存期限届满"}


def answered(world: World, case_no: str = "ER-1") -> str:
    sent = {"row": "ZM007", "case_no": case_no, "applicant": PERSON}
    id_ = str(world.call("POST", REQUESTS, sent, ASKER).body["id"])
    answer = {"conclusion": "NO_RECORD", "facts": [], "as_of": "2026-01-01"}
    assert world.call("POST", f"{REQUESTS}/{id_}/answer", answer, ANSWERER).status == 200
    assert world.call("POST", f"{REQUESTS}/{id_}/extractions", None, ASKER).status == 201
    deliver_outbox(world.services.ports)
    return id_


def erase(world: World, id_: str, by: str = OFFICER) -> Any:
    return world.call("POST", f"{REQUESTS}/{id_}/erasure", WHY, by)


def on_a_real_table(world: World, moto_server: MotoServer, tmp_path: Path) -> World:
    """The same people on a real table and real folders."""
    table = f"real-{tmp_path.name}"
    create_table(table, "cn-north-1", moto_server.endpoint)
    settings = Settings(
        stage="local",
        origin=world.services.settings.origin,
        region="cn-north-1",
        table_name=table,
        dynamodb_endpoint=moto_server.endpoint,
        aws_endpoint=moto_server.endpoint,
        keyring_dir=f"{tmp_path}/keys",
        objects_dir=f"{tmp_path}/objects",
        site_dir=f"{tmp_path}/site",
        deadline_machine_arn="arn:aws-cn:states:cn-north-1:123456789012:stateMachine:none",
    )
    made = bootstrap.build(settings, clock=world.clock)
    ports = world.services.ports
    for unit in ports.units.units():
        keys = tuple(replace(one, revision=0) for one in ports.keys.keys_of(unit.code))
        made.ports.commit(Commit(saves=(replace(unit, revision=0), *keys)))
    proofs = replace(made.ports.proofs, sealer=ports.proofs.sealer)
    wired = made.ports.replaced(catalogue=ports.catalogue, proofs=proofs)
    world.services = replace(world.services, ports=wired, settings=settings)
    return world
