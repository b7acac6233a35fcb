"""What is asked of the account before anything is packaged, held by botocore's Stubber."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from infra.deploy.preflight import preflight
from infra.deploy.quotas import OF_EACH_POLICY, quotas
from infra.stage.cloud import Cloud, connect
from infra.stage.file import load_stage
from infra.stage.problems import DeployProblem
from tests.infra.template.staging_once import CHINA

STAGE = load_stage("prod")
SERVICES = ("lambda", "apigateway", "iam", "cloudfront")
PLENTY = {
    "concurrent": 1000,
    "code": 75 * 10**9,
    "rate": 10000.0,
    "burst": 5000,
    "roles": 1000,
    "policies": 1,
}


@contextmanager
def account(**but: float) -> Iterator[Cloud]:
    """An account with plenty of everything ``but`` these."""
    has = {**PLENTY, **but}
    clients = {one: boto3.client(cast("Any", one), region_name=CHINA) for one in SERVICES}
    session = SimpleNamespace(client=lambda service, **_named: clients[service])
    stubs = {one: Stubber(client) for one, client in clients.items()}
    limit = {"TotalCodeSize": has["code"], "ConcurrentExecutions": has["concurrent"]}
    settings = {"AccountLimit": limit, "AccountUsage": {"TotalCodeSize": 0}}
    stubs["lambda"].add_response("get_account_settings", settings)
    throttle = {"rateLimit": has["rate"], "burstLimit": has["burst"]}
    stubs["apigateway"].add_response("get_account", {"throttleSettings": throttle})
    summary = {"SummaryMap": {"RolesQuota": has["roles"], "Roles": 0}}
    stubs["iam"].add_response("get_account_summary", summary)
    for kind in ("CachePolicy", "ResponseHeadersPolicy", "OriginRequestPolicy"):
        call = {
            "CachePolicy": "list_cache_policies",
            "ResponseHeadersPolicy": "list_response_headers_policies",
            "OriginRequestPolicy": "list_origin_request_policies",
        }[kind]
        names = [f"other-{number}" for number in range(int(has["policies"]))]
        stubs["cloudfront"].add_response(call, _policies(kind, [*names, "mianzheng-prod-x"]))
    for stub in stubs.values():
        stub.activate()
    yield Cloud(CHINA, "123456789012", "aws-cn", None, session)


def _policies(kind: str, names: list[str]) -> dict[str, Any]:
    parts = {
        "CachePolicy": {"MinTTL": 0},
        "OriginRequestPolicy": {
            "HeadersConfig": {"HeaderBehavior": "none"},
            "CookiesConfig": {"CookieBehavior": "none"},
            "QueryStringsConfig": {"QueryStringBehavior": "none"},
        },
        "ResponseHeadersPolicy": {},
    }[kind]
    items = [
        {
            "Type": "custom",
            kind: {
                "Id": name,
                "LastModifiedTime": "2026-11-20T00:00:00Z",
                f"{kind}Config": {"Name": name, **cast("dict[str, Any]", parts)},
            },
        }
        for name in names
    ]
    return {f"{kind}List": {"MaxItems": 100, "Quantity": len(items), "Items": items}}


def warnings(**but: float) -> list[str]:
    with account(**but) as cloud:
        return [one.says for one in quotas(STAGE, cloud) if not one.is_fine]


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:8000\\@127.0.0.1:9000",
        "http://127.0.0.1:8000@example.com:80",
        "http://127.0.0.1.example.com:8000",
        "http://[::1",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:abc",
        "http://127.0.0.1:8000\n",
        "http://127.0.0.1:8000/x",
        "https://example.com",
        "",
    ],
)
def test_a_stand_in_is_on_this_machine_however_its_address_is_spelt(endpoint: str) -> None:
    with pytest.raises(DeployProblem, match="只能指向本机"):
        connect(load_stage("test"), endpoint)


def test_an_account_with_room_has_nothing_to_warn_of() -> None:
    assert warnings() == []


def test_what_would_stop_a_deployment_half_way_is_told_before_it() -> None:
    for but, words in (
        ({"concurrent": 10}, "Lambda 并发配额 10,至少要"),
        ({"concurrent": 100}, "Lambda 并发配额 100,至少要"),  # none left beside the reserved
        ({"code": 10**6}, "代码存储"),
        ({"rate": 100.0}, "每秒请求配额 100,至少要 200"),
        ({"burst": 100}, "突发配额 100,至少要 400"),
        ({"roles": 1}, "IAM 角色还能建 1"),
    ):
        (said,) = warnings(**cast("dict[str, float]", but))
        assert words in said
    said = "".join(warnings(policies=OF_EACH_POLICY))
    for words in ("缓存策略", "响应头策略", "源请求策略"):
        assert words in said


def test_what_may_not_be_asked_is_said_and_stops_nothing() -> None:
    clients = {one: boto3.client(cast("Any", one), region_name=CHINA) for one in SERVICES}
    session = SimpleNamespace(client=lambda service, **_named: clients[service])
    stubs = [Stubber(client) for client in clients.values()]
    calls = ("get_account_settings", "get_account", "get_account_summary", "list_cache_policies")
    for stub, call in zip(stubs, calls, strict=True):
        stub.add_client_error(call, "AccessDenied")
        stub.activate()
    found = quotas(STAGE, Cloud(CHINA, "123456789012", "aws-cn", None, session))
    assert len(found) == len(SERVICES)
    assert all("请自行核对" in one.says and not one.is_fine for one in found)


def test_china_is_reminded_of_the_filing() -> None:
    stage = type(STAGE)(**{**STAGE.__dict__, "domain": "mianzheng.gov.cn"})
    with account() as cloud:
        assert any("ICP" in one.says for one in preflight(stage, cloud))
