"""CloudFormation's own words as Python: references, and the conditions of partitions."""

from collections.abc import Mapping
from typing import Any

Template = dict[str, Any]
Resources = dict[str, Any]

IN_CHINA = "InChina"
IS_IN_CHINA: Template = {IN_CHINA: {"Fn::Equals": [{"Ref": "AWS::Partition"}, "aws-cn"]}}


def ref(name: str) -> Template:
    return {"Ref": name}


def arn(name: str) -> Template:
    return {"Fn::GetAtt": [name, "Arn"]}


def sub(text: str) -> Template:
    return {"Fn::Sub": text}


def in_china(then: Any, otherwise: Any) -> Template:
    return {"Fn::If": [IN_CHINA, then, otherwise]}


def proxy_secret() -> Template:
    """What the CDN proves itself by to the functions: the random part of the stack's own id, known
    to nobody outside the account. It only keeps the limits per citizen honest."""
    return {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}


NOTHING: Template = {"Ref": "AWS::NoValue"}


def tags(stage_name: str) -> list[Template]:
    values = {"project": "mianzheng", "stage": stage_name}
    return [{"Key": key, "Value": value} for key, value in values.items()]


def kept(resource: Mapping[str, Any]) -> Template:
    """A resource with data or keys in it: the stack may go, it stays."""
    return {**resource, "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
