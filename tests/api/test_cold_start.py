"""What a cold start imports: the use case of a call comes with that call (docs/performance.md)."""

import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = "import app, json, sys; print(json.dumps(sorted(sys.modules)))"


def test_wiring_the_app_imports_no_use_case_of_a_view_and_nothing_heavy() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(ended.stdout))
    assert "chalicelib.kernel.ports" in loaded
    use_cases = (
        "requests.use_cases.filing",
        "requests.use_cases.answering",
        "keys.use_cases.registering",
    )
    assert not loaded & {f"chalicelib.{one}" for one in use_cases}
    assert not loaded & {"boto3", "aws_lambda_powertools", "qrcode", "pyhanko", "typst"}
