"""Both DynamoDB backends keep what they acknowledged, and stay on this machine."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
import pytest

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


@pytest.fixture
def table(dynamodb_endpoint: str) -> Iterator["Table"]:
    resource = boto3.resource("dynamodb", endpoint_url=dynamodb_endpoint, region_name="cn-north-1")
    made = resource.create_table(
        TableName=f"numbers-{uuid4().hex}",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield made
    made.delete()


def append_once(table: "Table", number: int) -> bool:
    """Append in a transaction that also claims ``number``; True if acknowledged."""
    client = table.meta.client
    claim = {"pk": f"claim-{number}"}
    append = {
        "Key": {"pk": "list"},
        "UpdateExpression": "SET entries = list_append(entries, :new)",
        "ExpressionAttributeValues": {":new": [number]},
    }
    condition = "attribute_not_exists(pk)"
    for _ in range(200):
        try:
            client.transact_write_items(
                TransactItems=[
                    {"Update": {"TableName": table.name, **append}},  # type: ignore[typeddict-item]  # a split literal
                    {
                        "Put": {
                            "TableName": table.name,
                            "Item": claim,
                            "ConditionExpression": condition,
                        }
                    },
                ]
            )
        except client.exceptions.TransactionCanceledException as refusal:
            if "TransactionConflict" in str(refusal):
                continue  # DynamoDB's way to say: another one was at it, ask again
            return False
        return True
    raise AssertionError("never got its turn")


def test_no_acknowledged_append_is_lost_beside_transactions_that_fail(table: "Table") -> None:
    with table.batch_writer() as batch:  # moto's fault needs a table that is slow to copy
        for number in range(200):
            batch.put_item(Item={"pk": f"other-{number}", "map": {str(n): "x" for n in range(20)}})
    table.put_item(Item={"pk": "list", "entries": []})
    numbers = [number for number in range(48) for _ in range(2)]  # the second of each must fail
    with ThreadPoolExecutor(16) as pool:
        acknowledged = sum(pool.map(append_once, repeat(table), numbers))
    entries = table.get_item(Key={"pk": "list"}, ConsistentRead=True)["Item"]["entries"]
    assert acknowledged == 48
    assert sorted(int(str(entry)) for entry in entries) == list(range(48))  # type: ignore[union-attr]  # a list, as written


def test_a_transaction_that_fails_leaves_every_item_as_it_was(table: "Table") -> None:
    table.put_item(Item={"pk": "list", "entries": [1]})
    table.put_item(Item={"pk": "claim-2"})
    assert append_once(table, 2) is False
    assert table.get_item(Key={"pk": "list"})["Item"]["entries"] == [1]
    assert table.get_item(Key={"pk": "claim-2"})["Item"] == {"pk": "claim-2"}


def test_a_conditional_put_is_won_by_exactly_one_of_16(table: "Table") -> None:
    def put(number: int) -> bool:
        try:
            table.put_item(
                Item={"pk": "jti", "by": number}, ConditionExpression="attribute_not_exists(pk)"
            )
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(put, range(16))) == 1


def test_the_endpoint_is_on_the_loopback(dynamodb_endpoint: str) -> None:
    assert dynamodb_endpoint.startswith("http://127.0.0.1:")
