"""checkov and asl-validator over what is deployed: both bring so much that they live apart.

``python -m tools.audit_template checkov PROGRAM`` expands the template for both partitions and
compares the findings with infra/template/checkov.yaml, both ways.
``python -m tools.audit_template asl PROGRAM`` validates every state machine, its placeholders
filled. Each ends 1 where something is wrong. Nothing is downloaded, nobody is called.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from infra.deploy.expanding import expand
from infra.deploy.stage_file import load_stage
from infra.deploy.staging import stage_app
from infra.local.moto_server import fill_placeholders
from infra.template.compose import compose
from infra.template.compute import Code

ROOT = Path(__file__).resolve().parents[1]
WAIVERS = ROOT / "infra" / "template" / "checkov.yaml"
CODE = Code("artifacts", "code/package.zip", "code/layer.zip", "python3.11")
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:pass-deadline"
SECONDS = 600


def expanded(region: str) -> dict[str, Any]:
    stage = load_stage("prod")
    if not region.startswith("cn-"):
        stage = replace(stage, region=region, certificate=CERTIFICATE)
    with tempfile.TemporaryDirectory() as folder:
        staged = stage_app(stage, compose(stage, CODE), Path(folder))
    return expand(staged.sam, CODE, region)


def audit(program: str) -> list[str]:
    """What is neither fixed nor waived, and waivers that nothing needs."""
    with tempfile.TemporaryDirectory() as folder:
        for region in ("eu-west-1", "cn-north-1"):
            text = json.dumps(expanded(region), ensure_ascii=False)
            (Path(folder) / f"{region}.json").write_text(text, "utf-8")
        command = [program, "-d", folder, "--framework", "cloudformation", "--compact"]
        command += ["--quiet", "--skip-download", "-o", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if not done.stdout.strip():
        return [f"checkov said nothing: {done.stderr[-300:]}"]
    return compare(json.loads(done.stdout), yaml.safe_load(WAIVERS.read_text("utf-8")))


def compare(report: Any, waivers: dict[str, str]) -> list[str]:
    reports = report if isinstance(report, list) else [report]
    failed = [one for each in reports for one in each["results"]["failed_checks"]]
    found = {one["check_id"] for one in failed}
    open_ = [
        f"{one['check_id']} {one['resource']}: {one['check_name']}"
        for one in failed
        if one["check_id"] not in waivers
    ]
    return [*open_, *(f"{one}: waived, but nothing needs it" for one in waivers.keys() - found)]


def validate_machines(program: str) -> list[str]:
    """asl-validator's complaints about step_functions/*.asl.json."""
    values = {"Partition": "aws", "PassDeadlineFunctionArn": FUNCTION}
    said = []
    for path in sorted((ROOT / "step_functions").glob("*.asl.json")):
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as filled:
            filled.write(fill_placeholders(path.read_text("utf-8"), values))
            filled.flush()
            done = subprocess.run(
                [program, "--json-path", filled.name],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        if done.returncode != 0:
            said.append(f"{path.name}: {(done.stdout or done.stderr).strip()[:500]}")
    return said


def main(argv: list[str]) -> int:
    what, program = argv
    said = {"checkov": audit, "asl": validate_machines}[what](program)
    for line in said:
        print(line)
    print(f"{what}: {'nothing to say' if not said else f'{len(said)} findings'}")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
