"""The status lists as static files: rewritten when dirty, and daily (EPROOF, Status)."""

from chalicelib.services.ports import Ports

MOST_SHARDS = 1_000


def publish_shard(shard: int, ports: Ports) -> None:
    """Sign and publish what the store says of one shard now."""
    marks = {one.index: one.status for one in ports.store.status_marks(shard)}
    ports.proofs.statuses.publish(shard, marks)


def publish_every_shard(ports: Ports) -> int:
    """The daily rewrite: every shard with at least one place taken. How many there are."""
    shard = 0
    while shard < MOST_SHARDS and ports.store.has_places(shard):
        publish_shard(shard, ports)
        shard += 1
    return shard
