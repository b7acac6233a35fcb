"""Art. 9, 11: the vectors that the check page and the command line both have to pass."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.texts.check_codes import check_code_of, parse_check_code
from chalicelib.kernel.texts.qr_text import digits_of, token_of
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.proofs.check.adapters import StatusFiles
from chalicelib.proofs.check.domain.check import (
    CheckResult,
    Expected,
    check_file_receipt,
    check_token,
)
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from tests.vectors import make

FOLDER = Path(__file__).parents[2] / "vectors"


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


CHECKS, CODES, TEXTS = read("checks.json"), read("check_codes.json"), read("texts.json")
UNSHOWN = {CheckOutcome.NOT_OURS, CheckOutcome.KEY_UNKNOWN, CheckOutcome.UNTRUSTED}


def by_name(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(one, id=one["name"]) for one in cases]


def keys_and_files(case: dict[str, Any]) -> tuple[PublishedKeys, StatusFiles]:
    keys = PublishedKeys(CHECKS["jwks"][case["jwks"]])
    text = None if case["list"] is None else CHECKS["lists"][case["list"]]
    return keys, StatusFiles(keys, lambda _shard: text)


def checked(case: dict[str, Any]) -> CheckResult:
    keys, files = keys_and_files(case)
    now = datetime.fromtimestamp(case["now"], UTC)
    expected = Expected(purpose_item=case["purpose_item"], check_code=case["check_code"])
    return check_token(case["text"], keys.proof_key, files.read, now, expected)


def seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


@pytest.mark.parametrize("case", by_name(CHECKS["cases"]))
def test_a_code_gets_its_outcome_and_shows_only_what_was_verified(case: dict[str, Any]) -> None:
    result = checked(case)

    shown = None if result.claims is None else json.loads(result.claims.to_payload())
    assert {
        "outcome": result.outcome,
        "claims": shown,
        "list_time": seconds(result.list_time),
        "clock_behind": result.clock_behind,
    } == case["expected"]
    assert (result.claims is None) == (result.outcome in UNSHOWN)
    if result.outcome in UNSHOWN:
        said = "".join(line.text for line in result.lines)
        assert "M00012" not in said
        assert "SX001" not in said


@pytest.mark.parametrize("case", by_name(CHECKS["file_cases"]))
def test_a_file_gets_the_outcome_of_its_receipt(case: dict[str, Any]) -> None:
    keys, files = keys_and_files(case)
    now = datetime.fromtimestamp(case["now"], UTC)

    result = check_file_receipt(case["receipt"], case["sha256"], keys.proof_key, files.read, now)

    assert {
        "outcome": result.outcome,
        "proof_id": result.proof_id,
        "list_time": seconds(result.list_time),
    } == case["expected"]
    assert result.claims is None


@pytest.mark.parametrize("case", by_name(CODES["typed"]))
def test_a_typed_code_is_understood_or_refused(case: dict[str, Any]) -> None:
    if case["code"] is None:
        with pytest.raises(FieldInvalid, match="请对照证明再输一遍"):
            parse_check_code(case["typed"])
    else:
        assert parse_check_code(case["typed"]) == case["code"]


def test_a_proof_s_code_comes_from_its_id_alone() -> None:
    assert {one["jti"]: check_code_of(one["jti"]) for one in CODES["codes"]} == {
        one["jti"]: one["code"] for one in CODES["codes"]
    }


def test_digits_and_token_are_two_writings_of_the_same_bytes() -> None:
    assert [(digits_of(one["token"]), token_of(one["digits"])) for one in TEXTS] == [
        (one["digits"], one["token"]) for one in TEXTS
    ]
    assert {len(one["digits"]) % 5 for one in TEXTS} == {0, 3}


def test_every_outcome_of_the_rule_has_vectors_and_no_two_share_a_name() -> None:
    names = [one["name"] for one in CHECKS["cases"]]

    assert {one["expected"]["outcome"] for one in CHECKS["cases"]} == set(CheckOutcome)
    assert len(set(names)) == len(names)


def test_the_files_are_what_the_script_writes() -> None:
    """But for the status lists themselves: another zlib may compress to other bytes."""
    written = make.documents()

    for name in ("cases", "file_cases"):
        assert without_lists(CHECKS[name]) == without_lists(written["checks.json"][name])
    assert CHECKS["jwks"] == written["checks.json"]["jwks"]
    assert list(CHECKS["lists"]) == list(written["checks.json"]["lists"])
    assert (written["check_codes.json"], written["texts.json"]) == (CODES, TEXTS)


def without_lists(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in cases if "a status list" not in one["name"]]
