"""cfn-lint over the expanded template, for one region, in this process."""

import json
from typing import Any

from infra.deploy.problems import NOTHING_TOUCHED, DeployProblem


def findings(template: dict[str, Any], region: str) -> list[str]:
    """Each finding as ``E3012 Resources/Table/Properties: what``; empty when clean."""
    from cfnlint.api import lint

    matches = lint(json.dumps(template), regions=[region])
    return sorted(
        f"{one.rule.id} {'/'.join(map(str, one.path or ()))}: {one.message}" for one in matches
    )


def demand_clean(template: dict[str, Any], region: str) -> None:
    """Raises DeployProblem with the first findings."""
    found = findings(template, region)
    if found:
        shown = "\n".join(found[:5])
        raise DeployProblem(
            f"模板检查没有通过({len(found)} 处):\n{shown}",
            NOTHING_TOUCHED,
            "改正 infra/template 后重试",
        )
