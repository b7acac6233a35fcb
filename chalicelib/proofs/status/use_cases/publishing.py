"""The status lists as static files: rewritten when dirty, and daily (docs/eproof.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.proofs.ports import Ports
    from chalicelib.requests.domain.claims import ProofStatus

MOST_SHARDS = 1_000


def publish_shard(shard: int, ports: Ports) -> None:
    """Sign and publish what the store says of one shard, until it says nothing newer.

    Two processes may publish one shard at the same time. Whoever writes last looks once more
    after his writing, so an older list never stays in place of a newer one.
    """
    marks = _marks(shard, ports)
    while True:
        ports.proofs.statuses.publish(shard, marks)
        published, marks = marks, _marks(shard, ports)
        if marks == published:
            return


def _marks(shard: int, ports: Ports) -> dict[int, ProofStatus]:
    return {one.index: one.status for one in ports.places.status_marks(shard)}


def publish_every_shard(ports: Ports) -> int:
    """At the start of a stage and daily: every shard in use and the next one, so that no proof
    is ever ahead of its list. How many were published."""
    shard = 0
    while shard < MOST_SHARDS:
        publish_shard(shard, ports)
        shard += 1
        if not ports.places.has_places(shard - 1):
            break
    return shard
