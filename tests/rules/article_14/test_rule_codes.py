"""亮规则码 (Art. 14, OURS): a row of the public list that a citizen shows at a counter."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.catalogue.domain.rows import Disposition, Method
from chalicelib.kernel.errors import FieldInvalid, JsonInvalid
from chalicelib.kernel.texts import qr_text
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.keys.domain.kids import edition_kid, edition_of_kid
from chalicelib.proofs.adapters.qr_square import draw
from chalicelib.publishing.domain.rule_code import (
    LARGEST_PAYLOAD,
    RuleCode,
    digits_of,
    plain,
    token_of,
)
from chalicelib.publishing.domain.rule_code_check import RuleCodeOutcome, check_rule_code
from tests.vectors.make import documents
from tests.vectors.rules import CURRENT, link, token

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/rule_codes.json").read_text("utf-8"))
NOW = datetime.fromtimestamp(VECTORS["now"], UTC)
LARGEST_VERSION = 15


def test_the_vectors_are_those_that_the_maker_writes() -> None:
    assert documents()["rule_codes.json"] == VECTORS


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: str(case["name"]))
def test_a_rule_code_has_the_outcome_that_the_vectors_say(case: dict[str, Any]) -> None:
    keys = PublishedKeys(VECTORS["jwks"])
    found = check_rule_code(case["text"], keys.edition_key, VECTORS["in_force"], NOW)
    claims = None if found.code is None else json.loads(found.code.to_payload())
    assert (found.outcome.value, claims) == tuple(case["expected"].values())


def test_every_outcome_has_a_case() -> None:
    assert {one["expected"]["outcome"] for one in VECTORS["cases"]} == set(RuleCodeOutcome)


@pytest.mark.parametrize("text", VECTORS["as_proof"]["texts"])
def test_a_rule_code_is_no_proof(text: str) -> None:
    with pytest.raises(qr_text.NotOurs):
        qr_text.token_of(text)


def test_no_bit_of_a_rule_code_can_be_altered() -> None:
    keys = PublishedKeys(VECTORS["jwks"])
    packed = qr_text.bytes_of_digits(VECTORS["digits"]["digits"])
    for at in range(len(packed)):
        altered = bytes(one ^ (at == place) for place, one in enumerate(packed))
        digits = qr_text.digits_of_bytes(altered)
        found = check_rule_code(digits, keys.edition_key, VECTORS["in_force"], NOW)
        assert found.code is None, at
        assert found.outcome not in (RuleCodeOutcome.CURRENT, RuleCodeOutcome.SUPERSEDED)


def test_the_code_names_the_row_and_nobody_else() -> None:
    members = json.loads(CURRENT.to_payload())
    assert list(members) == ["e", "f", "r", "n", "u", "t", "d", "m", "o", "b"]


def test_the_token_comes_back_to_the_byte() -> None:
    assert token_of(digits_of(token(CURRENT))) == token(CURRENT)
    assert token_of(link(CURRENT)) == token(CURRENT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"edition": 0}, "e"),
        ({"row": "-1"}, "r"),
        ({"item": ""}, "n"),
        ({"unit": "区\u200b局"}, "u"),
        ({"material": "证" * 201}, "t"),
        ({"basis": "据" * 61}, "b"),
        ({"methods": (Method.DATA_SHARING, Method.DATA_SHARING)}, "m"),
    ],
)
def test_a_code_that_could_mislead_is_not_made(change: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        replace(CURRENT, **change)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "change", [{"e": True}, {"d": "X"}, {"f": "2026-1-1"}, {"m": "Z"}, {"x": "X99"}, {"p": ""}]
)
def test_a_payload_that_no_writer_of_ours_makes_is_refused(change: dict[str, object]) -> None:
    payload = json.dumps({**json.loads(CURRENT.to_payload()), **change}).encode()
    with pytest.raises((FieldInvalid, JsonInvalid)):
        RuleCode.from_payload(payload)


def test_a_long_row_is_cut_until_a_phone_can_scan_it_its_names_never() -> None:
    long = replace(
        CURRENT,
        disposition=Disposition.CANCELLED,
        item="事" * 20,
        replacement="替" * 60,
        basis="据" * 60,
    )
    fitted = long.fitted()
    assert len(fitted.to_payload()) <= LARGEST_PAYLOAD
    assert (fitted.item, fitted.basis) == (long.item, "")
    assert fitted.replacement.endswith("…")
    named = replace(long, item="事" * 90, replacement="")
    assert named.fitted().item == named.item


def test_the_largest_fitted_code_stays_within_version_15() -> None:
    padded = replace(CURRENT, basis="据" * 60, replacement="a" * 150).fitted()
    assert LARGEST_PAYLOAD - 3 <= len(padded.to_payload()) <= LARGEST_PAYLOAD
    assert draw(link(padded)).version <= LARGEST_VERSION


def test_what_can_not_be_shown_stands_as_a_blank() -> None:
    assert plain("凭身份证\n办理\u200b") == "凭身份证 办理"
    assert plain("长" * 300) == "长" * 199 + "…"


def test_an_editions_key_has_one_name() -> None:
    assert edition_of_kid(edition_kid(12)) == 12
    assert [edition_of_kid(one) for one in ("edition-0", "edition-01", "status-1")] == [None] * 3
    with pytest.raises(ValueError, match="number"):
        edition_kid(0)


def test_the_day_of_effect_is_said() -> None:
    assert json.loads(CURRENT.to_payload())["f"] == date(2026, 11, 20).isoformat()
