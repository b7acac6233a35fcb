"""What the table in use still knows and nobody may forget: copied as it stands into the restored
one. Places once taken, keys revoked, editions published, the roster of keys, these days' keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.cloud.codec import decode
from chalicelib.keys.adapters.roster_store import NAME as ROSTER
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.proofs.ports import StatusMark
from chalicelib.proofs.status.use_cases.keeping import GRAVITY
from chalicelib.requests.domain.claims import ProofStatus
from infra.restore.published import GivenOut
from infra.stage.cloud import Cloud

Item = dict[str, Any]
EDITIONS, REGISTER, KEYRING, UNITS = "LIST#edition#", "LIST#materials#", "KEYRING", "UNITS"
OF_THE_DAY, OF_AN_EDITION = "response-", "edition-"


@dataclass(frozen=True)
class Carried:
    """How many of each; ``units``: those whose record has changed since, for people to redo."""

    places: int
    revoked_keys: tuple[str, ...]
    editions: int
    units: tuple[str, ...]


class Carrier:
    """From the table in use to the restored one; repeating it changes nothing."""

    def __init__(self, cloud: Cloud, source: str, target: str) -> None:
        self._client = cloud.client("dynamodb")
        self._source = source
        self._target = target

    def carry(self, shards: int, given_out: tuple[GivenOut, ...]) -> Carried:
        """``shards``: so many status lists are published."""
        changed = tuple(self._changed_units())
        return Carried(
            self._places(shards, given_out),
            tuple(self._revoked_keys()),
            self._editions(),
            changed,
        )

    def marks(self, shards: int) -> tuple[StatusMark, ...]:
        """What the table in use says of the places of the status lists, published or not yet."""
        return tuple(
            StatusMark(shard, int(one["sk"]["S"]), ProofStatus(one["kind"]["S"]))
            for shard in range(shards)
            for one in self._items(self._source, f"MARKS#{shard}")
        )

    def _places(self, shards: int, given_out: tuple[GivenOut, ...]) -> int:
        """A place is given once for ever: those taken in either table or by a token that people
        hold (the table in use may be the damaged one)."""
        shard, added = 0, 0
        while (items := list(self._items(self._source, f"PLACES#{shard}"))) or shard < shards:
            added += sum(self._put_missing(one) for one in items)
            shard += 1
        for one in given_out:
            key = {"pk": {"S": f"PLACES#{one.shard}"}, "sk": {"S": f"{one.index:05d}"}}
            added += self._put_missing(key)
        return added

    def _revoked_keys(self) -> Iterator[str]:
        """A key that leaked and was revoked must not sign again."""
        for unit in self._items(self._source, UNITS):
            for kid, item in self._keys_of(unit["sk"]["S"]):
                standing = self._get(self._target, item)
                if standing is None or _key(standing).status is not KeyStatus.REVOKED:
                    self._put(item)
                    yield kid

    def _keys_of(self, unit: str) -> Iterator[tuple[str, Item]]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._source,
            IndexName="box",
            KeyConditionExpression="box = :unit",
            ExpressionAttributeValues={":unit": {"S": f"keys#{unit}"}},
        )
        for one in pages.search("Items[]"):
            item = self._get(self._source, one)
            if item is not None and _key(item).status is KeyStatus.REVOKED:
                yield _key(item).kid, item

    def _editions(self) -> int:
        """What was published stays published, and its number is not given again; the register of
        materials goes with it, so that no code is given twice. A record changes but once, when
        its files stand."""
        added = sum(self._put_other(one) for one in self._items(self._source, EDITIONS))
        if added:
            for one in self._items(self._source, REGISTER):
                self._put(one)
        return added

    def keys(self) -> int:
        """The roster, so that no rotation is undone; keys that answers of these days are checked
        by; the marks of editions' keys that were destroyed. Those that wrap data and make digests
        are never touched. To be done before the product reads its keys."""
        kept = (ROSTER, OF_THE_DAY, OF_AN_EDITION)
        found = self._items(self._source, KEYRING)
        return sum(self._put_other(one) for one in found if one["sk"]["S"].startswith(kept))

    def _changed_units(self) -> Iterator[str]:
        for one in self._items(self._source, UNITS):
            if self._get(self._target, one) != one:
                yield one["sk"]["S"]

    def _items(self, table: str, pk: str) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )
        yield from pages.search("Items[]")

    def _get(self, table: str, item: Item) -> Item | None:
        key = {"pk": item["pk"], "sk": item["sk"]}
        answer = self._client.get_item(TableName=table, Key=key, ConsistentRead=True)
        found: Item | None = answer.get("Item")
        return found

    def _put(self, item: Item) -> None:
        self._client.put_item(TableName=self._target, Item=item)

    def _put_other(self, item: Item) -> bool:
        if self._get(self._target, item) == item:
            return False
        self._put(item)
        return True

    def _put_missing(self, item: Item) -> bool:
        if self._get(self._target, item) is not None:
            return False
        self._put(item)
        return True


def _key(item: Item) -> KeyRecord:
    return decode(item["doc"]["B"], KeyRecord)


def graver_of(*sources: tuple[StatusMark, ...]) -> tuple[StatusMark, ...]:
    """Of those that say different things of one place, the graver; what is valid is left out."""
    found: dict[tuple[int, int], StatusMark] = {}
    for one in (mark for source in sources for mark in source):
        place = (one.shard, one.index)
        standing = found.get(place)
        if standing is None or GRAVITY[one.status] > GRAVITY[standing.status]:
            found[place] = one
    return tuple(one for one in found.values() if one.status is not ProofStatus.VALID)
