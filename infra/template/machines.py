"""The state machines of step_functions/, each file one machine, with logging."""

import json
from dataclasses import dataclass
from pathlib import Path

from infra.stage.file import Stage
from infra.template.grants import Grant
from infra.template.roles import role
from infra.template.shape import Resources, Template, arn, sub, tags

DEFINITIONS = Path(__file__).resolve().parents[2] / "step_functions"


@dataclass(frozen=True)
class Machine:
    """``logical`` in the template, ``name`` behind the stage's prefix; its file calls ``task``,
    by the placeholder of that function's ARN."""

    logical: str
    name: str
    task: str

    @property
    def file(self) -> Path:
        return DEFINITIONS / f"{self.name.replace('-', '_')}.asl.json"


REQUESTS = Machine("RequestDeadline", "request-deadline", "PassDeadline")
ADJUSTMENTS = Machine("AdjustmentDeadline", "adjustment-deadline", "PassAdjustment")
EVERY = (REQUESTS, ADJUSTMENTS)
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
    made: Resources = {}
    for one in EVERY:
        made[one.logical] = _machine(stage, one)
        made[f"{one.logical}Role"] = _role(stage, one)
        made[f"{one.logical}Logs"] = _logs(stage, one)
    return made


def substitutions(machine: Machine) -> Template:
    invoke = sub("arn:${AWS::Partition}:states:::lambda:invoke")
    return {"LambdaInvoke": invoke, f"{machine.task}FunctionArn": arn(machine.task)}


def definition(path: Path) -> str:
    """The file, compact. A whole ARN stands behind one placeholder: cfn-lint knows no other
    form, and knows no partition but aws."""
    text = path.read_text("utf-8").replace(_INVOKE, "${LambdaInvoke}")
    return json.dumps(json.loads(text), ensure_ascii=False)


def _machine(stage: Stage, machine: Machine) -> Template:
    logging = {
        # Only failures, and never the input: ids and times are in the store.
        "Level": "ERROR",
        "IncludeExecutionData": False,
        "Destinations": [
            {"CloudWatchLogsLogGroup": {"LogGroupArn": arn(f"{machine.logical}Logs")}}
        ],
    }
    return {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "StateMachineName": f"{stage.prefix}-{machine.name}",
            "StateMachineType": "STANDARD",
            "DefinitionString": definition(machine.file),
            "DefinitionSubstitutions": substitutions(machine),
            "RoleArn": arn(f"{machine.logical}Role"),
            "LoggingConfiguration": logging,
            "Tags": tags(stage.name),
        },
    }


def _role(stage: Stage, machine: Machine) -> Template:
    grants = (
        Grant(machine.task, ("lambda:InvokeFunction",), (arn(machine.task),)),
        Grant(
            "LogDelivery",
            _LOG_DELIVERY,
            ("*",),
            why="CloudWatch's log delivery knows no resource; Step Functions asks for it",
        ),
    )
    return role(stage, f"{stage.prefix}-{machine.name}", "states.amazonaws.com", grants)


def _logs(stage: Stage, machine: Machine) -> Template:
    return {
        "Type": "AWS::Logs::LogGroup",
        "Properties": {
            # AWS's own prefix: other names count against the size of a resource policy.
            "LogGroupName": f"/aws/vendedlogs/states/{stage.prefix}-{machine.name}",
            "RetentionInDays": stage.log_days,
            "KmsKeyId": arn("DataKey"),
            "Tags": tags(stage.name),
        },
    }
