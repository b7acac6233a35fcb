"""Keys are P-256 or Ed25519, written in one way, and bound to one algorithm."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.kernel.errors import FieldInvalid, Misconfigured
from chalicelib.kernel.texts import base64url
from chalicelib.keys.adapters.jwk import (
    generate_private_jwk,
    jwk_pairs,
    load_private,
    load_public,
    public_jwk,
    thumbprint,
)
from tests.security.proofs.forging import NOW, Forger, Who, enrol, signatory

ED25519_RFC8037 = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    assert thumbprint(ED25519_RFC8037) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    dressed = ED25519_RFC8037 | {"kid": "x", "alg": "EdDSA", "use": "sig"}
    assert thumbprint(dressed) == thumbprint(ED25519_RFC8037)


@pytest.mark.parametrize("alg", ["ES256", "EdDSA"])
def test_a_new_key_pair_signs_and_its_public_part_holds_no_secret(alg: str) -> None:
    jwk = generate_private_jwk(alg)
    assert load_private(jwk).public_key() == load_public(public_jwk(jwk), alg)
    assert "d" not in public_jwk(jwk)
    assert {name for name, _ in jwk_pairs(jwk)} == set(jwk) - {"d", "alg"}


def test_an_algorithm_outside_the_profile_makes_no_key() -> None:
    with pytest.raises(FieldInvalid):
        generate_private_jwk("RS256")


def p384() -> dict[str, str]:
    numbers = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
    x, y = (base64url.encode(one.to_bytes(48)) for one in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-384", "x": x, "y": y}


GOOD = public_jwk(generate_private_jwk())


@pytest.mark.parametrize(
    ("jwk", "alg"),
    [
        (generate_private_jwk(), "ES256"),
        (p384(), "ES256"),
        (p384() | {"crv": "P-256"}, "ES256"),
        (ED25519_RFC8037, "ES256"),
        (GOOD, "EdDSA"),
        (GOOD, "none"),
        (GOOD, "HS256"),
        (GOOD | {"y": GOOD["x"]}, "ES256"),
        (GOOD | {"x": GOOD["x"] + "="}, "ES256"),
        (GOOD | {"x": ""}, "ES256"),
        ({"kty": "oct", "k": "AAAA"}, "ES256"),
        ({"kty": "EC", "crv": "P-256", "x": 5, "y": None}, "ES256"),
        ({}, "ES256"),
    ],
)
def test_anything_but_a_public_key_of_that_algorithm_is_refused(
    jwk: dict[str, object], alg: str
) -> None:
    with pytest.raises(FieldInvalid):
        load_public(jwk, alg)


@pytest.mark.parametrize("text", ["AB", "A", "AA==", "A A", "AA\n", "AA+", "张"])
def test_a_segment_has_one_text_only(text: str) -> None:
    with pytest.raises(ValueError, match=r"base64url|unused bits|Incorrect|Invalid"):
        base64url.decode(text)
    assert base64url.decode("AA") == b"\0"


def test_a_record_whose_key_is_unusable_is_our_trouble_not_the_callers() -> None:
    broken = signatory(Who("agent-1"), NOW, jwk=(("kty", "EC"),))
    forger = Forger(enrol(NOW) | {"agent": broken}, NOW)
    with pytest.raises(Misconfigured):
        forger.checker().check(forger.good(), now=NOW, is_write=True)
