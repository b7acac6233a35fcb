"""What moto can't do, held by botocore's Stubber: drift, failed change sets, rollback, the CDN;
and every failure that an operator may meet ends with its three lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
import urllib3
from botocore.stub import ANY, Stubber

from infra.cli.stage.rollback import choose
from infra.cli.stage.status import state_rows
from infra.deploy.site import (
    FOR_A_WHILE,
    REVALIDATED,
    Page,
    SiteChange,
    compare,
    invalidate,
    is_published,
    site_pages,
    synchronise,
)
from infra.deploy.smoke import smoke
from infra.deploy.stack.apply import StackEvent, apply
from infra.deploy.stack.artifacts import Artifacts, Release
from infra.deploy.stack.change_sets import ChangeSet, Stack
from infra.deploy.stack.drift import detect_drift
from infra.deploy.state import StageState
from infra.pages.served import SECURITY_HEADERS
from infra.stage.cloud import Cloud
from infra.stage.file import load_stage
from infra.stage.problems import DeployProblem

REGION = "cn-north-1"
NAME = "mianzheng-prod"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
STACK = {"StackName": NAME, "CreationTime": NOW}


@contextmanager
def stubbed(service: str) -> Iterator[tuple[Cloud, Stubber]]:
    """A Cloud whose every client is this one; what is not expected fails."""
    client = boto3.client(cast("Any", service), region_name=REGION)
    session = SimpleNamespace(client=lambda *_args, **_named: client)
    with Stubber(client) as stubber:
        yield Cloud(REGION, "123456789012", "aws-cn", None, session), stubber
        stubber.assert_no_pending_responses()


def no_pause(_seconds: float) -> None:
    """Tests do not wait."""


def status(stubber: Stubber, said: str) -> None:
    stubber.add_response("describe_stacks", {"Stacks": [{**STACK, "StackStatus": said}]})


def event(number: int, resource: str, said: str, reason: str = "") -> dict[str, Any]:
    return {
        "StackId": "s",
        "EventId": str(number),
        "StackName": NAME,
        "LogicalResourceId": resource,
        "ResourceStatus": said,
        "ResourceStatusReason": reason,
        "Timestamp": datetime.now(UTC) + timedelta(hours=1),
    }


def test_drift_names_what_was_changed_by_hand() -> None:
    with stubbed("cloudformation") as (cloud, stubber):
        stubber.add_response("detect_stack_drift", {"StackDriftDetectionId": "d"})
        for said in ("DETECTION_IN_PROGRESS", "DETECTION_COMPLETE"):
            stubber.add_response(
                "describe_stack_drift_detection_status",
                {
                    "StackId": "s",
                    "StackDriftDetectionId": "d",
                    "DetectionStatus": said,
                    "Timestamp": NOW,
                },
            )
        difference = {
            "PropertyPath": "/Timeout",
            "ExpectedValue": "55",
            "ActualValue": "3",
            "DifferenceType": "NOT_EQUAL",
        }
        drifted = {
            "StackId": "s",
            "LogicalResourceId": "Sweep",
            "ResourceType": "AWS::Lambda::Function",
            "StackResourceDriftStatus": "MODIFIED",
            "PropertyDifferences": [difference],
            "Timestamp": NOW,
        }
        stubber.add_response("describe_stack_resource_drifts", {"StackResourceDrifts": [drifted]})
        (found,) = detect_drift(NAME, cloud, no_pause)
    assert (found.resource, found.parts) == ("Sweep", (("/Timeout", "55", "3"),))


def test_drift_of_a_stack_in_motion_is_a_problem_with_a_next_step() -> None:
    with stubbed("cloudformation") as (cloud, stubber):
        stubber.add_client_error("detect_stack_drift", "ValidationError", "in progress")
        with pytest.raises(DeployProblem) as caught:
            detect_drift(NAME, cloud, no_pause)
    assert caught.value.next_step


def test_a_failed_change_ends_with_the_first_cause_and_what_runs_on() -> None:
    planned = ChangeSet("arn", NAME, (), is_new_stack=False)
    told: list[StackEvent] = []
    with stubbed("cloudformation") as (cloud, stubber):
        stubber.add_response("execute_change_set", {})
        status(stubber, "UPDATE_IN_PROGRESS")
        first = [event(2, "Seal", "UPDATE_FAILED", "no such layer"), event(1, "Table", "X")]
        stubber.add_response("describe_stack_events", {"StackEvents": first})
        status(stubber, "UPDATE_ROLLBACK_COMPLETE")
        later = [event(3, "Sweep", "UPDATE_FAILED", "cancelled"), *first]
        stubber.add_response("describe_stack_events", {"StackEvents": later})
        with pytest.raises(DeployProblem, match="Seal:no such layer") as caught:
            apply(Stack(NAME, cloud), planned, cloud, told.append, no_pause)
    assert [one.resource for one in told] == ["Table", "Seal", "Sweep"]
    assert "恢复到部署之前" in caught.value.kept
    assert "mianzheng deploy --stage prod" in caught.value.next_step


@pytest.mark.parametrize("said", ["ROLLBACK_COMPLETE", "DELETE_FAILED"])
def test_a_stack_that_nobody_can_update_is_told_before_a_change_set(said: str) -> None:
    with stubbed("cloudformation") as (cloud, stubber):
        status(stubber, said)
        with pytest.raises(DeployProblem, match=said) as caught:
            Stack(NAME, cloud, no_pause).plan({"TemplateURL": "https://x"}, "a")
    assert "mianzheng destroy --stage prod" in caught.value.next_step


def test_a_change_set_without_changes_is_empty_and_deleted() -> None:
    with stubbed("cloudformation") as (cloud, stubber):
        status(stubber, "UPDATE_COMPLETE")
        stubber.add_response("create_change_set", {"Id": "arn", "StackId": "s"})
        reason = "The submitted information didn't contain changes."
        failed = {"Status": "FAILED", "StatusReason": reason}
        stubber.add_response("describe_change_set", failed)
        stubber.add_response("delete_change_set", {})
        planned = Stack(NAME, cloud, no_pause).plan({"TemplateURL": "https://x"}, "a")
    assert planned.is_empty


def test_a_change_set_that_can_not_be_made_touches_nothing() -> None:
    with stubbed("cloudformation") as (cloud, stubber):
        status(stubber, "UPDATE_COMPLETE")
        stubber.add_response("create_change_set", {"Id": "arn", "StackId": "s"})
        failed = {"Status": "FAILED", "StatusReason": "Unresolved resource"}
        stubber.add_response("describe_change_set", failed)
        stubber.add_response("delete_change_set", {})
        with pytest.raises(DeployProblem, match="Unresolved") as caught:
            Stack(NAME, cloud, no_pause).plan({"TemplateURL": "https://x"}, "a")
    assert "没有改动" in caught.value.kept


def test_only_stale_paths_are_invalidated_and_none_when_none_is() -> None:
    with stubbed("cloudfront") as (cloud, stubber):
        assert invalidate(cloud, "D", SiteChange(("p",), (), ()), "r") == 0
        batch = {"Paths": {"Quantity": 1, "Items": ["/docs/a.md"]}, "CallerReference": "r"}
        expected = {"DistributionId": "D", "InvalidationBatch": batch}
        stubber.add_response("create_invalidation", {}, expected)
        assert invalidate(cloud, "D", SiteChange((), (), ("/docs/a.md",)), "r") == 1


def test_an_interrupted_upload_leaves_what_runs_and_says_how_to_go_on(tmp_path: Path) -> None:
    package = tmp_path / "package-1.zip"
    package.write_bytes(b"x")
    with stubbed("s3") as (cloud, stubber):
        stubber.add_client_error("head_object", "404")
        stubber.add_client_error("put_object", "RequestTimeout", "cut off")
        artifacts = Artifacts(load_stage("prod"), cloud)
        with pytest.raises(DeployProblem, match="没有上传完") as caught:
            artifacts.upload(package, "code/package-1.zip", lambda _count: None)
    assert "mianzheng deploy --stage prod" in caught.value.next_step


def test_pages_cut_off_on_their_way_are_remembered_and_the_rest_is_sent_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = {
        name: Page(name.encode(), "text/html", REVALIDATED) for name in ("a.css", "p", "sw.js")
    }
    monkeypatch.setattr("infra.deploy.site.site_pages", lambda: texts)
    stage, sent = load_stage("prod"), {}
    with stubbed("s3") as (cloud, stubber):
        artifacts = Artifacts(stage, cloud)
        stubber.add_client_error("head_object", "404")
        stubber.add_response("put_object", {})
        stubber.add_client_error("put_object", "RequestTimeout", "cut off")
        remembered = {"Bucket": artifacts.bucket, "Key": "site.json", "Body": ANY}
        stubber.add_response("put_object", {}, remembered)
        with pytest.raises(DeployProblem, match="已传 1 个") as caught:
            synchronise(cloud, "site", artifacts, lambda key: sent.update({key: texts[key]}))
    assert "旧网页继续可用" in caught.value.kept
    # The worker, which tells phones of the new pages, is never among the first.
    kept = {key: [one.digest, one.cache] for key, one in sent.items()}
    assert compare(texts, kept).puts == ("p", "sw.js")


RELEASES = [
    Release("cccc", "p3", "templates/cccc.json", NOW.isoformat()),
    Release("bbbb", "p2", "templates/bbbb.json", NOW.isoformat()),
    Release("aaaa", "p1", "templates/aaaa.json", NOW.isoformat()),
]


def test_rollback_goes_to_the_one_before_or_to_a_package_by_its_hash() -> None:
    stage = load_stage("prod")
    assert choose(RELEASES, None, stage).id == "bbbb"
    assert choose(RELEASES, "p1", stage).id == "aaaa"
    assert choose(RELEASES, "cc", stage).id == "cccc"
    for releases, wanted in ((RELEASES, "zz"), (RELEASES[:1], None), ([], None)):
        with pytest.raises(DeployProblem, match="没有可以退回的版本"):
            choose(releases, wanted, stage)


def test_smoke_passes_where_pages_and_headers_are_right_and_names_what_is_not() -> None:
    headers = {**dict(SECURITY_HEADERS), "Strict-Transport-Security": "max-age=1"}
    answers = {"/p": (200, headers, b""), "/v1/health": (503, {}, b"")}

    stage = load_stage("prod")

    def fetch(url: str) -> Any:
        return answers.get(url.removeprefix(stage.origin), (404, {}, b""))

    assert len(smoke(stage, fetch)) == 3
    answers["/p"] = (200, {}, b"")  # without the headers a page is not right
    with pytest.raises(DeployProblem, match="验真页") as caught:
        smoke(stage, fetch)
    assert "mianzheng rollback --stage prod" in caught.value.next_step

    def unreachable(_url: str) -> Any:
        raise urllib3.exceptions.HTTPError

    with pytest.raises(DeployProblem, match="HTTPError"):
        smoke(stage, unreachable)


def test_status_is_well_only_without_alarms_dead_letters_and_old_lists() -> None:
    good = StageState("UPDATE_COMPLETE", RELEASES[0], (), 3, {"SealQueue": 2}, timedelta(hours=1))
    assert good.is_well
    for bad in (
        replace(good, ringing=("mianzheng-prod-Api5xx",)),
        replace(good, depths={"SealDeadLetters": 1}),
        replace(good, list_age=timedelta(hours=3)),
        replace(good, stack="UPDATE_ROLLBACK_FAILED"),
    ):
        assert not bad.is_well
    assert ("未结束的计时", "3") in state_rows(good)


def test_pages_come_in_a_safe_order_and_what_the_system_publishes_is_left_alone() -> None:
    def page(text: str, cache: str = REVALIDATED) -> Page:
        return Page(text.encode(), "text/html", cache)

    pages = {"sw.js": page("w"), "p": page("p"), "js/a.js": page("a"), "docs/a": page("d")}
    before = {
        "docs/a": ["old", FOR_A_WHILE],
        "gone": ["x", REVALIDATED],
        "index.html": ["x", REVALIDATED],
    }
    change = compare(pages, before)
    assert change.puts[-1] == "sw.js"
    assert change.puts.index("js/a.js") < change.puts.index("p")
    assert change.deletes == ("gone",)  # the home page belongs to the published edition by now
    assert change.stale == ("/docs/a",)
    same = {key: [one.digest, one.cache] for key, one in pages.items()}
    assert compare(pages, same).is_empty
    assert all(map(is_published, ("list/feed.json", "status/0.jwt", "units.json")))


def test_every_page_stands_under_its_short_name_with_its_type() -> None:
    pages = site_pages()
    assert pages["p"] == pages["p.html"]
    assert pages["p"].kind.startswith("text/html")
    assert pages["sw.js"].cache == REVALIDATED
    vendored = [one for key, one in pages.items() if key.startswith("vendor/")]
    assert vendored
    assert all("immutable" in one.cache for one in vendored)
