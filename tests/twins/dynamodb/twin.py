"""A twin of DynamoDB on the SDK's own wire, as far as the product uses it.

It answers the bytes that botocore is about to send, so that everything above it is the shipped
code. ``tests/contract/dynamodb`` holds it to what moto and DynamoDB Local answer; whatever the
product does not ask yet it refuses with NotImplementedError.

A transaction that is sent a second time is judged again, by its conditions. DynamoDB answers it
from memory for ten minutes after the first; what is right under the twin is right there, too, and
the other way round it would not be.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from tests.twins.dynamodb.expressions import Bindings, Item, Value, condition, updated
from tests.twins.dynamodb.table import LARGEST_PAGE, Refused, Table, invalid, size_of, table_of

TYPE = "com.amazonaws.dynamodb.v20120810#"
NOWHERE = "http://127.0.0.1:9"
"""Where a client of the twin believes to send; nobody listens there."""
MOST_AT_ONCE = 100
"""Items of a transaction, keys of a batch."""

Body = Mapping[str, Any]
Answer = dict[str, Any]

_ADDRESSED = {"TableName", "Key", "ReturnConsumedCapacity"}
_BOUND = {"ExpressionAttributeNames", "ExpressionAttributeValues"}
_GUARDED = {"ConditionExpression", "ReturnValuesOnConditionCheckFailure", "ReturnValues", *_BOUND}
_KNOWN: Mapping[str, set[str]] = {
    "GetItem": {*_ADDRESSED, "ConsistentRead"},
    "PutItem": {"TableName", "Item", "ReturnConsumedCapacity", *_GUARDED},
    "UpdateItem": {*_ADDRESSED, "UpdateExpression", *_GUARDED},
    "DeleteItem": {*_ADDRESSED, *_GUARDED},
    "Query": {
        "TableName", "IndexName", "KeyConditionExpression", "Limit", "ScanIndexForward",
        "ExclusiveStartKey", "ConsistentRead", "ReturnConsumedCapacity", *_BOUND,
    },
    "BatchGetItem": {"RequestItems", "ReturnConsumedCapacity"},
    "TransactWriteItems": {"TransactItems", "ClientRequestToken", "ReturnConsumedCapacity"},
}  # fmt: skip
_IN_A_TRANSACTION = {"TableName", "Item", "Key", "UpdateExpression", *_GUARDED}


@dataclass(frozen=True)
class Write:
    """One item's part of a write: where it stands, what it becomes, and under which condition."""

    table: Table
    place: tuple[Any, Any]
    before: Item | None
    after: Item | None
    holds: bool
    shows_old: bool

    def carry_out(self) -> None:
        if self.after is not None:
            self.table.put(self.after)
        elif self.before is not None:
            self.table.remove(self.before)


class DynamoTwin:
    """Tables by name. One call at a time, whichever thread it comes from."""

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}
        self._lock = threading.RLock()

    def attach(self, client: Any) -> None:
        """Let this boto3 client call here, and nowhere else."""
        client.meta.events.register_first("before-send.dynamodb", self.carry)

    def carry(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        target = request.headers["X-Amz-Target"]
        operation = (target.decode() if isinstance(target, bytes) else target).partition(".")[2]
        status, answer = self.answer(operation, json.loads(cast("str", request.body)))
        return response(request.url, status, json.dumps(answer))

    def answer(self, operation: str, body: Body) -> tuple[int, Answer]:
        """Status and body, as they go over the wire."""
        known, done_by = _KNOWN.get(operation), self._operations().get(operation)
        if done_by is None or (known is not None and not set(body) <= known):
            raise NotImplementedError(f"{operation} with {set(body) - (known or set())}")
        with self._lock:
            try:
                return 200, done_by(body)
            except Refused as refusal:
                said = {"__type": TYPE + refusal.code, "message": str(refusal), **refusal.more}
                return 400, said

    def clear(self) -> None:
        """Empty tables, as they were made."""
        with self._lock:
            for table in self._tables.values():
                table.partitions.clear()

    def _operations(self) -> Mapping[str, Callable[[Body], Answer]]:
        return {
            "CreateTable": self._create,
            "DescribeTable": self._describe,
            "DeleteTable": self._delete,
            "UpdateTimeToLive": dict,
            "GetItem": self._get,
            "PutItem": lambda body: self._alone({"Put": body}),
            "UpdateItem": lambda body: self._alone({"Update": body}),
            "DeleteItem": lambda body: self._alone({"Delete": body}),
            "Query": self._query,
            "BatchGetItem": self._batch,
            "TransactWriteItems": self._transact,
        }

    # --- tables -------------------------------------------------------------------------------

    def _create(self, body: Body) -> Answer:
        if body["TableName"] in self._tables:
            raise Refused("ResourceInUseException", "Table already exists")
        self._tables[body["TableName"]] = table_of(body)
        return {"TableDescription": self._described(body)}

    def _describe(self, body: Body) -> Answer:
        return {"Table": self._described(self._table(body).definition)}

    def _delete(self, body: Body) -> Answer:
        gone = self._table(body)
        del self._tables[body["TableName"]]
        return {"TableDescription": self._described(gone.definition)}

    def _described(self, definition: Body) -> Answer:
        indexes = definition.get("GlobalSecondaryIndexes", ())
        return {
            **{name: definition[name] for name in ("TableName", "KeySchema")},
            "AttributeDefinitions": definition["AttributeDefinitions"],
            "TableStatus": "ACTIVE",
            "GlobalSecondaryIndexes": [{**one, "IndexStatus": "ACTIVE"} for one in indexes],
        }

    def _table(self, body: Body) -> Table:
        found = self._tables.get(body["TableName"])
        if found is None:
            raise Refused("ResourceNotFoundException", "Requested resource not found")
        return found

    # --- reading ------------------------------------------------------------------------------

    def _get(self, body: Body) -> Answer:
        item = self._table(body).get(body["Key"])
        return {} if item is None else {"Item": item}

    def _batch(self, body: Body) -> Answer:
        keys = [
            (name, key) for name, asked in body["RequestItems"].items() for key in asked["Keys"]
        ]
        if not 0 < len(keys) <= MOST_AT_ONCE:
            raise invalid("Too many items requested for the BatchGetItem call")
        places = [(name, self._table({"TableName": name}).place(key)) for name, key in keys]
        if len(set(places)) < len(places):
            raise invalid("Provided list of item keys contains duplicates")
        found: dict[str, list[Item]] = {name: [] for name in body["RequestItems"]}
        for name, key in keys:
            item = self._tables[name].get(key)
            found[name] += [] if item is None else [item]
        return {"Responses": found, "UnprocessedKeys": {}}

    def _query(self, body: Body) -> Answer:
        table, index, bound = self._table(body), body.get("IndexName"), _bindings(body)
        if index is not None and body.get("ConsistentRead"):
            raise invalid("Consistent reads are not supported on global secondary indexes")
        keys = table.keys if index is None else table.indexes[index]
        holds = condition(body["KeyConditionExpression"])
        entries = table.under(index, _hash_asked(body, keys.hash, bound))
        entries = [one for one in entries if holds(one[1], bound)]
        if not body.get("ScanIndexForward", True):
            entries.reverse()
        entries = _after(body, table, index, entries)
        shown: list[Item] = []
        size = 0
        for _, item in entries:
            shown.append(item)
            size += size_of(item)
            if len(shown) == body.get("Limit") or size > LARGEST_PAGE:
                break
        answer: Answer = {"Items": [table.shown(index, one) for one in shown]}
        answer |= {"Count": len(shown), "ScannedCount": len(shown)}
        if len(shown) < len(entries) or len(shown) == body.get("Limit"):
            names = {table.keys.hash, table.keys.range, keys.hash, keys.range}
            answer["LastEvaluatedKey"] = {name: shown[-1][name] for name in sorted(names)}
        return answer

    # --- writing ------------------------------------------------------------------------------

    def _alone(self, action: Mapping[str, Body]) -> Answer:
        write = self._prepared(action)
        if not write.holds:
            shown = {"Item": write.before} if write.shows_old and write.before else {}
            raise Refused("ConditionalCheckFailedException", "It failed", shown)
        write.carry_out()
        ((_, body),) = action.items()
        wanted = body.get("ReturnValues", "NONE")
        returned = {"NONE": None, "ALL_OLD": write.before, "ALL_NEW": write.after}[wanted]
        return {} if returned is None else {"Attributes": returned}

    def _transact(self, body: Body) -> Answer:
        actions = body["TransactItems"]
        if not 0 < len(actions) <= MOST_AT_ONCE:
            raise invalid("Member must have length less than or equal to 100")
        for one in actions:
            ((_, inner),) = one.items()
            if not set(inner) <= _IN_A_TRANSACTION:
                raise NotImplementedError(f"a transaction with {set(inner) - _IN_A_TRANSACTION}")
        writes = [self._prepared(one) for one in actions]
        places = [(id(one.table), one.place) for one in writes]
        if len(set(places)) < len(places):
            raise invalid("Transaction request cannot include multiple operations on one item")
        self._check_conditions(writes)
        for one in writes:
            one.carry_out()
        return {}

    def _check_conditions(self, writes: list[Write]) -> None:
        if all(one.holds for one in writes):
            return
        reasons = [_reason(one) for one in writes]
        codes = ", ".join(str(one["Code"]) for one in reasons)
        why, told = f"Transaction cancelled: [{codes}]", {"CancellationReasons": reasons}
        raise Refused("TransactionCanceledException", why, told)

    def _prepared(self, action: Mapping[str, Body]) -> Write:
        ((kind, body),) = action.items()
        if kind not in {"Put", "Update", "Delete"}:
            raise NotImplementedError(f"the twin has no {kind}")
        table, bound = self._table(body), _bindings(body)
        place = table.place(body.get("Item") or body["Key"])
        before = table.partitions.get(place[0], {}).get(place[1])
        after: Item | None = None
        if kind == "Put":
            after = dict(body["Item"])
        elif kind == "Update":
            after = updated(before or dict(body["Key"]), body["UpdateExpression"], bound)
        if after is not None:
            table.check(after)
        guard = body.get("ConditionExpression")
        holds = guard is None or condition(guard)(before, bound)
        shows_old = body.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
        return Write(table, place, before, after, holds, shows_old)


class _Read(BytesIO):
    """What botocore reads a body from."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def response(url: str, status: int, body: str | bytes) -> AWSResponse:
    """As if it had come over a socket."""
    read = _Read(body.encode() if isinstance(body, str) else body)
    return AWSResponse(url, status, HTTPHeaders(), read)


def _bindings(body: Body) -> Bindings:
    values: Mapping[str, Value] = body.get("ExpressionAttributeValues", {})
    return Bindings(body.get("ExpressionAttributeNames", {}), values)


def _hash_asked(body: Body, name: str, bound: Bindings) -> Any:
    """The hash value of a key condition: ``#0 = :0``, alone or as the first of two."""
    path, sign, token = body["KeyConditionExpression"].strip("(").replace(")", " ").split()[:3]
    if sign != "=" or bound.name(path) != name:
        raise invalid("Query condition missed key schema element")
    (text,) = bound.values[token].values()
    return text


def _after(body: Body, table: Table, index: str | None, entries: list[Any]) -> list[Any]:
    """What comes after the start key; by its order, for that item may be gone."""
    start = body.get("ExclusiveStartKey")
    if start is None:
        return entries
    place = table.place(start)
    mark = (place[1],) if index is None else ((table.indexes[index].of(start) or place)[1], *place)
    forward = body.get("ScanIndexForward", True)
    return [one for one in entries if (one[0] > mark if forward else one[0] < mark)]


def _reason(write: Write) -> dict[str, Any]:
    if write.holds:
        return {"Code": "None"}
    reason: dict[str, Any] = {"Code": "ConditionalCheckFailed", "Message": "It failed"}
    if write.shows_old and write.before is not None:
        reason["Item"] = write.before
    return reason
