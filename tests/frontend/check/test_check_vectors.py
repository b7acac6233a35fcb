"""The shared vectors, in the browser: the same outcome as the Python twin for every case."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.frontend.site import Site

pytestmark = pytest.mark.needs_chromium

VECTORS = Path(__file__).parents[1] / "vectors"
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


@pytest.fixture(scope="module")
def page(served: Site, chromium: Browser) -> Iterator[Page]:
    """One page for all of them: the modules hold no state."""
    served.reset()
    opened = chromium.new_page(service_workers="block")
    opened.goto(f"{served.origin}/p")
    yield opened
    opened.context.close()


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


@pytest.mark.parametrize("case", CHECKS["cases"], ids=lambda case: case["name"])
def test_a_token_has_the_outcome_that_the_vectors_say(page: Page, case: dict[str, Any]) -> None:
    found = checked(page, case, case["text"])
    assert {name: found[name] for name in case["expected"]} == case["expected"]


@pytest.mark.parametrize(
    "case",
    [one for one in CHECKS["file_cases"] if one["receipt"] is not None],
    ids=lambda case: case["name"],
)
def test_a_file_receipt_has_the_outcome_that_the_vectors_say(
    page: Page, case: dict[str, Any]
) -> None:
    found = checked(page, case, case["receipt"])
    assert found["claims"] is None
    assert {name: found[name] for name in case["expected"]} == case["expected"]


def test_check_codes_are_those_of_the_vectors(page: Page) -> None:
    codes = json.loads((VECTORS / "check_codes.json").read_text("utf-8"))
    found = page.evaluate(
        """async ({ codes, typed }) => {
            const { checkCodeOf, readCheckCode } = await import('/js/check/code.js');
            return [await Promise.all(codes.map((one) => checkCodeOf(one.jti))),
                    typed.map((one) => readCheckCode(one.typed).code ?? null)];
        }""",
        codes,
    )
    assert found == [
        [one["code"] for one in codes["codes"]],
        [one["code"] for one in codes["typed"]],
    ]


def test_digits_become_the_byte_exact_token(page: Page) -> None:
    texts = json.loads((VECTORS / "texts.json").read_text("utf-8"))
    found = page.evaluate(
        """async (texts) => {
            const { tokenOf } = await import('/js/shared/token.js');
            return texts.map((one) => tokenOf(one.digits).parts.join('.'));
        }""",
        texts,
    )
    assert found == [one["token"] for one in texts]
