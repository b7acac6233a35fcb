"""The one table: its record, its indexes, and how a record is bound to a real table.

Partition keys that stay cool: requests, operations and replay guards by random ids; boxes by
unit; the open-deadline index and the outbox by shard, never by one status value.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from pynamodb.attributes import (
    BinaryAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection
from pynamodb.models import Model

from chalicelib.cloud.aws import session


def _summaries() -> IncludeProjection:
    return IncludeProjection(["summary"])


class BoxIndex(GlobalSecondaryIndex["Record"]):
    """收件, all states: ``in#<unit>`` by due time. Also keys of a unit: ``keys#<unit>``."""

    class Meta:
        index_name = "box"
        projection = _summaries()

    box = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class BoxStateIndex(GlobalSecondaryIndex["Record"]):
    """收件 in one state: ``in#<unit>#<state>`` by due time."""

    class Meta:
        index_name = "box_state"
        projection = _summaries()

    box_state = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class SentIndex(GlobalSecondaryIndex["Record"]):
    """发件, all states: ``out#<unit>`` by due time."""

    class Meta:
        index_name = "sent"
        projection = _summaries()

    sent = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class SentStateIndex(GlobalSecondaryIndex["Record"]):
    """发件 in one state: ``out#<unit>#<state>`` by due time."""

    class Meta:
        index_name = "sent_state"
        projection = _summaries()

    sent_state = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class OpenIndex(GlobalSecondaryIndex["Record"]):
    """Open deadlines, sharded and sparse: a request leaves it when nothing is to come."""

    class Meta:
        index_name = "open"
        projection = KeysOnlyProjection()

    open_shard = UnicodeAttribute(hash_key=True)
    next_place = UnicodeAttribute(range_key=True)


class ApplicantIndex(GlobalSecondaryIndex["Record"]):
    """A requester's own requests about one applicant, by keyed digest of the id number."""

    class Meta:
        index_name = "applicant"
        projection = _summaries()

    applicant = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class Record(Model):
    """Every kind of item; what a kind does not use is absent."""

    class Meta:
        table_name = "unbound"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    doc = BinaryAttribute(null=True, legacy_encoding=False)
    wrapped = BinaryAttribute(null=True, legacy_encoding=False)
    summary = BinaryAttribute(null=True, legacy_encoding=False)
    kind = UnicodeAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    kid = UnicodeAttribute(null=True)
    nonce = UnicodeAttribute(null=True)
    revision = NumberAttribute(null=True)
    tally = NumberAttribute(null=True)
    expires = NumberAttribute(null=True)
    members = UnicodeSetAttribute(null=True)
    place = UnicodeAttribute(null=True)
    box = UnicodeAttribute(null=True)
    box_state = UnicodeAttribute(null=True)
    sent = UnicodeAttribute(null=True)
    sent_state = UnicodeAttribute(null=True)
    open_shard = UnicodeAttribute(null=True)
    next_place = UnicodeAttribute(null=True)
    applicant = UnicodeAttribute(null=True)
    box_index: ClassVar[BoxIndex] = BoxIndex()
    box_state_index: ClassVar[BoxStateIndex] = BoxStateIndex()
    sent_index: ClassVar[SentIndex] = SentIndex()
    sent_state_index: ClassVar[SentStateIndex] = SentStateIndex()
    open_index: ClassVar[OpenIndex] = OpenIndex()
    applicant_index: ClassVar[ApplicantIndex] = ApplicantIndex()


def bind(table_name: str, region: str, host: str | None) -> type[Record]:
    """A record class of its own for this table, so that no global is ever configured."""
    meta = {"table_name": table_name, "region": region, "billing_mode": "PAY_PER_REQUEST"}
    if host is not None:
        meta["host"] = host
    limits = {"connect_timeout_seconds": 3, "read_timeout_seconds": 10, "max_retry_attempts": 3}
    attributes: dict[str, Any] = {"Meta": type("Meta", (), {**meta, **limits})}
    attributes["__module__"] = __name__
    for index in (BoxIndex, BoxStateIndex, SentIndex, SentStateIndex, OpenIndex, ApplicantIndex):
        bound = type(index.__name__, (index,), {"Meta": type("Meta", (index.Meta,), {})})
        attributes[f"{index.Meta.index_name}_index"] = bound()
    record = cast("type[Record]", type("BoundRecord", (Record,), attributes))
    # pynamodb makes its client from this thread's session, at the first call.
    record._get_connection().connection._local.session = session()
    return record


@dataclass(frozen=True)
class Place:
    """The primary key of an item."""

    pk: str
    sk: str
