"""What a function may do, in the words of what it does: each grant becomes one IAM statement."""

from dataclasses import dataclass, field
from typing import Any

from infra.template.keys import logical
from infra.template.shape import Template, arn, sub
from infra.template.table_in_use import arn_in_use, indexes_in_use, stream_in_use


@dataclass(frozen=True)
class Grant:
    """``why`` is asked of a grant on every resource, and of that only."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[Any, ...]
    condition: Template = field(default_factory=dict)
    why: str = ""

    def statement(self) -> Template:
        made: Template = {
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": list(self.actions),
            "Resource": list(self.resources),
        }
        return {**made, "Condition": self.condition} if self.condition else made


def table_work() -> tuple[Grant, ...]:
    """Reads by key and index, writes in transactions; no scan, no administration."""
    on_items = (
        "dynamodb:GetItem",
        "dynamodb:BatchGetItem",
        "dynamodb:Query",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DescribeTable",
    )
    through = sub("dynamodb.${AWS::Region}.${AWS::URLSuffix}")
    return (
        Grant("Items", on_items, (arn_in_use(),)),
        Grant("Indexes", ("dynamodb:Query",), (indexes_in_use(),)),
        Grant(
            "TableKey",
            ("kms:Decrypt", "kms:DescribeKey"),
            (arn("DataKey"),),
            {"StringEquals": {"kms:ViaService": through}},
        ),
        Grant("Secrets", ("kms:Encrypt", "kms:Decrypt"), (arn("WrappingKey"), arn("DigestKey"))),
    )


def stream_read() -> tuple[Grant, ...]:
    return (
        Grant(
            "Stream",
            ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
            (stream_in_use(),),
        ),
        Grant(
            "StreamsOfTheAccount",
            ("dynamodb:ListStreams",),
            ("*",),
            why="dynamodb:ListStreams knows no resource; the event source mapping asks for it",
        ),
    )


def signs(*keys: str) -> Grant:
    """Sign with these keys, and know their public halves."""
    found = tuple(arn(logical(key)) for key in keys)
    return Grant("Sign" + _joined(keys), ("kms:Sign", "kms:GetPublicKey"), found)


def knows(*keys: str) -> Grant:
    """The public halves only, for the published key set."""
    found = tuple(arn(logical(key)) for key in keys)
    return Grant("Know" + _joined(keys), ("kms:GetPublicKey",), found)


def reads(bucket: str, *prefixes: str) -> tuple[Grant, ...]:
    """Objects below the prefixes; listing tells an absent file from a forbidden one (a condition
    on the prefix would not: S3 asks for the listing without one)."""
    found = tuple(sub(f"${{{bucket}.Arn}}/{prefix}*") for prefix in prefixes)
    return (
        Grant(f"Read{bucket}", ("s3:GetObject",), found),
        Grant(f"List{bucket}", ("s3:ListBucket",), (arn(bucket),)),
    )


def writes(bucket: str, *prefixes: str) -> Grant:
    found = tuple(sub(f"${{{bucket}.Arn}}/{prefix}*") for prefix in prefixes)
    return Grant(f"Write{bucket}", ("s3:PutObject",), found)


def erases(bucket: str, *prefixes: str) -> tuple[Grant, ...]:
    """With every version: what was erased must not come back from one."""
    found = tuple(sub(f"${{{bucket}.Arn}}/{prefix}*") for prefix in prefixes)
    deleted = ("s3:DeleteObject", "s3:DeleteObjectVersion")
    return (Grant(f"Erase{bucket}", deleted, found), looks(bucket))


def looks(bucket: str) -> Grant:
    """Whether anything is left, in any version (the report of an erasure)."""
    return Grant(f"Look{bucket}", ("s3:ListBucketVersions",), (arn(bucket),))


def private_key() -> Grant:
    """The private bucket's own encryption."""
    through = sub("s3.${AWS::Region}.${AWS::URLSuffix}")
    condition = {"StringEquals": {"kms:ViaService": through}}
    actions = ("kms:Decrypt", "kms:GenerateDataKey")
    return Grant("PrivateBucketKey", actions, (arn("DataKey"),), condition)


def timers(*machines: str) -> tuple[Grant, ...]:
    executions = [one.replace(":stateMachine:", ":execution:") + ":*" for one in machines]
    return (
        Grant("StartTimers", ("states:StartExecution",), tuple(map(sub, machines))),
        Grant("StopTimers", ("states:StopExecution",), tuple(map(sub, executions))),
    )


def sends_to_seal() -> tuple[Grant, ...]:
    return (Grant("AskForSeals", ("sqs:SendMessage",), (arn("SealQueue"),)),)


def takes_from_seal() -> tuple[Grant, ...]:
    taken = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
    return (Grant("TakeSeals", taken, (arn("SealQueue"),)), queue_key())


def queue_key() -> Grant:
    """Queues and topics are encrypted."""
    through = [sub(f"{one}.${{AWS::Region}}.${{AWS::URLSuffix}}") for one in ("sqs", "sns")]
    condition = {"StringEquals": {"kms:ViaService": through}}
    actions = ("kms:Decrypt", "kms:GenerateDataKey")
    return Grant("QueueKey", actions, (arn("DataKey"),), condition)


def tells() -> tuple[Grant, ...]:
    return (Grant("Tell", ("sns:Publish",), ({"Ref": "NoticeTopic"},)), queue_key())


def drops_stream() -> Grant:
    return Grant("DropStream", ("sqs:SendMessage",), (arn("StreamDeadLetters"),))


def endorses() -> tuple[Grant, ...]:
    """Renews the day's response key and publishes the key set before using it."""
    return (signs("root"), knows("proof", "status"))


def _joined(keys: tuple[str, ...]) -> str:
    return "".join(logical(key).removesuffix("Key") for key in keys)
