"""What a cold start imports: the view and the use case of a call come with that call, and a
subject nobody asks for stays away (docs/performance.md)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.bench.events import COLLECTION, lambda_event
from infra.bench.surroundings import fresh_case_no, running
from infra.demo.cast import applicant

REPOSITORY = Path(__file__).resolve().parents[2]
IMPORTED = "import app, json, sys; print(json.dumps(sorted(sys.modules)))"
ANSWERED = """
import json, sys
event = json.load(sys.stdin)
from app import app
assert app(event, None)["statusCode"] == 200
print(json.dumps(sorted(sys.modules)))
"""
MOST_IMPORTED, MOST_ANSWERED = 95, 130
OTHER_SUBJECTS = ("complaints", "adjustments", "erasure", "publishing", "proofs", "notices")


def loaded(program: str, told: str = "", environment: dict[str, str] | None = None) -> set[str]:
    """The modules of a fresh process that ran this."""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        input=told,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(ended.stdout.splitlines()[-1]))


def own(modules: set[str]) -> set[str]:
    return {one for one in modules if one.split(".")[0] in ("app", "chalicelib")}


def test_the_app_is_its_routes_and_nothing_is_wired_before_a_call_comes() -> None:
    modules = loaded(IMPORTED)
    assert len(own(modules)) <= MOST_IMPORTED
    assert "chalicelib.requests.api.routes" in modules
    assert not {one for one in own(modules) if one.endswith((".views", ".use_cases", ".wiring"))}
    assert not modules & {"boto3", "pynamodb", "aws_lambda_powertools", "qrcode", "pyhanko"}


@pytest.mark.slow
def test_a_signed_read_loads_its_own_subject_and_no_other(tmp_path: Path) -> None:
    with running(tmp_path) as bench:
        key = bench.key("370402006", "agent")
        body = {"row": "ZM007", "case_no": fresh_case_no(), "applicant": applicant()}
        filed = bench.call(key, "POST", COLLECTION, body).body["id"]
        event = lambda_event(bench.signed(key, "GET", f"{COLLECTION}/{filed}"))
        environment = bench.environment() | {"PYTHONPATH": str(REPOSITORY)}
        modules = loaded(ANSWERED, json.dumps(event), environment)
    assert len(own(modules)) <= MOST_ANSWERED
    assert "chalicelib.requests.use_cases.reading" in modules
    others = {f"chalicelib.{one}.{part}" for one in OTHER_SUBJECTS for part in ("domain", "ports")}
    assert not modules & (others | {"chalicelib.requests.use_cases.filing", "boto3"})
