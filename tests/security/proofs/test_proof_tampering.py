"""Nothing but the very bytes that were signed is ever genuine; no other key can make them."""

import random
from datetime import datetime

import pytest

from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.qr_text import digits_of, header_of, url_of
from chalicelib.keys.adapters.jwk import generate_private_jwk, public_jwk
from chalicelib.keys.adapters.published import PublishedKeys, purpose_entry
from chalicelib.proofs.check.adapters import StatusFiles
from chalicelib.proofs.check.domain.check import CheckResult, check_file_receipt, check_token
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from chalicelib.proofs.status.adapters.lists import Verifies
from chalicelib.proofs.status.domain import StatusSheet, StatusUnreadable
from tests.vectors import lists
from tests.vectors.files import SHA256, receipt
from tests.vectors.making import (
    NOW,
    ORIGIN,
    PRODUCTION,
    PROOF_KEY,
    RESPONSE_KEY,
    REVOKED_INDEX,
    SAMPLE,
    STATUS_KEY,
    flipped,
    proof,
    signed,
)

KEYS = PublishedKeys(PRODUCTION)
TOKEN, FRESH = signed(SAMPLE), lists.listed()
NOT_SHOWN = {CheckOutcome.UNTRUSTED, CheckOutcome.KEY_UNKNOWN, CheckOutcome.NOT_OURS}
CHANCE = random.Random(20261122)  # noqa: S311  # repeatable, no secret


def check(text: str, status_list: str | None = None, now: datetime = NOW) -> CheckResult:
    listed = FRESH if status_list is None else status_list
    return check_token(text, KEYS.proof_key, StatusFiles(KEYS, lambda _: listed).read, now)


def bits(*texts: str) -> list[tuple[int, int]]:
    """Every (part, bit) of a compact JWS."""
    parts = [base64url.decode(one) for one in texts]
    return [(part, bit) for part, content in enumerate(parts) for bit in range(len(content) * 8)]


def test_the_untouched_token_is_genuine() -> None:
    assert check(TOKEN).outcome is CheckOutcome.VALID


@pytest.mark.parametrize("place", CHANCE.sample(bits(*TOKEN.split(".")), 500), ids=str)
def test_a_flipped_bit_of_a_token_is_never_genuine_and_shows_nothing(
    place: tuple[int, int],
) -> None:
    result = check(flipped(TOKEN, *place))

    assert result.outcome in NOT_SHOWN
    assert result.claims is None


def test_a_flipped_bit_of_the_digits_bytes_is_never_genuine() -> None:
    packed = bytes([1]) + b"".join(base64url.decode(one) for one in TOKEN.split(".")[1:])
    for _ in range(500):
        changed, at = bytearray(packed), CHANCE.randrange(len(packed) * 8)
        changed[at // 8] ^= 1 << at % 8
        if changed[0] == 0:  # kid 0 can't be written as a token
            continue
        parts = header_of(changed[0]), bytes(changed[1:-64]), bytes(changed[-64:])
        token = ".".join(base64url.encode(one) for one in parts)

        assert check(url_of(ORIGIN, token)).outcome in NOT_SHOWN


def test_a_changed_digit_is_never_genuine() -> None:
    digits = digits_of(TOKEN)
    for at in CHANCE.sample(range(len(digits)), 300):
        other = str((int(digits[at]) + CHANCE.randrange(1, 10)) % 10)

        assert check(digits[:at] + other + digits[at + 1 :]).outcome in NOT_SHOWN


def test_a_flipped_bit_of_a_status_list_confirms_nothing() -> None:
    for part, bit in CHANCE.sample(bits(*FRESH.split(".")), 500):
        result = check(TOKEN, flipped(FRESH, part, bit))

        assert result.outcome is CheckOutcome.STATUS_UNKNOWN
        assert result.list_time is None


def test_a_flipped_bit_of_a_file_receipt_is_never_genuine() -> None:
    good = receipt()
    files = StatusFiles(KEYS, lambda _shard: FRESH)
    for part, bit in CHANCE.sample(bits(*good.split(".")), 300):
        changed = flipped(good, part, bit)
        result = check_file_receipt(changed, SHA256, KEYS.proof_key, files.read, NOW)

        assert result.outcome in NOT_SHOWN
        assert result.proof_id is None


def test_another_proof_s_signature_does_not_fit() -> None:
    other = signed(proof(masked_subject="李*"))

    assert check(TOKEN.rpartition(".")[0] + "." + other.rpartition(".")[2]).outcome is (
        CheckOutcome.UNTRUSTED
    )


def test_a_list_of_another_shard_does_not_clear_a_revoked_proof() -> None:
    revoked = signed(proof(status_index=REVOKED_INDEX, status_shard=17))

    assert check(revoked).outcome is CheckOutcome.STATUS_UNKNOWN


def test_a_sheet_of_another_shard_is_refused_by_the_check_itself() -> None:
    def other(_shard: int) -> StatusSheet:
        return StatusSheet(17, NOW, NOW.replace(day=23), bytes(16_384))

    assert check_token(TOKEN, KEYS.proof_key, other, NOW).outcome is CheckOutcome.STATUS_UNKNOWN


def test_a_status_key_signs_no_proof_and_a_proof_key_no_list() -> None:
    jwks = {"keys": [*PRODUCTION["keys"], purpose_entry(STATUS_KEY.public("9"), "status")]}
    keys = PublishedKeys(jwks)

    assert keys.proof_key("9") is None
    assert keys.status_key("9") is not None
    assert keys.status_key("1") is None


@pytest.mark.parametrize("kid", ["0", "256", "01", "1 ", "", "one", "res-1", "1"])
def test_a_proof_key_s_id_is_a_number_from_1_to_255(kid: str) -> None:
    keys = PublishedKeys({"keys": [PROOF_KEY.public(kid or "x", purpose="proof")]})

    assert (keys.proof_key(kid) is not None) == (kid == "1")


@pytest.mark.parametrize(
    "members",
    [
        {"purpose": ""},
        {"purpose": "response"},
        {"use": ""},
        {"use": "enc"},
        {"alg": ""},
        {"alg": "HS256"},
        {"alg": "none"},
        {"alg": "EdDSA"},
        {"kty": "oct"},
        {"crv": "P-384"},
        {"d": "A" * 43},
    ],
    ids=str,
)
def test_an_entry_that_is_not_plainly_a_proof_key_is_no_key(members: dict[str, str]) -> None:
    entry = PROOF_KEY.public("1", **{"purpose": "proof", **members})

    assert PublishedKeys({"keys": [entry]}).proof_key("1") is None


def test_a_sound_key_of_an_algorithm_that_tokens_do_not_use_is_no_key() -> None:
    entry = {**public_jwk(generate_private_jwk("EdDSA")), "kid": "1"}

    assert PublishedKeys({"keys": [purpose_entry(entry, "proof")]}).proof_key("1") is None


@pytest.mark.parametrize("jwks", [{}, {"keys": None}, {"keys": {}}, {"keys": [None, 1, "x"]}])
def test_a_broken_key_set_holds_no_key(jwks: dict[str, object]) -> None:
    assert PublishedKeys(jwks).proof_key("1") is None


def test_a_response_key_published_under_a_proof_s_number_signs_no_proof() -> None:
    forged = signed(SAMPLE, 3, RESPONSE_KEY)

    assert check(forged).outcome is CheckOutcome.KEY_UNKNOWN


def test_a_verifier_is_asked_about_the_token_s_own_bytes() -> None:
    asked: list[tuple[bytes, bytes]] = []

    def verifies(signing_input: bytes, signature: bytes) -> bool:
        asked.append((signing_input, signature))
        return True

    def find(kid: str) -> Verifies | None:
        return verifies if kid == "1" else None

    def unread(_shard: int) -> StatusSheet:
        raise StatusUnreadable("没有列表")

    assert check_token(digits_of(TOKEN), find, unread, NOW).claims == SAMPLE
    head, _, signature = TOKEN.rpartition(".")
    assert asked == [(head.encode(), base64url.decode(signature))]
