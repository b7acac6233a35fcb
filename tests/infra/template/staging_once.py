"""The expanded template of a stage, made once per test session and region."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from infra.deploy.stack.expand import whole_template
from infra.stage.file import Stage, load_stage
from infra.template.compute import Code

GLOBAL, CHINA = "eu-west-1", "cn-north-1"
CODE = Code("mianzheng-artifacts", "code/package-1.zip", "code/layer-1.zip", "python3.11")
ACM = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"


def stage_in(region: str) -> Stage:
    stage = load_stage("prod")
    if region == CHINA:
        return stage
    return replace(stage, region=region, certificate=ACM)


@lru_cache(maxsize=4)
def expanded(region: str) -> dict[str, Any]:
    return whole_template(stage_in(region), CODE)


def of_type(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """The properties of every resource of a type, by its name."""
    found = template["Resources"].items()
    return {name: one.get("Properties", {}) for name, one in found if one["Type"] == kind}
