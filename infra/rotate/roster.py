"""The roster of signing keys in a stage's table, as the operator's commands reach it; the product
has its own way there (chalicelib/keys/adapters/roster_table.py)."""

from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.kernel.times.clock import instant
from chalicelib.keys.adapters.roster_store import NAME, KeptRoster, read_unchecked
from chalicelib.keys.domain.roster import KeyRoster
from infra.deploy.stack.change_sets import Stack
from infra.deploy.tables import keyring_item, table_in_use
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem
from infra.template.keys import alias

DIGEST = "digest"


class CloudRoster:
    """The RosterStore over a client of boto3."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def read(self) -> bytes | None:
        return keyring_item(self._dynamodb, self._table, NAME)

    def swap(self, old: bytes | None, new: bytes) -> bool:
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if old is not None:
            condition = {
                "ConditionExpression": "doc = :old",
                "ExpressionAttributeValues": {":old": {"B": old}},
            }
        item = {"pk": {"S": "KEYRING"}, "sk": {"S": NAME}, "doc": {"B": new}}
        try:
            self._dynamodb.put_item(TableName=self._table, Item=item, **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            # botocore may have repeated a write of ours that got no answer.
            return self.read() == new
        return True


class Now:
    """The operator's clock, cut to the millisecond."""

    def now(self) -> datetime:
        return instant(datetime.now(UTC))


def roster_of_stage(stage: Stage, cloud: Cloud) -> KeptRoster:
    """2 reads and 1 decryption. Raises DeployProblem where the stage has never run."""
    dynamodb, table = cloud.client("dynamodb"), _table(stage, cloud)
    sealed = None if table is None else keyring_item(dynamodb, table, DIGEST)
    if sealed is None or table is None:
        raise DeployProblem(
            f"{stage.name} 没有部署,或者还一次都没有运行过:没有密钥可以更换",
            NOTHING_TOUCHED,
            f"mianzheng status --stage {stage.name}",
        )
    opened = cloud.client("kms").decrypt(
        KeyId=alias(stage, DIGEST), CiphertextBlob=sealed, EncryptionContext={"name": DIGEST}
    )
    return KeptRoster(CloudRoster(dynamodb, table), opened["Plaintext"], Now())


def shown_roster(stage: Stage, cloud: Cloud) -> KeyRoster:
    """To be shown only: 1 read, no key."""
    table = _table(stage, cloud)
    text = None if table is None else keyring_item(cloud.client("dynamodb"), table, NAME)
    return KeyRoster() if text is None else read_unchecked(text)


def _table(stage: Stage, cloud: Cloud) -> str | None:
    """The one in use; None where nothing is deployed."""
    stack = Stack(stage.prefix, cloud)
    return None if stack.status() is None else table_in_use(stage, stack)
