"""What one operation consumes, read off the calls that it puts on the wire.

DynamoDB bills by size (Amazon DynamoDB Developer Guide, "Read and write capacity", and "Item
sizes and formats"): a write is 1 unit per started KiB, twice that in a transaction, and each
index that holds the item is written too; a strongly consistent read is 1 unit per started 4 KiB.
"""

import base64
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

KIB = 1024
READ_KIB = 4
INDEX_KEYS = ("box", "box_state", "sent", "sent_state", "open_shard", "applicant")
"""The hash key of each index of the one table: an item is in an index when it has this."""

Item = Mapping[str, Mapping[str, Any]]


@dataclass
class Usage:
    """Counted units of one operation; ``item_bytes`` is what stays stored."""

    counts: Counter[str] = field(default_factory=Counter)
    item_bytes: int = 0

    def as_json(self) -> dict[str, int]:
        return {**dict(sorted(self.counts.items())), "item_bytes": self.item_bytes}


def item_size(item: Item) -> int:
    """Bytes of an item as DynamoDB counts them: the names and the values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    kind, content = next(iter(value.items()))
    if kind == "B":
        return len(base64.b64decode(content))
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return len(content.lstrip("-")) // 2 + 1
    if kind == "SS":
        return sum(len(one.encode()) for one in content)
    return 1


def write_units(size: int, *, in_transaction: bool) -> int:
    return max(1, math.ceil(size / KIB)) * (2 if in_transaction else 1)


def read_units(size: int) -> int:
    return max(1, math.ceil(size / (READ_KIB * KIB)))


def index_units(item: Item) -> int:
    """One write of at most a KiB for each index that holds the item: what is projected is a
    masked line. An index whose key changes is written twice; that is counted in full."""
    return sum(2 if key in ("box_state", "sent_state", "open_shard") else 1
               for key in INDEX_KEYS if key in item)  # fmt: skip


def count_call(usage: Usage, target: str, url: str, body: bytes) -> None:
    """Add one call: ``target`` is X-Amz-Target, empty for S3, SQS by query and SNS."""
    service, _, operation = target.rpartition(".")
    if service.startswith("DynamoDB"):
        _count_dynamodb(usage, operation, json.loads(body or b"{}"))
    elif operation:
        usage.counts[operation] += 1
    else:
        usage.counts["other:" + urlsplit(url).path.rpartition("/")[2]] += 1


def _count_dynamodb(usage: Usage, operation: str, body: Mapping[str, Any]) -> None:
    usage.counts["dynamodb_calls"] += 1
    if operation == "TransactWriteItems":
        for act in body["TransactItems"]:
            _count_write(usage, act, in_transaction=True)
    elif operation in ("PutItem", "UpdateItem", "DeleteItem"):
        _count_write(usage, {operation.removesuffix("Item"): body}, in_transaction=False)
    else:
        # The answer's size is not on this side of the wire: one page of a reader's fits 4 KiB.
        usage.counts["read_units"] += max(1, len(_keys(body)))


def _count_write(usage: Usage, act: Mapping[str, Any], *, in_transaction: bool) -> None:
    kind, given = next(iter(act.items()))
    item: Item = given.get("Item") or given.get("Key") or {}
    size = item_size(item)
    usage.counts["write_units"] += write_units(size, in_transaction=in_transaction)
    if kind == "Put":
        usage.counts["write_units"] += index_units(item)
        usage.item_bytes += size


def _keys(body: Mapping[str, Any]) -> list[Any]:
    return [key for one in body.get("RequestItems", {}).values() for key in one.get("Keys", [])]


def total(usages: Iterable[Usage]) -> Usage:
    summed = Usage()
    for one in usages:
        summed.counts.update(one.counts)
        summed.item_bytes += one.item_bytes
    return summed
