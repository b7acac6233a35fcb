"""Where the cloud is moto on this machine: what it can't do is made by API or left out.

Nothing is left out silently: each goes by name into the command's output and docs/deploy.md.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.local.moto.server import fill_placeholders
from infra.stage.cloud import Cloud

# Types that moto's CloudFormation skips, or breaks on; measured on moto 5.2.5.
LEFT_OUT = {
    "AWS::ApiGateway::Account": "moto 没有",
    "AWS::ApiGateway::Deployment": "moto 做不了接口的发布",
    "AWS::ApiGateway::Stage": "moto 做不了接口的发布",
    "AWS::Budgets::Budget": "moto 没有",
    "AWS::CloudFront::CachePolicy": "moto 没有",
    "AWS::CloudFront::CloudFrontOriginAccessIdentity": "moto 没有",
    "AWS::CloudFront::Distribution": "moto 没有",
    "AWS::CloudFront::OriginAccessControl": "moto 没有",
    "AWS::CloudFront::OriginRequestPolicy": "moto 没有",
    "AWS::CloudFront::ResponseHeadersPolicy": "moto 没有",
    "AWS::CloudWatch::Alarm": "moto 的 CloudFormation 略过它",
    "AWS::Lambda::EventSourceMapping": "moto 只会用 Docker 运行被触发的函数",
    "AWS::Logs::MetricFilter": "moto 的 CloudFormation 略过它",
    "AWS::S3::BucketPolicy": "moto 的 CloudFormation 略过它",
    "AWS::SNS::TopicPolicy": "moto 的 CloudFormation 略过它",
    "AWS::SQS::QueuePolicy": "moto 的 CloudFormation 略过它",
    "AWS::WAFv2::WebACL": "moto 的 CloudFormation 略过它",
    "AWS::WAFv2::WebACLAssociation": "moto 的 CloudFormation 略过它",
}
MACHINE = "AWS::StepFunctions::StateMachine"
KEY = "AWS::KMS::Key"
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9:]+)(?:\.([A-Za-z0-9.]+))?\}")


@dataclass(frozen=True)
class Adapted:
    """``template`` as moto can take it; ``notes``: what was made otherwise or not at all."""

    template: dict[str, Any]
    notes: tuple[str, ...]
    machines: dict[str, dict[str, Any]]


def adapt(template: dict[str, Any], cloud: Cloud) -> Adapted:
    """Make by API what must be there before the stack, and take out what moto can't do."""
    resources = template["Resources"]
    values: dict[str, str] = {}
    notes, gone, machines = [], set(), {}
    for name, one in resources.items():
        if one["Type"] in LEFT_OUT:
            gone.add(name)
        elif one["Type"] == KEY:
            values[name] = _key(name, resources, cloud)
            gone |= {name, f"{name}Alias"}
        elif one["Type"] == MACHINE:
            machines[name] = one["Properties"]
            values[name] = _machine_arn(one["Properties"], cloud)
            gone.add(name)
    kinds = sorted({resources[name]["Type"] for name in gone} & set(LEFT_OUT))
    notes += [f"省去 {kind}:{LEFT_OUT[kind]}" for kind in kinds]
    notes.append("密钥用 API 建:moto 的 CloudFormation 只会建对称密钥,也不认识密钥的标签")
    notes.append("状态机用 API 建:moto 执行状态机时看不见 CloudFormation 建的")
    notes.append("表的 TTL、时间点恢复用 API 设:moto 的 CloudFormation 不看这两项")
    notes.append("不经公网地址做冒烟检查:没有 CDN 和接口的发布")
    # moto takes every region for one of the partition aws.
    values |= {"AWS::Partition": cloud.partition, "AWS::URLSuffix": cloud.suffix}
    return Adapted(_without(template, gone, values), tuple(notes), machines)


def finish(adapted: Adapted, cloud: Cloud) -> list[str]:
    """Make or update the state machines, once the stack has made their functions and roles.

    Their names, where anything had to be done.
    """
    changed = []
    states = cloud.client("stepfunctions")
    for name, properties in adapted.machines.items():
        account = f"{cloud.region}:{cloud.account}"
        function = f"arn:{cloud.partition}:lambda:{account}:function"
        own_name = properties["StateMachineName"]
        stage_prefix = own_name.rsplit("-", 2)[0]
        values = {
            "LambdaInvoke": f"arn:{cloud.partition}:states:::lambda:invoke",
            "PassDeadlineFunctionArn": f"{function}:{stage_prefix}-pass-deadline",
            "PassAdjustmentFunctionArn": f"{function}:{stage_prefix}-pass-adjustment",
        }
        definition = fill_placeholders(properties["DefinitionString"], values)
        arn = _machine_arn(properties, cloud)
        role = f"arn:{cloud.partition}:iam::{cloud.account}:role/{own_name}"
        try:
            current = states.describe_state_machine(stateMachineArn=arn)["definition"]
        except ClientError:
            states.create_state_machine(name=own_name, definition=definition, roleArn=role)
            changed.append(name)
            continue
        if json.loads(current) != json.loads(definition):
            states.update_state_machine(stateMachineArn=arn, definition=definition, roleArn=role)
            changed.append(name)
    return changed


def remove_machines(resources: dict[str, Any], cloud: Cloud) -> None:
    """The stack does not know them, so it can't."""
    states = cloud.client("stepfunctions")
    for one in resources.values():
        if one["Type"] == MACHINE:
            states.delete_state_machine(stateMachineArn=_machine_arn(one["Properties"], cloud))


def _machine_arn(properties: dict[str, Any], cloud: Cloud) -> str:
    place = f"arn:{cloud.partition}:states:{cloud.region}:{cloud.account}:stateMachine"
    return f"{place}:{properties['StateMachineName']}"


def _key(name: str, resources: dict[str, Any], cloud: Cloud) -> str:
    """The ARN of the key behind the alias; made at the first deployment."""
    kms = cloud.client("kms")
    alias = resources[f"{name}Alias"]["Properties"]["AliasName"]
    wanted = resources[name]["Properties"]
    try:
        found: str = kms.describe_key(KeyId=alias)["KeyMetadata"]["Arn"]
    except ClientError:
        made = kms.create_key(
            KeySpec=wanted["KeySpec"], KeyUsage=wanted.get("KeyUsage", "ENCRYPT_DECRYPT")
        )["KeyMetadata"]
        kms.create_alias(AliasName=alias, TargetKeyId=made["KeyId"])
        found = made["Arn"]
    return found


def _without(template: dict[str, Any], gone: set[str], values: dict[str, str]) -> dict[str, Any]:
    kept = {name: one for name, one in template["Resources"].items() if name not in gone}
    changed = {**template, "Resources": kept}
    filled: dict[str, Any] = _fill(changed, gone | values.keys(), values)
    for one in filled["Resources"].values():
        before = one.get("DependsOn", [])
        names = [before] if isinstance(before, str) else before
        if names:
            one["DependsOn"] = [name for name in names if name not in gone]
    return filled


def _fill(node: Any, gone: set[str], values: dict[str, str]) -> Any:
    """References to what is not there become its value made by API, or a name that says so."""
    if isinstance(node, list):
        return [_fill(one, gone, values) for one in node]
    if not isinstance(node, dict):
        return node
    target = node.get("Ref") or (node.get("Fn::GetAtt") or [None])[0]
    if len(node) == 1 and isinstance(target, str) and target in gone:
        return values.get(target, f"stand-in-{target}")
    if isinstance(node.get("Fn::Sub"), str):

        def put(found: re.Match[str]) -> str:
            name = found[1]
            return values.get(name, f"stand-in-{name}") if name in gone else found[0]

        return {"Fn::Sub": _PLACEHOLDER.sub(put, node["Fn::Sub"])}
    return {key: _fill(one, gone, values) for key, one in node.items()}
