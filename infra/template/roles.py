"""Least privilege: a role per function, from its grants, and nobody else's."""

from infra.stage.file import Stage
from infra.template.functions import Function, functions
from infra.template.grants import Grant
from infra.template.shape import Resources, Template, sub, tags


def role_name(function: Function) -> str:
    return f"{function.logical}Role"


def roles(stage: Stage) -> Resources:
    return {role_name(one): function_role(stage, one) for one in functions(stage)}


def function_role(stage: Stage, function: Function) -> Template:
    logs = Grant(
        "Logs",
        ("logs:CreateLogStream", "logs:PutLogEvents"),
        (
            sub(
                "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:"
                f"/aws/lambda/{stage.prefix}-{function.name}:*"
            ),
        ),
    )
    name = f"{stage.prefix}-{function.name}"
    return role(stage, name, "lambda.amazonaws.com", (logs, *function.grants))


def role(stage: Stage, name: str, service: str, grants: tuple[Grant, ...]) -> Template:
    """``grants`` on every resource stand with their reason in the role's metadata."""
    assumed = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    document = {"Version": "2012-10-17", "Statement": [one.statement() for one in grants]}
    made: Template = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": name,
            "AssumeRolePolicyDocument": assumed,
            "Policies": [{"PolicyName": "own", "PolicyDocument": document}],
            "Tags": tags(stage.name),
        },
    }
    reasons = {one.sid: one.why for one in grants if one.why}
    return {**made, "Metadata": {"every_resource": reasons}} if reasons else made
