"""The expanded template, linted in this process; its state machines by their own validator."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from infra.stage.problems import NOTHING_TOUCHED, DeployProblem

ASL_VALIDATOR = Path(__file__).resolve().parents[3] / "tools/asl/node_modules/.bin/asl-validator"
"""`make audit` installs it. It wants npm, so a deployment does without where it is not there:
cfn-lint knows the form of a state machine, too."""
SECONDS = 60


def findings(template: dict[str, Any], region: str) -> list[str]:
    """Each finding as ``E3012 Resources/Table/Properties: what``; empty when clean."""
    from cfnlint.api import lint

    matches = lint(json.dumps(template), regions=[region])
    return sorted(
        f"{one.rule.id} {'/'.join(map(str, one.path or ()))}: {one.message}" for one in matches
    )


def definitions(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every state machine as it will stand, by its name; the ARNs in it are made up."""
    found = {}
    for name, one in template["Resources"].items():
        if one["Type"] == "AWS::StepFunctions::StateMachine":
            text = one["Properties"]["DefinitionString"]
            for placeholder in one["Properties"]["DefinitionSubstitutions"]:
                made_up = f"arn:aws:lambda:eu-west-1:123456789012:function:{placeholder}"
                text = text.replace(f"${{{placeholder}}}", made_up)
            found[name] = json.loads(text)
    return found


def machine_findings(machines: dict[str, dict[str, Any]], program: Path) -> list[str]:
    """What asl-validator has against each; empty when all are right."""
    said = []
    for name, definition in machines.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.json"
            path.write_text(json.dumps(definition), "utf-8")
            command = [str(program), "--json-path", str(path)]
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        if done.returncode != 0:
            said.append(f"{name}: {(done.stdout + done.stderr).strip()[:500]}")
    return said


def demand_clean(template: dict[str, Any], region: str) -> None:
    """Raises DeployProblem with the first findings."""
    found = findings(template, region)
    if ASL_VALIDATOR.exists():
        found += machine_findings(definitions(template), ASL_VALIDATOR)
    if found:
        shown = "\n".join(found[:5])
        raise DeployProblem(
            f"模板检查没有通过({len(found)} 处):\n{shown}",
            NOTHING_TOUCHED,
            "改正 infra/template 后重试",
        )
