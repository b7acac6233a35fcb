"""The state machines of step_functions/, each file one machine, with logging."""

import json
from pathlib import Path

from infra.deploy.stage_file import Stage
from infra.template.grants import Grant
from infra.template.roles import role
from infra.template.shape import Resources, Template, arn, sub, tags

DEFINITIONS = Path(__file__).resolve().parents[2] / "step_functions"
MACHINE = "RequestDeadline"
TASK = "PassDeadline"
_INVOKE = "arn:${Partition}:states:::lambda:invoke"
_LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)


def machines(stage: Stage) -> Resources:
    """Standard workflows: they wait for days, and are billed by transition (docs/cost.md)."""
    text = definition(DEFINITIONS / "request_deadline.asl.json")
    return {
        MACHINE: _machine(stage, "request-deadline", text),
        f"{MACHINE}Role": _role(stage),
        f"{MACHINE}Logs": _logs(stage),
    }


def substitutions() -> Template:
    invoke = sub("arn:${AWS::Partition}:states:::lambda:invoke")
    return {"LambdaInvoke": invoke, "PassDeadlineFunctionArn": arn(TASK)}


def definition(path: Path) -> str:
    """The file, compact. A whole ARN stands behind one placeholder: cfn-lint knows no other
    form, and knows no partition but aws."""
    text = path.read_text("utf-8").replace(_INVOKE, "${LambdaInvoke}")
    return json.dumps(json.loads(text), ensure_ascii=False)


def _machine(stage: Stage, name: str, text: str) -> Template:
    logging = {
        # Only failures, and never the input: ids and times are in the store.
        "Level": "ERROR",
        "IncludeExecutionData": False,
        "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": arn(f"{MACHINE}Logs")}}],
    }
    return {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "StateMachineName": f"{stage.prefix}-{name}",
            "StateMachineType": "STANDARD",
            "DefinitionString": text,
            "DefinitionSubstitutions": substitutions(),
            "RoleArn": arn(f"{MACHINE}Role"),
            "LoggingConfiguration": logging,
            "Tags": tags(stage.name),
        },
    }


def _role(stage: Stage) -> Template:
    grants = (
        Grant("PassDeadline", ("lambda:InvokeFunction",), (arn(TASK),)),
        Grant(
            "LogDelivery",
            _LOG_DELIVERY,
            ("*",),
            why="CloudWatch's log delivery knows no resource; Step Functions asks for it",
        ),
    )
    return role(stage, f"{stage.prefix}-request-deadline", "states.amazonaws.com", grants)


def _logs(stage: Stage) -> Template:
    return {
        "Type": "AWS::Logs::LogGroup",
        "Properties": {
            # AWS's own prefix: other names count against the size of a resource policy.
            "LogGroupName": f"/aws/vendedlogs/states/{stage.prefix}-request-deadline",
            "RetentionInDays": stage.log_days,
            "KmsKeyId": arn("DataKey"),
            "Tags": tags(stage.name),
        },
    }
