"""The audit of the template (`make audit`): what it lets pass, and what it does not."""

from typing import Any

import pytest

from tools.audit_template import Finding, compare

BUCKET = Finding("CKV_AWS_18", "AWS::S3::Bucket.SiteBucket", "Ensure access logging")
WAIVER = {"where": ["AWS::S3::Bucket.SiteBucket"], "why": "It would record who read what."}


def test_a_finding_that_is_waived_where_it_stands_is_silent() -> None:
    assert compare([BUCKET], {"CKV_AWS_18": WAIVER}) == []
    assert compare([BUCKET], {"CKV_AWS_18": {**WAIVER, "where": ["AWS::S3::Bucket.*"]}}) == []


@pytest.mark.parametrize(
    ("findings", "waivers", "said"),
    [
        ([BUCKET], {}, "CKV_AWS_18 AWS::S3::Bucket.SiteBucket: Ensure access logging"),
        (
            [BUCKET, Finding("CKV_AWS_18", "AWS::S3::Bucket.Other", "Ensure access logging")],
            {"CKV_AWS_18": WAIVER},
            "CKV_AWS_18 AWS::S3::Bucket.Other: Ensure access logging",
        ),
        ([], {"CKV_AWS_18": WAIVER}, "nothing needs it"),
        ([BUCKET], {"CKV_AWS_18": {**WAIVER, "why": ""}}, "CKV_AWS_18: waived without a reason"),
        ([BUCKET], {"CKV_AWS_18": {"where": WAIVER["where"]}}, "waived without a reason"),
        ([], {"CKV_AWS_18": {"why": WAIVER["why"]}}, "waived for nothing"),
    ],
)
def test_what_is_not_waived_or_waived_for_nothing_is_told(
    findings: list[Finding], waivers: dict[str, Any], said: str
) -> None:
    (line,) = compare(findings, waivers)
    assert said in line
