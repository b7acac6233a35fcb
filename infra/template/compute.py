"""Functions as resources, and what starts each of them."""

import json
from dataclasses import dataclass

from chalicelib.kernel.lanes import OF_REQUESTS
from infra.stage.file import Stage
from infra.template.environment import environment
from infra.template.functions import Function, functions
from infra.template.roles import role_name
from infra.template.shape import Resources, Template, arn, ref, tags
from infra.template.table_in_use import stream_in_use

API = "APIHandler"


@dataclass(frozen=True)
class Code:
    """Where the package and the layer stand: keys in the artifacts' bucket, named by their
    hashes. ``runtime`` is that of the Python that packaged them, e.g. python3.11."""

    bucket: str
    package: str
    layer: str
    runtime: str


@dataclass(frozen=True)
class Schedule:
    """``expression`` as EventBridge reads it; ``says``: the function's event."""

    logical: str
    function: str
    expression: str
    says: dict[str, str]


SCHEDULES = (
    Schedule("EveryMinuteSweep", "Sweep", "rate(1 minute)", {"lane": "quick"}),
    Schedule("EveryMinuteSealing", "DrainOutbox", "rate(1 minute)", {"lane": "sealing"}),
    Schedule("EveryMinuteCatalogue", "Catalogue", "rate(1 minute)", {"lane": "catalogue"}),
    # A list counts for 24 hours; hourly, so that the alarm rings 22 hours before any lapses.
    Schedule("EveryHourStatuses", "Statuses", "rate(1 hour)", {}),
)


def compute(stage: Stage, code: Code) -> Resources:
    found: Resources = {"SealingLayer": _layer(stage, code)}
    for one in functions(stage):
        found[f"{one.logical}Logs"] = _log_group(stage, one)
        found[one.logical] = _made(stage, one, code)
    for schedule in SCHEDULES:
        found[schedule.logical] = _rule(stage, schedule)
        found[f"{schedule.logical}Permission"] = _permission(schedule)
    return {**found, **_sources()}


def _made(stage: Stage, function: Function, code: Code) -> Template:
    make = api if function.logical == API else _function
    return make(stage, function, code)


def api(stage: Stage, function: Function, code: Code) -> Template:
    """What is merged into Chalice's own API function, which knows nothing of our package."""
    return {
        "DependsOn": [f"{function.logical}Logs"],
        "Properties": {
            "FunctionName": f"{stage.prefix}-{function.name}",
            "CodeUri": {"Bucket": code.bucket, "Key": code.package},
            "Runtime": code.runtime,
            "Architectures": ["arm64"],
            "Environment": environment(stage, function),
            "Role": arn(role_name(function)),
        },
    }


def _function(stage: Stage, function: Function, code: Code) -> Template:
    properties: Template = {
        "FunctionName": f"{stage.prefix}-{function.name}",
        "Runtime": code.runtime,
        "Architectures": ["arm64"],
        "Handler": function.handler,
        "MemorySize": function.memory,
        "Timeout": function.seconds,
        "Code": {"S3Bucket": code.bucket, "S3Key": code.package},
        "Environment": environment(stage, function),
        "Role": arn(role_name(function)),
        "TracingConfig": {"Mode": "PassThrough"},
        "Tags": tags(stage.name),
    }
    if function.concurrency is not None:
        properties["ReservedConcurrentExecutions"] = function.concurrency
    if function.has_layer:
        properties["Layers"] = [ref("SealingLayer")]
        properties["EphemeralStorage"] = {"Size": 512}
    return {
        "Type": "AWS::Lambda::Function",
        "DependsOn": [f"{function.logical}Logs"],
        "Properties": properties,
    }


def _layer(stage: Stage, code: Code) -> Template:
    return {
        "Type": "AWS::Lambda::LayerVersion",
        "Properties": {
            "LayerName": f"{stage.prefix}-sealing",
            "Description": "Typst, pyHanko, fonts: for the sealing function alone",
            "CompatibleRuntimes": [code.runtime],
            "CompatibleArchitectures": ["arm64"],
            "Content": {"S3Bucket": code.bucket, "S3Key": code.layer},
        },
    }


def _log_group(stage: Stage, function: Function) -> Template:
    return {
        "Type": "AWS::Logs::LogGroup",
        "Properties": {
            "LogGroupName": f"/aws/lambda/{stage.prefix}-{function.name}",
            "RetentionInDays": stage.log_days,
            "KmsKeyId": arn("DataKey"),
            "Tags": tags(stage.name),
        },
    }


def _rule(stage: Stage, schedule: Schedule) -> Template:
    target = {"Id": "function", "Arn": arn(schedule.function), "Input": json.dumps(schedule.says)}
    return {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "Name": f"{stage.prefix}-{schedule.logical}",
            "ScheduleExpression": schedule.expression,
            "State": "ENABLED",
            "Targets": [target],
        },
    }


def _permission(schedule: Schedule) -> Template:
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "FunctionName": ref(schedule.function),
            "Action": "lambda:InvokeFunction",
            "Principal": "events.amazonaws.com",
            "SourceArn": arn(schedule.logical),
        },
    }


def _sources() -> Resources:
    new_entries = {
        "eventName": ["INSERT"],
        # Lists have a worker and a schedule of their own.
        "dynamodb": {"Keys": {"pk": {"S": [{"prefix": f"OUT#{lane}#"} for lane in OF_REQUESTS]}}},
    }
    stream = {
        "EventSourceArn": stream_in_use(),
        "FunctionName": ref("DrainOutbox"),
        "StartingPosition": "LATEST",
        "BatchSize": 100,
        # The entry stands in the table whatever becomes of its record here; schedules find it.
        "MaximumRecordAgeInSeconds": 300,
        "MaximumRetryAttempts": 2,
        "BisectBatchOnFunctionError": True,
        "FilterCriteria": {"Filters": [{"Pattern": json.dumps(new_entries)}]},
        "DestinationConfig": {"OnFailure": {"Destination": arn("StreamDeadLetters")}},
    }
    seals = {
        "EventSourceArn": arn("SealQueue"),
        "FunctionName": ref("Seal"),
        "BatchSize": 5,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": 10},
    }
    return {
        "OutboxStream": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": stream},
        "SealMessages": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": seals},
    }
