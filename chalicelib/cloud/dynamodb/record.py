"""The one table: its record, its indexes, and how a record is bound to a real table.

Partition keys that stay cool: requests, operations and replay guards by random ids; boxes by
unit; the open-deadline index and the outbox by shard, never by one status value.
"""

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
from chalicelib.kernel.records import record

Index = GlobalSecondaryIndex["Record"]


def _index(name: str, hash_key: str, range_key: str = "place", *, summary: bool = True) -> Index:
    """An index on two of the record's attributes, sparse: what lacks one of them is not in it.
    With the ``summary`` of an item, else with its keys only."""
    projection = IncludeProjection(["summary"]) if summary else KeysOnlyProjection()
    body = {
        "Meta": type("Meta", (), {"index_name": name, "projection": projection}),
        hash_key: UnicodeAttribute(hash_key=True),
        range_key: UnicodeAttribute(range_key=True),
    }
    made = cast("type[Index]", type("Index", (GlobalSecondaryIndex,), body))
    return made()


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
    # 收件, all states, then one: ``in#<unit>`` and ``in#<unit>#<state>``, by due time. Also keys of
    # a unit (``keys#<unit>``) and second lists.
    box_index: ClassVar[Index] = _index("box", "box")
    box_state_index: ClassVar[Index] = _index("box_state", "box_state")
    # 发件 likewise: ``out#<unit>`` and ``out#<unit>#<state>``.
    sent_index: ClassVar[Index] = _index("sent", "sent")
    sent_state_index: ClassVar[Index] = _index("sent_state", "sent_state")
    # Open deadlines, sharded: a request leaves it when nothing is to come.
    open_index: ClassVar[Index] = _index("open", "open_shard", "next_place", summary=False)
    # A requester's own requests about one applicant, by keyed digest of the id number.
    applicant_index: ClassVar[Index] = _index("applicant", "applicant")


def bind(table_name: str, region: str, host: str | None) -> type[Record]:
    """A record class of its own for this table, so that no global is ever configured."""
    meta = {"table_name": table_name, "region": region, "billing_mode": "PAY_PER_REQUEST"}
    if host is not None:
        meta["host"] = host
    limits = {"connect_timeout_seconds": 3, "read_timeout_seconds": 10, "max_retry_attempts": 3}
    attributes: dict[str, Any] = {"Meta": type("Meta", (), {**meta, **limits})}
    attributes["__module__"] = __name__
    record = cast("type[Record]", type("BoundRecord", (Record,), attributes))
    # pynamodb makes its client from this thread's session, at the first call.
    record._get_connection().connection._local.session = session()
    return record


@record(frozen=True)
class Place:
    """The primary key of an item."""

    pk: str
    sk: str
