"""The expanded template: what is deployed says what the code needs, and allows nothing more.

Over 300 lines: all of one template, which is dear to expand.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from chalicelib.cloud.dynamodb.record import Record
from chalicelib.cloud.settings import PROXY_HEADER
from infra.deploy.stack.lint import definitions, findings
from infra.pages.served import SECURITY_HEADERS
from infra.template.compose import compose, compose_kept
from infra.template.environment import environment
from infra.template.functions import functions
from infra.template.keys import SEALS, logical
from infra.template.machines import EVERY
from tests.infra.template.staging_once import CHINA, CODE, GLOBAL, expanded, of_type, stage_in

ROOT = Path(__file__).parents[3]
BOTH = pytest.mark.parametrize("region", [GLOBAL, CHINA])
EVERY_RESOURCE = {
    ("DrainOutboxRole", "StreamsOfTheAccount"),
    ("RequestDeadlineRole", "LogDelivery"),
    ("AdjustmentDeadlineRole", "LogDelivery"),
    ("ApiLogRole", "GatewayLogs"),
}
"""All that may act on every resource, because AWS knows no narrower one."""


@BOTH
def test_cfn_lint_finds_nothing(region: str) -> None:
    assert findings(expanded(region), region) == []


def test_the_linter_bites() -> None:
    """On one function of the template, with what it refers to left out of sight."""
    sweep = json.loads(json.dumps(expanded(GLOBAL)["Resources"]["Sweep"]))
    template = {"Resources": {"Sweep": sweep}}
    where = "Resources/Sweep/Properties/Timeout"
    assert not any(where in one for one in findings(template, GLOBAL))
    sweep["Properties"]["Timeout"] = "soon"
    assert any(where in one for one in findings(template, GLOBAL))


def test_every_state_machine_is_validated_as_it_will_stand() -> None:
    found = definitions(expanded(GLOBAL))
    assert set(found) == {one.logical for one in EVERY}
    assert "${" not in json.dumps(found)


def test_the_table_has_the_indexes_of_the_record_and_no_other() -> None:
    properties = expanded(GLOBAL)["Resources"]["Table"]["Properties"]
    made = {one["IndexName"]: _index(one) for one in properties["GlobalSecondaryIndexes"]}
    indexes = [value for name, value in vars(Record).items() if name.endswith("_index")]
    wanted = {}
    for one in indexes:
        schema = one._get_schema()
        projection = schema["projection"]
        keys = {key["KeyType"]: key["AttributeName"] for key in schema["key_schema"]}
        carried = projection.get("NonKeyAttributes", [])
        wanted[one.Meta.index_name] = (keys, projection["ProjectionType"], carried)
    assert made == wanted
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


def _index(one: dict[str, Any]) -> tuple[dict[str, str], str, list[str]]:
    keys = {key["KeyType"]: key["AttributeName"] for key in one["KeySchema"]}
    projection = one["Projection"]
    return keys, projection["ProjectionType"], projection.get("NonKeyAttributes", [])


@BOTH
def test_what_holds_data_is_kept_recoverable_and_protected(region: str) -> None:
    template = expanded(region)
    kinds = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key"}
    held = [one for one in template["Resources"].values() if one["Type"] in kinds]
    assert {(one["DeletionPolicy"], one["UpdateReplacePolicy"]) for one in held} == {
        ("Retain", "Retain")
    }
    table = template["Resources"]["Table"]["Properties"]
    assert table["DeletionProtectionEnabled"]
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]


@BOTH
def test_what_stays_without_the_stack_can_be_composed_alone(region: str) -> None:
    """A first deployment asks for it before anything is packaged."""
    whole = compose(stage_in(region), CODE)
    kept = compose_kept(stage_in(region))
    stays = {
        name: one
        for name, one in whole["Resources"].items()
        if one.get("DeletionPolicy") == "Retain"
    }
    assert kept["Resources"] == stays
    assert len(stays) > 10
    assert {name: whole[name] for name in ("Parameters", "Conditions")}.items() <= kept.items()


@BOTH
def test_what_watches_the_stage_is_there(region: str) -> None:
    template = expanded(region)
    queues = of_type(template, "AWS::SQS::Queue")
    dead = {name for name in queues if name.endswith("DeadLetters")}
    assert {name for name, one in queues.items() if "RedrivePolicy" in one} == queues.keys() - dead
    for machine in of_type(template, "AWS::StepFunctions::StateMachine").values():
        assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False
    for group in of_type(template, "AWS::Logs::LogGroup").values():
        assert group["RetentionInDays"] == stage_in(region).log_days
        assert "KmsKeyId" in group
    assert len(of_type(template, "AWS::CloudWatch::Dashboard")) == 1
    assert len(of_type(template, "AWS::Budgets::Budget")) == 1
    for kind in ("AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::S3::Bucket"):
        for properties in of_type(template, kind).values():
            tags = {one["Key"]: one["Value"] for one in properties["Tags"]}
            assert tags["stage"] == "prod"


@BOTH
def test_every_function_runs_a_handler_that_is_there_on_arm64(region: str) -> None:
    made = of_type(expanded(region), "AWS::Lambda::Function")
    assert set(made) == {one.logical for one in functions(stage_in(region))}
    for properties in made.values():
        module, _, name = properties["Handler"].rpartition(".")
        assert callable(getattr(import_module(module), name))
        assert properties["Architectures"] == ["arm64"]
        assert properties["Timeout"] <= 900


def test_every_environment_variable_is_one_that_settings_read() -> None:
    read = set(
        re.findall(r'"(MIANZHENG_\w+)"', (ROOT / "chalicelib/cloud/settings.py").read_text())
    )
    for properties in of_type(expanded(CHINA), "AWS::Lambda::Function").values():
        told = set(properties["Environment"]["Variables"])
        assert {one for one in told if one.startswith("MIANZHENG_")} <= read
        assert "AWS_REGION" not in told  # Lambda's own


@BOTH
def test_nothing_acts_on_every_resource_without_a_reason(region: str) -> None:
    found = set()
    for name, statement in _statements(expanded(region)):
        assert "*" not in statement["Action"]
        assert not [one for one in statement["Action"] if one.endswith(":*")]
        if "*" in statement["Resource"]:
            reasons = expanded(region)["Resources"][name]["Metadata"]["every_resource"]
            assert len(reasons[statement["Sid"]]) > 20
            found.add((name, statement["Sid"]))
    assert found == EVERY_RESOURCE


def test_only_the_sealing_function_may_use_a_seal() -> None:
    template = expanded(CHINA)
    seals = {logical(key) for key in SEALS.values()}
    users = {
        name
        for name, statement in _statements(template)
        for resource in statement["Resource"]
        if isinstance(resource, dict) and resource.get("Fn::GetAtt", [""])[0] in seals
    }
    assert users == {"SealRole"}
    told = {
        name
        for name, properties in of_type(template, "AWS::Lambda::Function").items()
        if "MIANZHENG_SEAL_KEYS" in properties["Environment"]["Variables"]
    }
    assert told == {"Seal"}
    variables = of_type(template, "AWS::Lambda::Function")["Seal"]["Environment"]["Variables"]
    names = json.loads(variables["MIANZHENG_SEAL_NAMES"])
    assert names == stage_in(CHINA).seal_names()
    for seal in seals:
        policy = template["Resources"][seal]["Properties"]["KeyPolicy"]["Statement"]
        (denied,) = [one for one in policy if one["Effect"] == "Deny"]
        assert denied["Action"] == "kms:Sign"
        assert denied["Principal"] == {"AWS": "*"}
        (role,) = denied["Condition"]["ArnNotEquals"].values()
        assert role["Fn::Sub"].endswith("role/mianzheng-prod-seal")


def test_with_a_seal_platform_no_function_uses_a_seal_key_of_ours() -> None:
    stage = replace(stage_in(CHINA), seal_platform="https://seal.example.cn/sign")
    seal = next(one for one in functions(stage) if one.name == "seal")
    variables = environment(stage, seal)["Variables"]
    assert variables["MIANZHENG_SEAL_PLATFORM"] == "https://seal.example.cn/sign"
    assert "MIANZHENG_SEAL_KEYS" not in variables
    keys = {logical(key) for key in SEALS.values()}
    assert not any(key in json.dumps(one.statement()) for one in seal.grants for key in keys)
    ours = next(one for one in functions(stage_in(CHINA)) if one.name == "seal")
    assert any("SealAKey" in json.dumps(one.statement()) for one in ours.grants)


@BOTH
def test_no_arn_names_a_partition(region: str) -> None:
    stage = stage_in(region)
    text = json.dumps(expanded(region)).replace(stage.certificate, "")
    assert not re.search(r"arn:aws(-cn)?:", text)
    assert not re.search(r"amazonaws\.com\.cn", text)


@BOTH
def test_the_pages_headers_are_those_of_the_laptop(region: str) -> None:
    made = of_type(expanded(region), "AWS::CloudFront::ResponseHeadersPolicy")["PageHeaders"]
    config = made["ResponseHeadersPolicyConfig"]
    fields = config["SecurityHeadersConfig"]
    sent = {
        "Content-Security-Policy": fields["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff" if fields["ContentTypeOptions"]["Override"] else "",
        "Referrer-Policy": fields["ReferrerPolicy"]["ReferrerPolicy"],
        **{one["Header"]: one["Value"] for one in config["CustomHeadersConfig"]["Items"]},
    }
    assert sent == dict(SECURITY_HEADERS)
    assert fields["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 365 * 24 * 3600


def test_china_has_no_access_control_and_the_rest_of_the_world_no_identity() -> None:
    kinds = {
        region: {one["Type"] for one in expanded(region)["Resources"].values()}
        for region in (GLOBAL, CHINA)
    }
    assert kinds[CHINA] ^ kinds[GLOBAL] == {
        "AWS::CloudFront::OriginAccessControl",
        "AWS::CloudFront::CloudFrontOriginAccessIdentity",
    }


@BOTH
def test_the_api_is_regional_and_throttled_and_behind_the_firewall(region: str) -> None:
    template = expanded(region)
    (api,) = of_type(template, "AWS::ApiGateway::RestApi").values()
    assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
    (stage,) = of_type(template, "AWS::ApiGateway::Stage").values()
    assert stage["MethodSettings"][0]["ThrottlingRateLimit"] == 200
    assert of_type(template, "AWS::WAFv2::WebACLAssociation")
    assert "RestAPIliveStage" in template["Resources"]


@BOTH
def test_only_a_call_through_the_cdn_is_counted_by_the_address_the_cdn_saw(region: str) -> None:
    template = expanded(region)
    (cdn,) = of_type(template, "AWS::CloudFront::Distribution").values()
    (api,) = [one for one in cdn["DistributionConfig"]["Origins"] if one["Id"] == "api"]
    (proof,) = api["OriginCustomHeaders"]
    assert proof["HeaderName"] == PROXY_HEADER
    for function in of_type(template, "AWS::Lambda::Function").values():
        told = function["Environment"]["Variables"]
        assert told["MIANZHENG_TRUSTED_HOPS"] == "1"
        assert told["MIANZHENG_PROXY_SECRET"] == proof["HeaderValue"]
        assert "AWS::StackId" in str(proof["HeaderValue"])


@BOTH
def test_nobody_can_have_another_refused_by_the_firewall(region: str) -> None:
    """X-Forwarded-For begins with what the caller wrote: its first entry counts for nobody."""
    template = expanded(region)
    (acl,) = of_type(template, "AWS::WAFv2::WebACL").values()
    assert "FORWARDED_IP" not in json.dumps(acl)
    rates = [one["Statement"].get("RateBasedStatement") for one in acl["Rules"]]
    around, through, forwarded = [one for one in rates if one]
    (cdn,) = of_type(template, "AWS::CloudFront::Distribution").values()
    (api,) = [one for one in cdn["DistributionConfig"]["Origins"] if one["Id"] == "api"]
    proof = _match(PROXY_HEADER.lower(), "EXACTLY", api["OriginCustomHeaders"][0]["HeaderValue"])
    own = _match("x-forwarded-for", "CONTAINS", ",")
    assert around["AggregateKeyType"] == "IP"
    assert around["ScopeDownStatement"] == _not(proof)
    assert through["CustomKeys"][0]["Header"]["Name"] == "x-forwarded-for"
    assert through["ScopeDownStatement"]["AndStatement"]["Statements"] == [proof, _not(own)]
    assert forwarded["AggregateKeyType"] == "CONSTANT"
    assert forwarded["ScopeDownStatement"]["AndStatement"]["Statements"] == [proof, own]


def _match(header: str, how: str, text: Any) -> dict[str, Any]:
    as_it_is = [{"Priority": 0, "Type": "NONE"}]
    return {
        "ByteMatchStatement": {
            "FieldToMatch": {"SingleHeader": {"Name": header}},
            "PositionalConstraint": how,
            "SearchString": text,
            "TextTransformations": as_it_is,
        }
    }


def _not(statement: dict[str, Any]) -> dict[str, Any]:
    return {"NotStatement": {"Statement": statement}}


def _statements(template: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, properties in of_type(template, "AWS::IAM::Role").items():
        for policy in properties["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


@BOTH
def test_a_restored_table_takes_the_place_of_the_own_one_everywhere(region: str) -> None:
    """But in what only the own table's resource itself says."""
    template = expanded(region)
    assert template["Parameters"]["RestoredTable"]["Default"] == "none"
    rest = {name: one for name, one in template["Resources"].items() if name != "Table"}
    found = list(_own_table(rest, ""))
    assert len(found) > 2 * 8, "every function works on the table"
    for path in found:
        assert "/Fn::If/2" in path, f"{path} stays with the own table"
    mapping = rest["OutboxStream"]["Properties"]["EventSourceArn"]["Fn::If"]
    assert mapping[0] == "IsRestored"
    assert mapping[1]["Fn::Sub"].endswith("table/${RestoredTable}/stream/${RestoredStream}")


def _own_table(node: Any, path: str) -> Iterator[str]:
    """Where something names the template's own table."""
    if isinstance(node, list):
        for number, one in enumerate(node):
            yield from _own_table(one, f"{path}/{number}")
    elif isinstance(node, dict):
        if node.get("Name") == "TableName" and isinstance(node["Value"], str):
            yield path
        text = str(node.get("Fn::Sub", ""))
        is_named = "${Table." in text or "${Table}" in text
        if node.get("Ref") == "Table" or node.get("Fn::GetAtt", [""])[0] == "Table" or is_named:
            yield path
            return
        for key, one in node.items():
            yield from _own_table(one, f"{path}/{key}")
