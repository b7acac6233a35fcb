"""Chalice's part: its own packager run in a clean directory, for the API's definition.

The packages themselves are ours (docs/adr/0012-our-own-packages.md): Chalice sees an empty
requirements.txt, gives its runtime and the SAM template, and merges ours into it.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.stage.file import Stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem
from infra.template.api import STAGE as API_STAGE

REPOSITORY = Path(__file__).resolve().parents[3]
APP_FILES = ("app.py", "chalicelib")
SECONDS = 600
_PROGRAM = "from chalice.cli import main; main()"
_LEFT_OUT = ("__pycache__", "*.pyc", ".*")


@dataclass(frozen=True)
class Staged:
    """``sam``: Chalice's template with ours merged in; ``app``: what its package holds."""

    sam: dict[str, Any]
    app: Path


def stage_app(stage: Stage, merge: dict[str, Any], folder: Path) -> Staged:
    """Copy the app into ``folder``, run `chalice package --merge-template` over the copy.

    Raises DeployProblem with Chalice's own last words.
    """
    source = folder / "source"
    source.mkdir(parents=True)
    for name in APP_FILES:
        place = REPOSITORY / name
        if place.is_dir():
            shutil.copytree(place, source / name, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        else:
            shutil.copy2(place, source / name)
    (source / "requirements.txt").write_text("")
    (source / ".chalice").mkdir()
    (source / ".chalice" / "config.json").write_text(json.dumps(_configuration(stage)))
    merge_file, out = folder / "merge.json", folder / "out"
    merge_file.write_text(json.dumps(merge, ensure_ascii=True))
    _run(stage, source, ["--merge-template", str(merge_file), str(out)])
    app = folder / "app"
    with zipfile.ZipFile(out / "deployment.zip") as package:
        package.extractall(app)
    return Staged(json.loads((out / "sam.json").read_text("utf-8")), app)


def _configuration(stage: Stage) -> dict[str, Any]:
    own: dict[str, Any] = {
        "api_gateway_stage": API_STAGE,
        "api_gateway_endpoint_type": "REGIONAL",
        "autogen_policy": False,
        "manage_iam_role": False,
        "iam_role_arn": "replaced by the merged template",
        "lambda_memory_size": 1024,
        "lambda_timeout": 29,
        "tags": {"project": "mianzheng", "stage": stage.name},
    }
    return {"version": "2.0", "app_name": "mianzheng", "stages": {stage.name: own}}


def _run(stage: Stage, source: Path, arguments: list[str]) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment = {
        **kept,
        "AWS_DEFAULT_REGION": stage.region,
        "AWS_ACCESS_KEY_ID": "packaging-needs-none",
        "AWS_SECRET_ACCESS_KEY": "packaging-needs-none",
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": str(source),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-W", "ignore", "-c", _PROGRAM, "package", "--stage", stage.name]
    done = subprocess.run(
        [*command, *arguments],
        cwd=source,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["没有说明"]
        raise DeployProblem(
            f"chalice package 没有成功:{last[0]}",
            NOTHING_TOUCHED,
            "改正后重试;make test 会先指出多数这类错误",
        )
