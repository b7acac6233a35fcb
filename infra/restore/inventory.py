"""One walk through the whole restored table: how much of what, and until when.

The product itself never scans; an operator's look into a copy that nobody uses yet may.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.cloud.codec import decode
from chalicelib.kernel.ids import ProofId
from chalicelib.kernel.times.clock import from_sort_key
from chalicelib.proofs.ports import StatusMark
from chalicelib.proofs.status.use_cases.keeping import AFTER_RESTORE
from chalicelib.requests.domain.copies import EProof
from chalicelib.storage.dynamodb.ledger import Entry
from infra.stage.cloud import Cloud

SEGMENTS = 4
SAMPLES = 3
Place = tuple[int, int]
EVENT = "EVENT#"


@dataclass
class Inventory:
    """``counts`` by kind, or by the key's first part. ``proofs``: those at the wanted places.
    ``newest``: the newest entry of the ledger that was not made after the restore itself."""

    counts: Counter[str] = field(default_factory=Counter)
    newest: datetime | None = None
    proofs: dict[Place, ProofId] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def proof_at(self, mark: StatusMark) -> ProofId | None:
        return self.proofs.get((mark.shard, mark.index))


def take_inventory(
    cloud: Cloud, table: str, moment: datetime, wanted: set[Place], given_out: set[str]
) -> Inventory:
    """1 read of every item. ``given_out``: ids of proofs to be looked for."""
    found = Inventory()
    with ThreadPoolExecutor(SEGMENTS, "inventory") as pool:
        walks = [pool.submit(list, _pages(cloud, table, one)) for one in range(SEGMENTS)]
        for walk in walks:
            for page in walk.result():
                for item in page:
                    _count(found, item, moment, wanted, given_out)
    return found


def _pages(cloud: Cloud, table: str, segment: int) -> Iterator[list[dict[str, Any]]]:
    pages = (
        cloud.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=table,
            Segment=segment,
            TotalSegments=SEGMENTS,
            ProjectionExpression="pk, sk, kind, doc",
        )
    )
    for page in pages:
        yield page["Items"]


def _count(
    found: Inventory, item: dict[str, Any], moment: datetime, wanted: set[Place], ids: set[str]
) -> None:
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    kind = _kind(item, pk, sk)
    found.counts[kind] += 1
    if sk.startswith(EVENT):
        at = from_sort_key(sk.removeprefix(EVENT).split("#")[0])
        if (found.newest is None or at > found.newest) and not _is_after_restore(item, at, moment):
            found.newest = at
    elif kind == "proof":
        id_ = pk.removeprefix("PROOF#")
        if id_ in ids:
            found.known.add(id_)
        if wanted:
            claims = decode(item["doc"]["B"], EProof).claims
            place = (claims.status_shard, claims.status_index)
            if place in wanted:
                found.proofs[place] = ProofId(id_)
    elif kind == "request" and len(found.requests) < SAMPLES:
        found.requests.append(pk.removeprefix("R#"))


def _kind(item: dict[str, Any], pk: str, sk: str) -> str:
    """An operation's record and a mark have a kind, too: that of the result, the status."""
    first = pk.split("#", maxsplit=1)[0]
    if sk.startswith(EVENT):
        return EVENT
    return first if first in {"OP", "MARKS"} else str(item.get("kind", {}).get("S", first))


def _is_after_restore(item: dict[str, Any], at: datetime, moment: datetime) -> bool:
    """An earlier run of the restore wrote it: an erasure done again, a status kept."""
    return at > moment and AFTER_RESTORE in decode(item["doc"]["B"], Entry).event.news.facts
