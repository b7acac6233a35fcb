"""Replay: one jti is one attempt, whatever the token's bytes look like.

The guard is the store's (``attribute_not_exists`` inside the business transaction). Here a small
memory takes its place, so that what the check hands it is proven: the same unit and jti for every
form of one attempt. The same attempts against the API only need another ``attempt``.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.kernel.call_refusals import refused
from chalicelib.kernel.errors import SignatureRefused
from chalicelib.kernel.targets import WireCall
from chalicelib.kernel.texts import base64url
from tests.security.proofs.forging import NOW, Forger, new_forger, segment

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

Attempt = Callable[[WireCall], None]


@pytest.fixture
def forger() -> Forger:
    return new_forger()


@pytest.fixture
def attempt(forger: Forger) -> Attempt:
    """Check, then remember (unit, jti) as the store does: first one wins."""
    seen: set[tuple[str, str]] = set()
    lock = threading.Lock()
    checker = forger.checker()

    def make(call: WireCall) -> None:
        signed = checker.check(call, now=NOW, is_write=True)
        with lock:
            if (signed.caller.unit, signed.jti) in seen:
                raise refused("sig.replay", field="jti")
            seen.add((signed.caller.unit, signed.jti))

    return make


def mirrored(token: str) -> str:
    """(r, n - s): another valid ECDSA signature over the same bytes."""
    head, _, made = token.rpartition(".")
    raw = base64url.decode(made)
    s = P256_ORDER - int.from_bytes(raw[32:])
    return f"{head}.{segment(raw[:32] + s.to_bytes(32))}"


def test_the_same_token_a_second_time_is_a_replay(forger: Forger, attempt: Attempt) -> None:
    call = forger.good()
    attempt(call)
    with pytest.raises(SignatureRefused) as caught:
        attempt(call)
    assert (caught.value.code, caught.value.field) == ("sig.replay", "jti")


def test_a_malleated_signature_is_valid_but_shares_the_jti(
    forger: Forger, attempt: Attempt
) -> None:
    token = forger.token()
    assert mirrored(token) != token
    attempt(forger.call(token))
    with pytest.raises(SignatureRefused) as caught:
        attempt(forger.call(mirrored(token)))
    assert caught.value.code == "sig.replay"


def test_a_malleated_signature_sent_first_is_the_one_attempt(
    forger: Forger, attempt: Attempt
) -> None:
    token = forger.token()
    attempt(forger.call(mirrored(token)))
    with pytest.raises(SignatureRefused, match="jti"):
        attempt(forger.call(token))


def test_a_jti_signed_anew_is_a_replay(forger: Forger, attempt: Attempt) -> None:
    attempt(forger.good(jti="J" * 22))
    with pytest.raises(SignatureRefused, match="jti"):
        attempt(forger.good(jti="J" * 22, op="another-op"))


def test_another_unit_may_use_the_same_jti(forger: Forger, attempt: Attempt) -> None:
    attempt(forger.good(jti="J" * 22))
    attempt(forger.good("stranger", jti="J" * 22))


def test_a_refused_lookalike_does_not_use_up_the_jti(forger: Forger, attempt: Attempt) -> None:
    token = forger.token()
    with pytest.raises(SignatureRefused):
        attempt(forger.call(token[:-2]))
    with pytest.raises(SignatureRefused):
        attempt(forger.call(token, body=b"other"))
    attempt(forger.call(token))


def test_of_many_uses_of_one_jti_at_the_same_instant_one_counts(
    forger: Forger, attempt: Attempt
) -> None:
    calls = [forger.good(jti="J" * 22) for _ in range(16)]
    start = threading.Barrier(16)

    def one(call: WireCall) -> str:
        start.wait()
        try:
            attempt(call)
        except SignatureRefused as refusal:
            return refusal.code
        return "accepted"

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(one, calls))
    assert sorted(outcomes) == ["accepted"] + ["sig.replay"] * 15


def test_once_the_jti_may_be_forgotten_the_token_has_expired(forger: Forger) -> None:
    call = forger.good()
    forgotten_at = forger.checker().check(call, now=NOW, is_write=True).expires_at
    with pytest.raises(SignatureRefused) as caught:
        forger.checker().check(call, now=forgotten_at, is_write=True)
    assert caught.value.code == "sig.expired"
    just_before = forgotten_at - timedelta(milliseconds=1)
    assert forger.checker().check(call, now=just_before, is_write=True).jti
