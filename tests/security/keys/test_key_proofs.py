"""The proof that a new key is held by whoever registers it: one right form, all else refused."""

import json
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.texts import base64url
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs, load_private
from chalicelib.keys.adapters.jws import sign_compact
from chalicelib.keys.adapters.possession_check import PossessionCheck, make_proof
from tests.worlds import NOW, ORIGIN

CHECK = PossessionCheck(ORIGIN)
JWK = generate_private_jwk()
EDWARDS = generate_private_jwk("EdDSA")
ISSUED = int(NOW.timestamp())
CLAIMS: dict[str, object] = {
    "aud": ORIGIN,
    "iat": ISSUED,
    "exp": ISSUED + 120,
    "jti": "J" * 22,
    "inv": "invitation-1",
    "cdg": "d" * 64,
}
HEADER: dict[str, object] = {"alg": "ES256", "typ": "wzm-key+jwt"}


def proof(header: dict[str, object] | None = None, **claims: object) -> str:
    merged = {name: value for name, value in (CLAIMS | claims).items() if value is not ...}
    return sign_compact(HEADER | (header or {}), merged, load_private(JWK))


def test_a_proof_names_its_invitation_its_code_and_its_key() -> None:
    found = CHECK.check_possession(proof(), jwk_pairs(JWK), "ES256", NOW)
    assert (found.invitation, found.code_digest) == ("invitation-1", "d" * 64)
    assert found.jwk == jwk_pairs(JWK)
    assert len(found.thumbprint) == 43


@pytest.mark.parametrize("jwk", [JWK, EDWARDS], ids=["ES256", "EdDSA"])
def test_what_a_client_makes_is_accepted(jwk: dict[str, str]) -> None:
    made = make_proof(jwk, ORIGIN, "invitation-1", "d" * 64, NOW)
    found = CHECK.check_possession(made, jwk_pairs(jwk), jwk["alg"], NOW)
    assert found.invitation == "invitation-1"


@pytest.mark.parametrize(
    "spoilt",
    [
        proof({"typ": "wzm-req+jwt"}),
        proof({"typ": "wzm-res+jwt"}),
        proof({"kid": "demo-mine"}),
        proof({"jwk": JWK}),
        proof(aud="https://elsewhere.example"),
        proof(aud=[ORIGIN]),
        proof(aud=...),
        proof(inv=...),
        proof(extra=1),
        proof(iat=str(ISSUED)),
        proof(iat=True),
        proof(exp=ISSUED),
        proof(exp=ISSUED + 121),
        proof(iat=ISSUED - 300, exp=ISSUED - 181),
        proof(iat=ISSUED + 61, exp=ISSUED + 62),
        proof(exp=10**300),
        proof(jti="short"),
        proof(jti=7),
        proof() + "=",
        proof()[:-3],
        proof().rpartition(".")[0],
        proof().replace(".", ".."),
        "",
        "a.b.c",
        "张.三.四",
        "x" * 5000,
    ],
)
def test_every_other_proof_is_refused_by_name(spoilt: str) -> None:
    with pytest.raises(FieldInvalid) as caught:
        CHECK.check_possession(spoilt, jwk_pairs(JWK), "ES256", NOW)
    assert caught.value.field == "proof"


@pytest.mark.parametrize("alg", ["none", "nOnE", "HS256", "RS256", "ES512", ""])
def test_an_algorithm_outside_the_profile_is_refused(alg: str) -> None:
    header = base64url.encode(json.dumps({"alg": alg, "typ": "wzm-key+jwt"}).encode())
    unsigned = f"{header}.{base64url.encode(json.dumps(CLAIMS).encode())}."
    with pytest.raises(FieldInvalid) as caught:
        CHECK.check_possession(unsigned, jwk_pairs(JWK), alg, NOW)
    assert caught.value.field == "alg"


def test_the_keys_own_algorithm_counts() -> None:
    with pytest.raises(FieldInvalid) as caught:
        CHECK.check_possession(proof(), jwk_pairs(JWK), "EdDSA", NOW)
    assert caught.value.field == "jwk"
    with pytest.raises(FieldInvalid) as caught:
        CHECK.check_possession(proof(), jwk_pairs(EDWARDS), "EdDSA", NOW)
    assert caught.value.field == "proof"


def test_a_private_key_is_never_taken() -> None:
    pairs = (*jwk_pairs(JWK), ("d", JWK["d"]))
    with pytest.raises(FieldInvalid) as caught:
        CHECK.check_possession(proof(), pairs, "ES256", NOW)
    assert JWK["d"] not in caught.value.detail


def test_a_proof_lives_as_long_as_it_says_give_or_take_a_minute() -> None:
    pairs = jwk_pairs(JWK)
    last = NOW + timedelta(seconds=120 + 60) - timedelta(milliseconds=1)
    assert CHECK.check_possession(proof(), pairs, "ES256", last).invitation == "invitation-1"
    for moment in (last + timedelta(milliseconds=1), NOW - timedelta(seconds=61)):
        with pytest.raises(FieldInvalid):
            CHECK.check_possession(proof(), pairs, "ES256", moment)
