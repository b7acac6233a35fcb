"""A stage deployed again after `destroy`: its data is taken over, never made anew beside it.

moto can't import: CloudFormation, and what it is told of, are botocore's Stubber here."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber

from infra.deploy.package.build import Built
from infra.deploy.stack.adopt import Adoption, find_kept
from infra.deploy.stack.apply import apply
from infra.deploy.stack.artifacts import Release
from infra.deploy.stack.change_sets import Change, ChangeSet, Stack
from infra.deploy.steps import Prepared, plan_adoption
from infra.stage.cloud import Cloud
from infra.stage.file import load_stage
from infra.stage.problems import DeployProblem
from infra.template.compose import compose
from infra.template.keys import KEYS, alias
from infra.template.table_in_use import RESTORED_TABLE
from tests.infra.cli.test_operators_commands import NAME, NOW, event, no_pause, status
from tests.infra.template.staging_once import CHINA, CODE

ACCOUNT = "123456789012"
STAGE = load_stage("prod")
TEMPLATE = compose(STAGE, CODE)
KEPT = {
    name: one
    for name, one in TEMPLATE["Resources"].items()
    if one.get("DeletionPolicy") == "Retain"
}
SERVICES = ("cloudformation", "dynamodb", "kms", "s3")
ABSENT = {
    "dynamodb": ("describe_table", "ResourceNotFoundException"),
    "kms": ("describe_key", "NotFoundException"),
    "s3": ("head_bucket", "404"),
}


@contextmanager
def stubs() -> Iterator[tuple[Cloud, dict[str, Stubber]]]:
    clients = {one: boto3.client(cast("Any", one), region_name=CHINA) for one in SERVICES}
    session = SimpleNamespace(client=lambda service, **_named: clients[service])
    found = {one: Stubber(client) for one, client in clients.items()}
    for stubber in found.values():
        stubber.activate()
    yield Cloud(CHINA, ACCOUNT, "aws-cn", None, session), found
    for stubber in found.values():
        stubber.assert_no_pending_responses()


def without_a_stack(found: dict[str, Stubber]) -> None:
    found["cloudformation"].add_client_error("describe_stacks", "ValidationError")


def with_a_release(s3: Stubber) -> None:
    """The last one, and no more: what it made is what stands."""
    release = Release("aaaa", "p1", "templates/aaaa.json", NOW.isoformat())
    s3.add_response("head_bucket", {})
    s3.add_response("list_objects_v2", {"Contents": [{"Key": "releases/1-aaaa.json"}]})
    for content in (release.__dict__, TEMPLATE):
        s3.add_response("get_object", {"Body": body(content)})


def body(content: object) -> StreamingBody:
    text = json.dumps(content).encode()
    return StreamingBody(BytesIO(text), len(text))


def everything_stands(found: dict[str, Stubber], pending: str = "") -> None:
    """In the order of the template: keys and aliases, then buckets and the table."""
    for name, one in KEPT.items():
        kind = one["Type"]
        if kind == "AWS::DynamoDB::Table":
            found["dynamodb"].add_response("describe_table", {}, {"TableName": NAME})
        elif kind == "AWS::S3::Bucket":
            found["s3"].add_response("head_bucket", {})
        else:
            key = name.removesuffix("Alias")
            state = "PendingDeletion" if key == pending else "Enabled"
            about = {"KeyId": f"id-{key}", "KeyState": state}
            found["kms"].add_response("describe_key", {"KeyMetadata": about})


def found_again() -> Adoption:
    with stubs() as (cloud, found):
        without_a_stack(found)
        with_a_release(found["s3"])
        everything_stands(found)
        found["s3"].add_response("head_object", {})
        remembered = {"parameters": {RESTORED_TABLE: "restored", "Gone": "x"}}
        found["s3"].add_response("get_object", {"Body": body(remembered)})
        adoption = find_kept(STAGE, cloud)
    assert adoption is not None
    return adoption


def test_all_that_was_kept_is_imported_by_the_ids_it_has() -> None:
    adoption = found_again()
    asked = {
        one["LogicalResourceId"]: one["ResourceIdentifier"] for one in adoption.importing.resources
    }
    assert set(asked) == set(KEPT) == set(adoption.template["Resources"])
    assert asked["Table"] == {"TableName": NAME}
    assert asked["SiteBucket"] == {"BucketName": f"{NAME}-site-{ACCOUNT}-{CHINA}"}
    assert asked["DataKey"] == {"KeyId": "id-DataKey"}
    assert asked["DataKeyAlias"] == {"AliasName": alias(STAGE, "data")}
    assert len(asked) == 2 * len(KEYS) + 3


def test_the_table_that_was_in_use_stays_in_use() -> None:
    assert found_again().importing.parameters == {RESTORED_TABLE: "restored"}


def test_an_import_names_nothing_that_is_not_imported_and_tells_no_outputs() -> None:
    template = found_again().template
    assert "Outputs" not in template
    known = {*template["Resources"], *template["Parameters"], *template["Conditions"]}
    text = json.dumps(template["Resources"])
    named = re.findall(r'"(?:Ref|Fn::GetAtt|DependsOn)": \[?"([^"]+)"', text)
    named += [one.split(".")[0] for one in re.findall(r"\$\{([^}]+)\}", text)]
    assert {one for one in named if not one.startswith("AWS::")} <= known


def test_where_nothing_was_kept_or_a_stack_stands_nothing_is_taken_over() -> None:
    with stubs() as (cloud, found):
        without_a_stack(found)
        found["s3"].add_client_error("head_bucket", "404")
        for one in KEPT.values():
            call, code = ABSENT[one["Type"].split("::")[1].lower()]
            found[one["Type"].split("::")[1].lower()].add_client_error(call, code)
        assert find_kept(STAGE, cloud) is None
    with stubs() as (cloud, found):
        status(found["cloudformation"], "UPDATE_COMPLETE")
        assert find_kept(STAGE, cloud) is None


def test_a_key_about_to_be_deleted_forbids_a_new_one_in_its_place() -> None:
    with stubs() as (cloud, found):
        without_a_stack(found)
        with_a_release(found["s3"])
        everything_stands(found, pending="WrappingKey")
        with pytest.raises(DeployProblem, match="WrappingKey") as caught:
            find_kept(STAGE, cloud)
    assert "cancel-key-deletion" in caught.value.next_step
    assert "没有改动" in caught.value.kept


def test_the_import_is_a_change_set_of_its_own() -> None:
    adoption = found_again()
    change = {"Action": "Import", "LogicalResourceId": "Table", "ResourceType": "T"}
    made = {"Status": "CREATE_COMPLETE", "Changes": [{"ResourceChange": change}]}
    with stubs() as (cloud, found):
        found["s3"].add_response("head_object", {})
        expected = {
            "StackName": NAME,
            "ChangeSetName": ANY,
            "ChangeSetType": "IMPORT",
            "Capabilities": ANY,
            "Parameters": [{"ParameterKey": RESTORED_TABLE, "ParameterValue": "restored"}],
            "ResourcesToImport": list(adoption.importing.resources),
            "TemplateURL": ANY,
        }
        formation = found["cloudformation"]
        formation.add_response("create_change_set", {"Id": "arn", "StackId": "s"}, expected)
        formation.add_response("describe_change_set", made)
        formation.add_response("describe_change_set", made)
        nothing = cast("Built", None)
        planned = plan_adoption(Prepared(STAGE, cloud, {}, nothing, nothing), adoption)
    assert planned.imports
    assert planned.is_new_stack


def test_a_failed_import_never_advises_to_delete_the_data() -> None:
    change = Change("Import", "Table", "T", False, ())
    planned = ChangeSet("arn", NAME, (change,), is_new_stack=True)
    with stubs() as (cloud, found):
        formation = found["cloudformation"]
        formation.add_response("execute_change_set", {})
        status(formation, "IMPORT_ROLLBACK_COMPLETE")
        events = [event(1, "Table", "IMPORT_FAILED", "in another stack")]
        formation.add_response("describe_stack_events", {"StackEvents": events})
        with pytest.raises(DeployProblem, match="in another stack") as caught:
            apply(Stack(NAME, cloud), planned, cloud, lambda _event: None, no_pause)
    assert "原样留着" in caught.value.kept
    assert "不带 --delete-data" in caught.value.next_step
