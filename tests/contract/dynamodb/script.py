"""A table's life in calls: each way in which the product uses DynamoDB, and each way in which it
may be refused. One script for every backend, and what each of them answered."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from chalicelib.cloud.dynamodb.record import bind
from tests.twins.dynamodb.twin import NOWHERE, DynamoTwin

REGION = "cn-north-1"

Call = tuple[str, dict[str, Any]]
PK, SK = {"#0": "pk"}, {"#0": "pk", "#1": "sk"}
ABSENT, STANDS = "attribute_not_exists (#0)", "attribute_exists (#0)"


def key(hash_: str, range_: str) -> dict[str, Any]:
    return {"pk": {"S": hash_}, "sk": {"S": range_}}


def put(item: Mapping[str, Any], guard: str | None = None, **more: Any) -> Call:
    return "put_item", {"Item": dict(item), **_guarded(guard), **more}


def get(hash_: str, range_: str) -> Call:
    return "get_item", {"Key": key(hash_, range_), "ConsistentRead": True}


def query(condition: str, values: Mapping[str, str], names: Mapping[str, str], **more: Any) -> Call:
    body: dict[str, Any] = {"KeyConditionExpression": condition, **more}
    body["ExpressionAttributeNames"] = dict(names)
    body["ExpressionAttributeValues"] = {name: {"S": text} for name, text in values.items()}
    return "query", body


def transact(*items: Mapping[str, Any]) -> Call:
    return "transact_write_items", {"TransactItems": list(items)}


def save(item: Mapping[str, Any], guard: str | None = None, **more: Any) -> dict[str, Any]:
    return {"Put": {"Item": dict(item), **_guarded(guard), **more}}


def _guarded(guard: str | None) -> dict[str, Any]:
    if guard is None:
        return {}
    return {"ConditionExpression": guard, "ExpressionAttributeNames": PK}


def _revision(hash_: str, range_: str, number: int, guard: str, expected: int) -> dict[str, Any]:
    """A save on top of what was read."""
    return {
        "Put": {
            "Item": {**key(hash_, range_), "revision": {"N": str(number)}},
            "ConditionExpression": guard,
            "ExpressionAttributeNames": {"#0": "revision"},
            "ExpressionAttributeValues": {":0": {"N": str(expected)}},
        }
    }


def _join(hash_: str, range_: str, digest: str, *members: str) -> dict[str, Any]:
    """As a request joins its case: the first one fixes the digest, each adds itself."""
    return {
        "Update": {
            "Key": key(hash_, range_),
            "UpdateExpression": "SET #0 = :0 ADD #1 :1",
            "ConditionExpression": "(attribute_not_exists (#2) OR #0 = :0)",
            "ExpressionAttributeNames": {"#0": "digest", "#1": "members", "#2": "pk"},
            "ExpressionAttributeValues": {":0": {"S": digest}, ":1": {"SS": list(members)}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def _count(most: int, **more: Any) -> Call:
    return "update_item", {
        "Key": key("COUNT", "c"),
        "UpdateExpression": "SET #0 = :0 ADD #1 :1",
        "ConditionExpression": "(attribute_not_exists (#1) OR #1 < :2)",
        "ExpressionAttributeNames": {"#0": "expires", "#1": "tally"},
        "ExpressionAttributeValues": {
            ":0": {"N": "1900000000"},
            ":1": {"N": "1"},
            ":2": {"N": str(most)},
        },
        **more,
    }


def _rows() -> Iterator[Call]:
    """Items of one partition, some of them in two indexes, one in none."""
    for number in range(9):
        item = {**key("P", f"EVENT#{number}"), "summary": {"B": bytes([number])}}
        item |= {"owner": {"S": "not shown in an index"}}
        if number != 4:
            item |= {"box": {"S": "in#1"}, "place": {"S": f"{9 - number}"}}
        if number % 2:
            item |= {"open_shard": {"S": "OPEN#0"}, "next_place": {"S": f"{number}"}}
        yield put(item)
    yield put(key("P", "OTHER#1"))
    yield put({**key("P", "EVENT#3"), "box": {"S": "in#2"}, "place": {"S": "1"}})  # moves
    yield put(key("P", "EVENT#5"))  # leaves the indexes


READS: list[Call] = [
    query("#0 = :0", {":0": "P"}, PK, ConsistentRead=True),
    query("#0 = :0", {":0": "Q"}, PK, ConsistentRead=True),
    query("#0 = :0", {":0": "P"}, PK, ConsistentRead=True, ScanIndexForward=False, Limit=3),
    query("(#0 = :0 AND begins_with (#1, :1))", {":0": "P", ":1": "EVENT#"}, SK),
    query("(#0 = :0 AND #1 < :1)", {":0": "P", ":1": "EVENT#5"}, SK),
    query("(#0 = :0 AND #1 > :1)", {":0": "P", ":1": "EVENT#5"}, SK, ScanIndexForward=False),
    query("(#0 = :0 AND #1 >= :1)", {":0": "P", ":1": "EVENT#5"}, SK, Limit=2),
    query("(#0 = :0 AND #1 <= :1)", {":0": "P", ":1": "EVENT#5"}, SK),
    query("#0 = :0", {":0": "in#1"}, {"#0": "box"}, IndexName="box"),
    query("#0 = :0", {":0": "in#2"}, {"#0": "box"}, IndexName="box"),
    query("#0 = :0", {":0": "in#1"}, {"#0": "box"}, IndexName="box", ScanIndexForward=False),
    query("(#0 = :0 AND #1 > :1)", {":0": "in#1", ":1": "5"},
          {"#0": "box", "#1": "place"}, IndexName="box", Limit=2),
    query("(#0 = :0 AND #1 < :1)", {":0": "OPEN#0", ":1": "6"},
          {"#0": "open_shard", "#1": "next_place"}, IndexName="open"),
    query("#0 = :0", {":0": "in#1"}, {"#0": "box"}, IndexName="box", ConsistentRead=True),
    ("batch_get_item", {"RequestItems": [key("P", "OTHER#1"), key("P", "none"),
                                         key("P", "EVENT#1")]}),
    ("batch_get_item", {"RequestItems": [key("P", "OTHER#1"), key("P", "OTHER#1")]}),
]  # fmt: skip

WRITES: list[Call] = [
    get("A", "1"),
    put({**key("A", "1"), "revision": {"N": "1"}, "doc": {"B": b"\0\xff"}}, ABSENT),
    put({**key("A", "1"), "revision": {"N": "2"}}, ABSENT),
    get("A", "1"),
    put({**key("A", "2"), "kind": {"S": "样例"}}),
    put({**key("A", "2"), "members": {"SS": ["b", "a"]}}),
    get("A", "2"),
    put({**key("A", "3"), "doc": {"B": b"x" * 410_000}}),
    put({**key("A", "3"), "box": {"S": ""}, "place": {"S": "1"}}),
    put({**key("", "3")}),
    ("delete_item", {"Key": key("A", "2"), **_guarded(STANDS)}),
    ("delete_item", {"Key": key("A", "2"), **_guarded(STANDS)}),
    ("delete_item", {"Key": key("A", "2")}),
    get("A", "2"),
    _count(2, ReturnValues="ALL_NEW"),
    _count(2, ReturnValues="ALL_NEW"),
    _count(2),
    get("COUNT", "c"),
    # A transaction: all of it or nothing, and each refusal at its place.
    transact(save(key("T", "1"), ABSENT), save(key("T", "2"))),
    transact(
        save(key("T", "3")),
        save({**key("T", "1"), "nonce": {"S": "n"}}, ABSENT,
             ReturnValuesOnConditionCheckFailure="ALL_OLD"),
        save(key("T", "2"), ABSENT),
        save(key("T", "4"), ABSENT, ReturnValuesOnConditionCheckFailure="ALL_OLD"),
    ),
    get("T", "3"),
    get("T", "4"),
    transact(_revision("A", "1", 2, "#0 = :0", 1)),
    transact(_revision("A", "1", 2, "#0 = :0", 1)),
    transact(_revision("A", "9", 2, "#0 = :0", 1)),
    get("A", "1"),
    transact({"Delete": {"Key": key("T", "2"), **_guarded(STANDS)}}, save(key("T", "5"))),
    transact({"Delete": {"Key": key("T", "2"), **_guarded(STANDS)}}, save(key("T", "6"))),
    get("T", "2"),
    get("T", "5"),
    get("T", "6"),
    transact(_join("CASE", "1", "d1", "r1")),
    transact(_join("CASE", "1", "d1", "r2", "r1"), save(key("T", "7"))),
    transact(_join("CASE", "1", "d2", "r3"), save(key("T", "8"))),
    get("CASE", "1"),
    get("T", "8"),
    transact(save(key("T", "9")), save(key("T", "9"))),
    transact(*(save(key("U", str(number))) for number in range(100))),
    transact(*(save(key("V", str(number))) for number in range(101))),
    query("#0 = :0", {":0": "U"}, PK, ConsistentRead=True, Limit=100),
    query("#0 = :0", {":0": "V"}, PK, ConsistentRead=True),
]  # fmt: skip


class Backend:
    """A new table of ours, in the twin or behind an endpoint."""

    def __init__(self, where: DynamoTwin | str) -> None:
        endpoint = where if isinstance(where, str) else NOWHERE
        self.name = f"script-{uuid4().hex}"
        record = bind(self.name, REGION, endpoint)
        self.client: Any = record._get_connection().connection.client
        if not isinstance(where, str):
            where.attach(self.client)
        record.create_table(wait=True)

    def answers(self) -> list[tuple[str, object]]:
        """What was asked, and what was answered to it."""
        calls = [*WRITES, *_rows(), *READS]
        return [(f"{number} {call}", self.answer(*call)) for number, call in enumerate(calls)]

    def pages(self, index: str | None) -> list[object]:
        """A partition read in pages of two, by the marks that the backend gives."""
        where = {"IndexName": index} if index else {}
        name = "box" if index else "pk"
        _, body = query("#0 = :0", {":0": "in#1" if index else "P"}, {"#0": name}, **where)
        found: list[object] = []
        while True:
            page = self.client.query(TableName=self.name, Limit=2, **body)
            found += [one["sk"]["S"] for one in page["Items"]]
            if "LastEvaluatedKey" not in page:
                return found
            body["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def answer(self, operation: str, body: Mapping[str, Any]) -> object:
        try:
            answer = getattr(self.client, operation)(**self._addressed(operation, body))
        except ClientError as refusal:
            return _refused(refusal.response)
        if operation == "batch_get_item":
            return sorted(_sorted(answer["Responses"][self.name]), key=str)
        told = ("Item", "Items", "Count", "Attributes")
        return {name: _sorted(answer[name]) for name in told if name in answer}

    def _addressed(self, operation: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "batch_get_item":
            asked = {"Keys": body["RequestItems"], "ConsistentRead": True}
            return {"RequestItems": {self.name: asked}}
        if operation != "transact_write_items":
            return {"TableName": self.name, **body}
        return {
            "TransactItems": [
                {kind: {"TableName": self.name, **inner} for kind, inner in one.items()}
                for one in body["TransactItems"]
            ]
        }


def _refused(response: Any) -> object:
    reasons = [
        (one.get("Code"), _sorted(one.get("Item")))
        for one in response.get("CancellationReasons", ())
    ]
    return response["Error"]["Code"], reasons


def _sorted(value: Any) -> Any:
    """A set has no order, whatever the wire gives it."""
    if isinstance(value, list):
        return [_sorted(one) for one in value]
    if isinstance(value, dict):
        return {
            name: sorted(one) if name == "SS" else _sorted(one)
            for name, one in sorted(value.items())
        }
    return value
