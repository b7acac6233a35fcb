"""Hourly: every status list anew, so that none passes its exp, the names behind the codes, and
what tells which edition is in force (a new home page comes with a new version, too)."""

from chalicelib.bootstrap import services
from chalicelib.services.announce_edition import announce_edition
from chalicelib.services.publish_names import publish_names
from chalicelib.services.publish_statuses import publish_every_shard
from chalicelib.services.renew_signatures import renew_signatures


def publish_statuses(_event: object, _context: object) -> dict[str, int]:
    ports = services().ports
    renew_signatures(ports)
    publish_names(ports)
    announce_edition(ports)
    return {"shards": publish_every_shard(ports)}
