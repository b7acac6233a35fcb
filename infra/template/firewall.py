"""The firewall before the API: regional, since aws-cn has none at the CDN.

By whose address a call is counted: the firewall sees the CDN's own, and of X-Forwarded-For it can
read the first entry alone or the text as a whole. The CDN adds the caller's address at the end of
whatever the caller sent, so the first entry is the caller's to choose: counted by it, anybody
could have somebody else refused. The whole text ends with an address that nobody can choose.
"""

from chalicelib.cloud.settings import PROXY_HEADER
from infra.stage.file import Stage
from infra.template.shape import Resources, Template, arn, proxy_secret, tags

RATE_PER_5_MINUTES = 3000
"""Calls from one address before the firewall refuses it; a unit's whole office is one address."""
FORWARDED = "x-forwarded-for"
_AS_IT_IS = [{"Priority": 0, "Type": "NONE"}]


def firewall(stage: Stage, target: Template, after: str) -> Resources:
    """Known bad inputs are refused, and an address that calls without end. A body's size is not
    judged: the signature is checked before a body is read."""
    rules = [
        _managed("AWSManagedRulesKnownBadInputsRuleSet", 1),
        _managed("AWSManagedRulesAmazonIpReputationList", 2),
        *_per_address(3),
    ]
    acl = {
        "Name": stage.prefix,
        "Scope": "REGIONAL",
        "DefaultAction": {"Allow": {}},
        "Rules": rules,
        "VisibilityConfig": _visible(stage.prefix),
        "Tags": tags(stage.name),
    }
    association = {
        "Type": "AWS::WAFv2::WebACLAssociation",
        "DependsOn": [after],
        "Properties": {"ResourceArn": target, "WebACLArn": arn("Firewall")},
    }
    return {
        "Firewall": {"Type": "AWS::WAFv2::WebACL", "Properties": acl},
        "FirewallOfApi": association,
    }


def _managed(name: str, priority: int) -> Template:
    group = {"VendorName": "AWS", "Name": name}
    return {
        "Name": name,
        "Priority": priority,
        "OverrideAction": {"None": {}},
        "Statement": {"ManagedRuleGroupStatement": group},
        "VisibilityConfig": _visible(name),
    }


def _per_address(first: int) -> list[Template]:
    """Three counts, none of which can be run up in another's name.

    Who calls around the CDN is counted by the address he calls from; who comes through it, by
    what it forwards. Who sends an X-Forwarded-For of his own (a browser does not; an office that
    opens TLS may) is counted together with all who do, so that a new one in each call is no way
    out.
    """
    through = _has(PROXY_HEADER, "EXACTLY", proxy_secret())
    own = _has(FORWARDED, "CONTAINS", ",")
    text = {"Header": {"Name": FORWARDED, "TextTransformations": _AS_IT_IS}}
    counted: list[tuple[str, Template]] = [
        ("around-the-cdn", {"AggregateKeyType": "IP", "ScopeDownStatement": _not(through)}),
        (
            "per-address",
            {
                "AggregateKeyType": "CUSTOM_KEYS",
                "CustomKeys": [text],
                "ScopeDownStatement": _both(through, _not(own)),
            },
        ),
        (
            "forwarded-by-others",
            {"AggregateKeyType": "CONSTANT", "ScopeDownStatement": _both(through, own)},
        ),
    ]
    return [_rate(name, first + at, one) for at, (name, one) in enumerate(counted)]


def _rate(name: str, priority: int, counted: Template) -> Template:
    return {
        "Name": name,
        "Priority": priority,
        "Action": {"Block": {}},
        "Statement": {"RateBasedStatement": {"Limit": RATE_PER_5_MINUTES, **counted}},
        "VisibilityConfig": _visible(name),
    }


def _has(header: str, how: str, text: str | Template) -> Template:
    match = {
        "FieldToMatch": {"SingleHeader": {"Name": header.lower()}},
        "PositionalConstraint": how,
        "SearchString": text,
        "TextTransformations": _AS_IT_IS,
    }
    return {"ByteMatchStatement": match}


def _not(statement: Template) -> Template:
    return {"NotStatement": {"Statement": statement}}


def _both(one: Template, other: Template) -> Template:
    return {"AndStatement": {"Statements": [one, other]}}


def _visible(name: str) -> Template:
    return {
        "SampledRequestsEnabled": False,
        "CloudWatchMetricsEnabled": True,
        "MetricName": name,
    }
