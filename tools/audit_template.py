"""checkov and asl-validator over what is deployed: both bring so much that they live apart.

``python -m tools.audit_template PYTHON ASL_VALIDATOR`` (the Python is the one of checkov's own
environment; `make audit` calls it) expands the template for both partitions. Every finding of
checkov must be waived in infra/template/checkov.yaml, for that resource and with a reason, and
every waiver must be needed. Every state machine must be valid. Ends 1 where something is wrong.
Nothing is downloaded, nobody is called.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from infra.deploy.stack.expand import whole_template
from infra.deploy.stack.lint import definitions, machine_findings
from infra.stage.file import load_stage
from infra.template.compute import Code

ROOT = Path(__file__).resolve().parents[1]
WAIVERS = ROOT / "infra" / "template" / "checkov.yaml"
CODE = Code("artifacts", "code/package.zip", "code/layer.zip", "python3.11")
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
REGIONS = ("eu-west-1", "cn-north-1")
SECONDS = 600
A_REASON = 20
"""A shorter one says nothing."""


@dataclass(frozen=True)
class Finding:
    """``resource`` as ``AWS::S3::Bucket.SiteBucket``."""

    check: str
    resource: str
    name: str


def expanded(region: str) -> dict[str, Any]:
    stage = load_stage("prod")
    if not region.startswith("cn-"):
        stage = replace(stage, region=region, certificate=CERTIFICATE)
    return whole_template(stage, CODE)


def checkov_findings(templates: Mapping[str, dict[str, Any]], python: str) -> list[Finding]:
    """Raises ValueError when checkov did not read every resource of every template."""
    with tempfile.TemporaryDirectory() as folder:
        for name, template in templates.items():
            text = json.dumps(template, ensure_ascii=False)
            (Path(folder) / f"{name}.json").write_text(text, "utf-8")
        command = [python, str(ROOT / "tools" / "run_checkov.py"), "-d", folder]
        command += ["--framework", "cloudformation", "--compact", "--quiet", "--skip-download"]
        command += ["-o", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if not done.stdout.strip():
        raise ValueError(f"checkov said nothing: {done.stderr[-300:]}")
    report = json.loads(done.stdout)
    read, there = report["summary"]["resource_count"], resources(templates)
    if read != there:
        raise ValueError(f"checkov read {read} of {there} resources")
    failed = report["results"]["failed_checks"]
    return [Finding(one["check_id"], one["resource"], one["check_name"]) for one in failed]


def resources(templates: Mapping[str, dict[str, Any]]) -> int:
    return sum(len(one["Resources"]) for one in templates.values())


def compare(findings: list[Finding], waivers: Mapping[str, Any]) -> list[str]:
    """Findings that nothing waives; waivers without a reason or without a finding."""
    said = []
    needed: set[tuple[str, str]] = set()
    for one in findings:
        where = waivers.get(one.check, {}).get("where", ())
        fitting = {(one.check, pattern) for pattern in where if fnmatchcase(one.resource, pattern)}
        needed |= fitting
        if not fitting:
            said.append(f"{one.check} {one.resource}: {one.name}")
    for check, waiver in waivers.items():
        if len(str(waiver.get("why") or "")) < A_REASON:
            said.append(f"{check}: waived without a reason")
        idle = {(check, one) for one in waiver.get("where") or ["nothing"]} - needed
        said += [f"{check}: waived for {pattern}, but nothing needs it" for _, pattern in idle]
    return sorted(set(said))


def machines_said(template: dict[str, Any], validator: Path) -> list[str]:
    """asl-validator's complaints, that it has none where it should, a file deployed nowhere."""
    machines = definitions(template)
    files = list((ROOT / "step_functions").glob("*.asl.json"))
    said = machine_findings(machines, validator)
    if len(files) != len(machines):
        said.append(f"{len(files)} files of state machines, {len(machines)} deployed")
    broken = {"Broken": {"StartAt": "Nowhere", "States": {"Here": {"Type": "Succeed"}}}}
    if not machine_findings(broken, validator):
        said.append("asl-validator finds nothing in a machine that starts nowhere")
    return said


def main(argv: list[str]) -> int:
    python, validator = argv
    templates = {region: expanded(region) for region in REGIONS}
    said = machines_said(templates[REGIONS[0]], Path(validator))
    findings = checkov_findings(templates, python)
    said += compare(findings, yaml.safe_load(WAIVERS.read_text("utf-8")))
    for line in said:
        print(line)
    machines = len(definitions(templates[REGIONS[0]]))
    read = f"{resources(templates)} resources in {' and '.join(REGIONS)}, {machines} state machines"
    print(f"{read}, {len(findings)} findings of checkov: {len(said) or 'nothing'} to say")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
