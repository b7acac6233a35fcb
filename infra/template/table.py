"""The one table: on demand, point-in-time recovery, own key, TTL, stream, protected."""

from infra.stage.file import Stage
from infra.template.shape import Resources, Template, arn, kept, tags

TABLE = "Table"
SUMMARY_INDEXES = {
    "box": "box",
    "box_state": "box_state",
    "sent": "sent",
    "sent_state": "sent_state",
    "applicant": "applicant",
}
"""Index -> its partition key; each is sorted by ``place`` and carries ``summary``. The truth is
chalicelib/cloud/dynamodb/record.py; a test compares."""


def table_name(stage: Stage) -> str:
    return stage.prefix


def table(stage: Stage) -> Resources:
    names = ["pk", "sk", "place", "open_shard", "next_place", *SUMMARY_INDEXES.values()]
    attributes = [{"AttributeName": one, "AttributeType": "S"} for one in sorted(names)]
    indexes = [_index(name, key, "place", "summary") for name, key in SUMMARY_INDEXES.items()]
    properties = {
        "TableName": table_name(stage),
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes,
        "KeySchema": _keys("pk", "sk"),
        "GlobalSecondaryIndexes": [*indexes, _index("open", "open_shard", "next_place", None)],
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": True,
            "RecoveryPeriodInDays": stage.backup_days,
        },
        "DeletionProtectionEnabled": True,
        "SSESpecification": {
            "SSEEnabled": True,
            "SSEType": "KMS",
            "KMSMasterKeyId": arn("DataKey"),
        },
        "StreamSpecification": {"StreamViewType": "KEYS_ONLY"},
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
        "Tags": tags(stage.name),
    }
    return {TABLE: kept({"Type": "AWS::DynamoDB::Table", "Properties": properties})}


def _index(name: str, partition: str, sort: str, carried: str | None) -> Template:
    projection: Template = {"ProjectionType": "KEYS_ONLY"}
    if carried is not None:
        projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": [carried]}
    return {"IndexName": name, "KeySchema": _keys(partition, sort), "Projection": projection}


def _keys(partition: str, sort: str) -> list[Template]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
