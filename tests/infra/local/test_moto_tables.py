"""moto's tables as we repair them: undone to the last item, asked by partition, never copied."""

import json
import random
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from infra.local.moto.server import MotoServer

KEY = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
PARTS = [{"AttributeName": one, "AttributeType": "S"} for one in ("pk", "sk", "box", "place")]
BY_BOX = {
    "IndexName": "box",
    "KeySchema": [
        {"AttributeName": "box", "KeyType": "HASH"},
        {"AttributeName": "place", "KeyType": "RANGE"},
    ],
    "Projection": {"ProjectionType": "ALL"},
}
CROWD = 200


class Table:
    """A table of its own, filled and asked through boto3 as the product does."""

    def __init__(self, server: MotoServer, *, one_part: bool = False) -> None:
        from moto.dynamodb.models import dynamodb_backends

        self.client = server.client("dynamodb")
        self.name = f"tables-{uuid4().hex}"
        self.one_part = one_part
        self.client.create_table(
            TableName=self.name,
            KeySchema=KEY[:1] if one_part else KEY,
            AttributeDefinitions=[
                one for one in PARTS if one["AttributeName"] != "sk" or not one_part
            ],
            BillingMode="PAY_PER_REQUEST",
            GlobalSecondaryIndexes=[BY_BOX],
            StreamSpecification=STREAM,
        )
        backends = [one for regions in dynamodb_backends.values() for one in regions.values()]
        self.backend = next(one for one in backends if self.name in one.tables)

    @property
    def inside(self) -> Any:
        return self.backend.tables[self.name]

    def key(self, pk: str, sk: str = "1") -> dict[str, Any]:
        return {"pk": {"S": pk}} if self.one_part else {"pk": {"S": pk}, "sk": {"S": sk}}

    def put(self, pk: str, sk: str = "1", **attributes: str) -> dict[str, Any]:
        texts = {name: {"S": value} for name, value in attributes.items()}
        return {"Put": {"TableName": self.name, "Item": self.key(pk, sk) | texts}}

    def update(self, pk: str, sk: str = "1", **attributes: str) -> dict[str, Any]:
        sets = ", ".join(f"{name} = :{name}" for name in attributes)
        values = {f":{name}": {"S": value} for name, value in attributes.items()}
        return {
            "Update": {
                "TableName": self.name,
                "Key": self.key(pk, sk),
                "UpdateExpression": f"SET {sets}",
                "ExpressionAttributeValues": values,
            }
        }

    def delete(self, pk: str, sk: str = "1") -> dict[str, Any]:
        return {"Delete": {"TableName": self.name, "Key": self.key(pk, sk)}}

    def refused(self, pk: str = "nobody") -> dict[str, Any]:
        condition = {"ConditionExpression": "attribute_exists(pk)"}
        return {"ConditionCheck": {"TableName": self.name, "Key": self.key(pk, "1"), **condition}}

    def transact(self, *acts: dict[str, Any]) -> None:
        self.client.transact_write_items(TransactItems=list(acts))

    def everything(self) -> list[str]:
        """Every item, by its key, as text."""
        found = self.client.scan(TableName=self.name)["Items"]
        return sorted(json.dumps(one, sort_keys=True) for one in found)

    def in_box(self, box: str) -> list[str]:
        found = self.client.query(
            TableName=self.name,
            IndexName="box",
            KeyConditionExpression="box = :box",
            ExpressionAttributeValues={":box": {"S": box}},
        )["Items"]
        return sorted(json.dumps(one, sort_keys=True) for one in found)


@pytest.fixture
def table(moto_server: MotoServer) -> Table:
    return Table(moto_server)


@pytest.mark.parametrize("one_part", [False, True], ids=["two-part key", "one-part key"])
def test_nothing_stays_of_a_transaction_that_fails(moto_server: MotoServer, one_part: bool) -> None:
    table = Table(moto_server, one_part=one_part)
    table.transact(table.put("a", box="red", place="1"), table.put("b", box="red", place="2"))
    before, streamed = table.everything(), len(table.inside.stream_shard.items)
    places = list(table.inside.items)
    acts = (
        table.put("new", box="red", place="3"),
        table.update("a", box="blue"),
        table.delete("b"),
        table.update("made", box="red", place="4"),
    )
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        table.transact(*acts, table.refused())
    assert table.everything() == table.in_box("red") == before
    assert table.in_box("blue") == []
    assert sorted(one.value for one in table.inside.items) == sorted(one.value for one in places)
    assert len(table.inside.stream_shard.items) == streamed
    table.transact(*acts)
    assert [json.loads(one)["pk"]["S"] for one in table.in_box("blue")] == ["a"]
    assert [json.loads(one)["pk"]["S"] for one in table.in_box("red")] == ["made", "new"]


def test_nothing_stays_of_a_transaction_that_names_an_item_twice(table: Table) -> None:
    with pytest.raises(ClientError, match="multiple operations on one item"):
        table.transact(table.put("a"), table.put("a"))
    assert table.everything() == []


def test_half_an_update_does_not_stay(table: Table) -> None:
    table.transact(table.put("a", box="red", place="1"))
    before = table.everything()
    halves = ({"box": "blue", "place": "x" * 410_000}, {"note": "x", "place": "y" * 410_000})
    for key in ("a", "b"):
        for half in halves:
            with pytest.raises(ClientError):
                table.client.update_item(**table.update(key, **half)["Update"])
    assert table.everything() == table.in_box("red") == before
    assert table.in_box("blue") == []


def test_an_index_tells_what_a_scan_tells_whatever_was_done(table: Table) -> None:
    chance = random.Random(10)  # noqa: S311  # the same acts at every run
    boxes, keys = ("red", "blue", "green"), [str(one) for one in range(12)]
    for turn in range(120):
        acts = []
        for key in chance.sample(keys, 3):
            box, place = chance.choice(boxes), str(turn)
            act = chance.choice(("put", "update", "delete", "bare"))
            acts += {
                "put": [table.put(key, box=box, place=place)],
                "update": [table.update(key, box=box, place=place)],
                "delete": [table.delete(key)],
                "bare": [table.put(key, note="in no box")],
            }[act]
        with suppress(ClientError):
            table.transact(*acts, *([table.refused()] if turn % 3 == 0 else []))
        everything = [json.loads(one) for one in table.everything()]
        for box in boxes:
            held = [one for one in everything if one.get("box", {}).get("S") == box]
            assert [json.loads(one) for one in table.in_box(box)] == held


def test_a_transaction_copies_what_it_updates_whatever_the_table_holds(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(table)
    copied = copies(monkeypatch)
    table.transact(table.put("new"), table.update("crowd", "7", box="blue"), table.delete("b"))
    assert copied == ["7", "7"], "what is changed, and what moto's stream calls the old image"
    copied.clear()
    with pytest.raises(ClientError):
        table.transact(table.put("newer"), table.delete("crowd", "8"), table.refused())
    assert copied == []


def test_a_query_looks_at_its_partition_only(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(table)
    table.transact(table.put("a", "1", box="blue", place="1"), table.put("a", "2"))
    looked_at = looks(monkeypatch)
    found = table.client.query(
        TableName=table.name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "a"}},
    )
    assert found["Count"] == 2
    assert len(table.in_box("blue")) == 1
    assert table.in_box("nobody's") == []
    assert looked_at == [2, 1, 0]


def test_asking_for_what_is_not_there_leaves_nothing(table: Table) -> None:
    table.client.get_item(TableName=table.name, Key=table.key("nobody"))
    table.client.delete_item(TableName=table.name, Key=table.key("nobody"))
    table.transact(table.put("a"))
    table.transact(table.delete("a"))
    assert not table.inside.items


def test_a_backup_holds_what_stood_then(table: Table) -> None:
    table.transact(table.put("a", box="red", place="1"), table.put("b"))
    before = table.everything()
    made = table.client.create_backup(TableName=table.name, BackupName="then")["BackupDetails"]
    table.transact(table.update("a", box="blue"), table.delete("b"), table.put("c"))
    restored = f"{table.name}-restored"
    table.client.restore_table_from_backup(TargetTableName=restored, BackupArn=made["BackupArn"])
    found = table.client.scan(TableName=restored)["Items"]
    assert sorted(json.dumps(one, sort_keys=True) for one in found) == before


def test_moto_keeps_no_object_but_what_its_tables_hold(table: Table) -> None:
    from moto.dynamodb.models.dynamo_type import Item

    table.transact(table.put("a"))
    assert Item.instances_tracked == []  # type: ignore[attr-defined]  # moto's own register


def crowd(table: Table) -> None:
    acts = [table.put("crowd", str(one), box="red", place=str(one)) for one in range(CROWD)]
    for start in range(0, CROWD, 100):
        table.transact(*acts[start : start + 100])


def copies(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sort keys of the items that are copied from now on."""
    from moto.dynamodb.models.dynamo_type import Item

    copied: list[str] = []
    original = Item.__deepcopy__

    def deepcopy(self: Any, memo: Any) -> Any:
        copied.append(self.range_key.value)
        return original(self, memo)

    monkeypatch.setattr(Item, "__deepcopy__", deepcopy)
    return copied


def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items each query goes through from now on."""
    from moto.dynamodb.models.table import Table as MotoTable

    looked_at: list[int] = []
    original = MotoTable.all_items

    def all_items(self: Any) -> Any:
        found = original(self)
        looked_at.append(len(found))
        return found

    monkeypatch.setattr(MotoTable, "all_items", all_items)
    return looked_at
