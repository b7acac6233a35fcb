"""Daily: every status list anew, so that none passes its exp, and the names behind the codes."""

from chalicelib.bootstrap import services
from chalicelib.services.publish_names import publish_names
from chalicelib.services.publish_statuses import publish_every_shard


def publish_statuses(_event: object, _context: object) -> dict[str, int]:
    ports = services().ports
    publish_names(ports)
    return {"shards": publish_every_shard(ports)}
