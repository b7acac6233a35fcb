"""The product as the local stack runs it: tables, seed, wiring, workers."""

import shutil
from urllib.parse import parse_qs

from chalicelib.adjustments.use_cases.rights import load_adjustment
from chalicelib.background.outbox import deliver_outbox
from chalicelib.bootstrap import wiring as bootstrap
from chalicelib.bootstrap.wiring import Services
from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.cloud.objects import FolderObjects
from chalicelib.cloud.settings import Settings
from chalicelib.http.serving import use
from chalicelib.kernel.commits import AdjustmentRef
from chalicelib.kernel.ids import RequestId
from chalicelib.kernel.lanes import Lane
from chalicelib.proofs.status.use_cases.names import publish_names
from chalicelib.proofs.status.use_cases.publishing import publish_every_shard
from chalicelib.workers.deadlines import pass_adjustment, pass_deadline
from chalicelib.workers.outbox import drain_outbox
from chalicelib.workers.statuses import publish_statuses
from chalicelib.workers.sweep import sweep
from infra.local import sample_source
from infra.local.http.forms import form_parts
from infra.local.http.web import WebCall, WebHandler, WebReply, problem
from infra.local.seed.catalogue import seed_catalogue
from infra.local.seed.demo_seals import make_test_seals
from infra.local.seed.fill import missing_key_files, seed
from infra.local.stack import Product, Surroundings

PROOF_KEY, STATUS_KEY = "proof", "status"
MEMORY_PROOF_KEY, MEMORY_STATUS_KEY = "proof-memory", "status-memory"


def settings_of(where: Surroundings) -> Settings:
    """What the product is told; every endpoint is on this machine."""
    return Settings(
        stage=where.stage,
        origin=where.origin,
        region=where.region,
        table_name=where.table_name,
        deadline_machine_arn=where.deadline_machine_arn,
        adjustment_machine_arn=where.adjustment_machine_arn,
        notice_topic_arn=where.notice_topic_arn,
        attachment_bucket=where.attachment_bucket,
        dynamodb_endpoint=where.dynamodb_endpoint,
        aws_endpoint=where.aws_endpoint,
        keyring_dir=str(where.keyring_dir),
        objects_dir=str(where.objects_dir),
        site_dir=str(where.site_dir),
        proof_key_id=PROOF_KEY if where.durable else MEMORY_PROOF_KEY,
        status_key_id=STATUS_KEY if where.durable else MEMORY_STATUS_KEY,
        seals_dir=str(where.keyring_dir / "seals"),
        connectors=sample_source.connectors(where.origin),
        sla_scale=where.sla_scale,
        # Whoever calls is 127.0.0.1: one source for everything that is tried out here.
        complaint_limits="60/600/600",
        follow_limits="600/6000/6000",
    )


def build(where: Surroundings) -> Product:
    """Make the table, seed it, wire everything, and resume what was running before."""
    settings = settings_of(where)
    if not where.durable:
        forget(where)
    create_table(settings.table_name, settings.region, settings.dynamodb_endpoint)
    services = bootstrap.build(settings, probe=lambda: missing_key_files(where.home))
    use(services)
    seed(services, where.home, services.ports.clock)
    seed_catalogue(services)
    # Its files stand before the first page is asked for.
    deliver_outbox(services.ports, Lane.CATALOGUE)
    make_test_seals(
        where.keyring_dir / "seals", services.ports.proofs.seal_names, services.ports.clock.now()
    )
    services.responder.publish()
    publish_every_shard(services.ports)
    publish_names(services.ports)
    resume_timers(services)

    from app import app

    objects = object_handler(services)
    return Product(
        app,
        pass_deadline,
        drain_outbox,
        sweep,
        objects,
        sample_source.answer,
        publish_statuses,
        pass_adjustment,
    )


def forget(where: Surroundings) -> None:
    """Data in memory ends with its process, and so must what vouches for it: with the old proof
    key, a proof revoked in an earlier run would be valid again."""
    shutil.rmtree(where.data_dir, ignore_errors=True)
    for name in (MEMORY_PROOF_KEY, MEMORY_STATUS_KEY):
        (where.keyring_dir / f"{name}.pem").unlink(missing_ok=True)
    # The next run publishes its own edition 1, under a key of its own.
    for path in where.keyring_dir.glob("edition-*"):
        path.unlink()


def resume_timers(services: Services) -> int:
    """Executions live in moto's memory only; the table is the truth. How many were started."""
    ports = services.ports
    found = ports.worklist.open_deadlines()
    requests = [RequestId(one) for one in found if not isinstance(one, AdjustmentRef)]
    for request in ports.requests.requests(requests):
        ports.timers.start(request)
    for one in found:
        if isinstance(one, AdjustmentRef):
            ports.report_timers.start_adjustment(load_adjustment(one.id, ports))
    return len(found)


def object_handler(services: Services) -> WebHandler:
    """POST and GET of attachments, as S3 would take a presigned form and a presigned link."""
    objects = services.ports.objects

    def handle(call: WebCall) -> WebReply:
        if not isinstance(objects, FolderObjects):
            return problem(404, "route.unknown", "没有这个地址", "附件不在本机。")
        if call.method == "POST":
            parts = form_parts(call.headers.get("content-type", ""), call.body)
            ticket, content = (
                parts.get("ticket", b"").decode("ascii", "replace"),
                parts.get("file", b""),
            )
            if objects.receive(ticket, content):
                return WebReply(204)
        elif call.method == "GET":
            found = objects.give(parse_qs(call.query).get("ticket", [""])[0])
            if found is not None:
                return WebReply(200, [("Content-Type", "application/octet-stream")], found)
        return problem(
            403, "attachment.ticket", "不能传输", "传输凭证无效、过期或大小不符,请重新申请。"
        )

    return handle
