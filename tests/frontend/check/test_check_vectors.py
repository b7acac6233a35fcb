"""A shared vector of each kind in the browser; all of them run in Node (tests/js)."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.frontend.conftest import Visit

pytestmark = pytest.mark.needs_chromium

VECTORS = Path(__file__).parents[2] / "vectors"
CHECKS = json.loads((VECTORS / "checks.json").read_text("utf-8"))

CHECK = """async (given) => {
    const { checkToken } = await import('/js/check/check.js');
    const { checkFile } = await import('/js/check/file.js');
    const readStatus = async () => given.list;
    const asked = { jwks: given.jwks, readStatus, now: given.now, item: given.item,
                    code: given.code };
    const found = given.sha256 ? await checkFile(given.text, given.sha256, asked)
                               : await checkToken(given.text, asked);
    return { outcome: found.outcome, claims: found.claims ?? null,
             proof_id: (found.claims ?? found.receipt)?.jti ?? null,
             list_time: found.listTime ?? null, clock_behind: found.clockBehind };
}"""


def checked(page: Page, case: dict[str, Any], text: str) -> dict[str, Any]:
    given = {
        "text": text,
        "jwks": CHECKS["jwks"][case["jwks"]],
        "list": None if case["list"] is None else CHECKS["lists"][case["list"]],
        "now": case["now"],
        "item": case.get("purpose_item"),
        "code": case.get("check_code"),
        "sha256": case.get("sha256"),
    }
    found: dict[str, Any] = page.evaluate(CHECK, given)
    return found


def test_a_token_has_the_outcome_that_the_vectors_say(visit: Visit) -> None:
    case = CHECKS["cases"][0]
    found = checked(visit(), case, case["text"])
    assert found["claims"]
    assert {name: found[name] for name in case["expected"]} == case["expected"]


def test_a_file_receipt_has_the_outcome_that_the_vectors_say(visit: Visit) -> None:
    case = next(one for one in CHECKS["file_cases"] if one["receipt"] is not None)
    found = checked(visit(), case, case["receipt"])
    assert found["claims"] is None
    assert {name: found[name] for name in case["expected"]} == case["expected"]
