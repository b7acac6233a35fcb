"""Pages to be sealed wait here; what can't be sealed ends in the dead-letter queue."""

from infra.stage.file import Stage
from infra.template.shape import Resources, Template, arn, ref, tags

SEAL_SECONDS = 120
MOST_TRIES = 5
QUEUES = ("SealQueue", "SealDeadLetters", "StreamDeadLetters")
WEEKS_2 = 14 * 24 * 3600


def queues(stage: Stage) -> Resources:
    """The function has six times its own limit to be done with a message, as AWS advises."""
    return {
        "SealQueue": _queue(
            stage,
            "seal",
            {
                "VisibilityTimeout": 6 * SEAL_SECONDS,
                "RedrivePolicy": {
                    "deadLetterTargetArn": arn("SealDeadLetters"),
                    "maxReceiveCount": MOST_TRIES,
                },
            },
        ),
        "SealDeadLetters": _queue(stage, "seal-dead-letters", {}),
        "StreamDeadLetters": _queue(stage, "stream-dead-letters", {}),
        **{f"{name}Policy": _only_tls(name) for name in QUEUES},
        "NoticeTopic": _topic(stage, "notices", None),
        "AlarmTopic": _topic(stage, "alarms", stage.alarm_email),
        "AlarmTopicPolicy": _alarms_publish(),
    }


def _queue(stage: Stage, what: str, more: Template) -> Template:
    properties = {
        "QueueName": f"{stage.prefix}-{what}",
        "MessageRetentionPeriod": WEEKS_2,
        "KmsMasterKeyId": arn("DataKey"),
        "Tags": tags(stage.name),
    }
    return {"Type": "AWS::SQS::Queue", "Properties": {**properties, **more}}


def _only_tls(queue: str) -> Template:
    """A queue's policy may name that queue alone."""
    denied = {
        "Sid": "OnlyTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": arn(queue),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [ref(queue)],
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [denied]},
        },
    }


def _topic(stage: Stage, what: str, email: str | None) -> Template:
    properties: Template = {
        "TopicName": f"{stage.prefix}-{what}",
        "KmsMasterKeyId": arn("DataKey"),
        "Tags": tags(stage.name),
    }
    if email is not None:
        properties["Subscription"] = [{"Protocol": "email", "Endpoint": email}]
    return {"Type": "AWS::SNS::Topic", "Properties": properties}


def _alarms_publish() -> Template:
    allowed = {
        "Sid": "AlarmsAndBudgetsTell",
        "Effect": "Allow",
        "Principal": {"Service": ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]},
        "Action": "sns:Publish",
        "Resource": ref("AlarmTopic"),
        "Condition": {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}},
    }
    return {
        "Type": "AWS::SNS::TopicPolicy",
        "Properties": {
            "Topics": [ref("AlarmTopic")],
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [allowed]},
        },
    }
