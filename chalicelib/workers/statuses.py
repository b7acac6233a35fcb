"""Hourly: every status list anew, so that none passes its exp, the names behind the codes, and
what tells which edition is in force (a new home page comes with a new version, too)."""

from chalicelib.background.signatures import renew_signatures
from chalicelib.bootstrap.wiring import services
from chalicelib.proofs.status.use_cases.names import publish_names
from chalicelib.proofs.status.use_cases.publishing import publish_every_shard
from chalicelib.publishing.use_cases.announcing import announce_edition
from chalicelib.workers.start import handler


@handler
def publish_statuses(_event: object, _context: object) -> dict[str, int]:
    ports = services().ports
    renew_signatures(ports)
    publish_names(ports)
    announce_edition(ports)
    return {"shards": publish_every_shard(ports)}
