"""The account's quotas that could stop a deployment half way, asked of the services themselves.

Service Quotas would know them all, but not in every partition, and not what is used up. Not asked:
KMS keys (100,000), tables (2,500), stacks (2,000), APIs (600) and firewalls (100) of an account,
which a stage, with one or a few of each, does not come near; and open executions (1,000,000),
which are a matter of the traffic (docs/cost.md). A template's own bounds are held by tests.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.stack.findings import Finding
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.template.compose import compose
from infra.template.compute import Code
from infra.template.functions import functions

UNRESERVED = 100
"""Concurrent executions that Lambda wants left over when some are reserved."""
CODE_BYTES = 10**9
"""Room for some releases of package and layer."""
OF_EACH_POLICY = 20
"""Policies of one kind in an account, unless it was raised; CloudFront tells only what is used."""


@dataclass(frozen=True)
class Wanted:
    """What a stage will need. ``made``: how many of each type the template has."""

    stage: Stage
    made: Counter[str]


Check = Callable[[Wanted, Cloud], list[Finding]]


def quotas(stage: Stage, cloud: Cloud) -> list[Finding]:
    """One line for each; what could not be asked (a right that is missing) says so."""
    found: list[Finding] = []
    resources = compose(stage, Code("", "", "", ""))["Resources"].values()
    wanted = Wanted(stage, Counter(one["Type"] for one in resources if "Type" in one))
    for what, check in _CHECKS:
        try:
            found += check(wanted, cloud)
        except (BotoCoreError, ClientError) as error:
            found.append(Finding(f"查不到{what}({type(error).__name__}),请自行核对", False))
    return found


def _lambda(wanted: Wanted, cloud: Cloud) -> list[Finding]:
    """A new account may have as few as 10, and our reserved ones would not fit."""
    settings = cloud.client("lambda").get_account_settings()
    limit, usage = settings["AccountLimit"], settings["AccountUsage"]
    reserved = sum(one.concurrency or 0 for one in functions(wanted.stage))
    left = limit["TotalCodeSize"] - usage.get("TotalCodeSize", 0)
    return [
        _at_least("Lambda 并发配额", limit["ConcurrentExecutions"], UNRESERVED + reserved),
        _at_least("Lambda 代码存储还剩(MB)", left // 10**6, CODE_BYTES // 10**6),
    ]


def _gateway(wanted: Wanted, cloud: Cloud) -> list[Finding]:
    """The account's throttle is above the stage's own: the lower one holds."""
    allowed = cloud.client("apigateway").get_account().get("throttleSettings", {})
    rate, burst = int(allowed.get("rateLimit", 0)), int(allowed.get("burstLimit", 0))
    return [
        _at_least("API Gateway 每秒请求配额", rate, wanted.stage.requests_per_second),
        _at_least("API Gateway 突发配额", burst, wanted.stage.burst),
    ]


def _roles(wanted: Wanted, cloud: Cloud) -> list[Finding]:
    summary = cloud.client("iam").get_account_summary()["SummaryMap"]
    left = summary["RolesQuota"] - summary["Roles"]
    return [_at_least("IAM 角色还能建", left, wanted.made["AWS::IAM::Role"])]


def _policies(wanted: Wanted, cloud: Cloud) -> list[Finding]:
    """Those of other stages and systems in the same account; a stage that stands has its own."""
    cdn = cloud.client("cloudfront")
    kinds = (
        ("缓存策略", "CachePolicy", cdn.list_cache_policies),
        ("响应头策略", "ResponseHeadersPolicy", cdn.list_response_headers_policies),
        ("源请求策略", "OriginRequestPolicy", cdn.list_origin_request_policies),
    )
    found = []
    for words, kind, ask in kinds:
        items = ask(Type="custom")[f"{kind}List"].get("Items", ())
        names = [one[kind][f"{kind}Config"]["Name"] for one in items]
        others = [one for one in names if not one.startswith(f"{wanted.stage.prefix}-")]
        left = OF_EACH_POLICY - len(others)
        needed = wanted.made[f"AWS::CloudFront::{kind}"]
        found.append(_at_least(f"CloudFront {words}还能建", left, needed))
    return found


def _at_least(words: str, there: int, wanted: int) -> Finding:
    if there >= wanted:
        return Finding(f"{words} {there}")
    return Finding(f"{words} {there},至少要 {wanted},请先申请提高", False)


_CHECKS: tuple[tuple[str, Check], ...] = (
    (" Lambda 配额", _lambda),
    (" API Gateway 配额", _gateway),
    (" IAM 角色配额", _roles),
    (" CloudFront 策略的数目", _policies),
)
