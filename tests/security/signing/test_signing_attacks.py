"""Every attack the signing profile lists is refused, each with its own code."""

import json
from datetime import timedelta

import pytest

from chalicelib.kernel.call_refusals import CODES
from chalicelib.kernel.errors import MianzhengError, SignatureRefused
from tests.security.proofs.forging import NOW, Forger, new_forger
from tests.security.signing.attack import Attack
from tests.security.signing.attacks import ATTACKS, EACH_ATTACK


@pytest.fixture(scope="module")
def forger() -> Forger:
    return new_forger()


@pytest.mark.parametrize("by", ["agent", "edwards", "system"])
def test_a_good_call_is_accepted_and_bound_to_its_caller(forger: Forger, by: str) -> None:
    record = forger.cast[by].record
    signed = forger.checker().check(forger.good(by), now=NOW, is_write=True)
    assert (signed.caller.unit, signed.caller.member) == (record.unit, record.member)
    assert (signed.caller.role, signed.caller.kid) == (record.role, record.kid)
    assert (signed.method, signed.target) == (forger.method, forger.target)
    assert signed.expires_at == NOW + timedelta(seconds=60 + 60)


@pytest.mark.parametrize("attack", EACH_ATTACK)
def test_each_attack_is_refused_with_its_own_code(forger: Forger, attack: Attack) -> None:
    with pytest.raises(MianzhengError) as caught:
        forger.checker().check(attack.forge(forger), now=NOW, is_write=True)
    assert caught.value.code == attack.code
    assert caught.value.detail.encode("utf-8")


@pytest.mark.parametrize(
    "attack", [pytest.param(one, id=one.name) for one in ATTACKS if one.code != "body.too_large"]
)
def test_a_refusal_names_its_caller_only_after_a_valid_signature(
    forger: Forger, attack: Attack
) -> None:
    call = attack.forge(forger)
    with pytest.raises(SignatureRefused) as caught:
        forger.checker().check(call, now=NOW, is_write=True)
    assert (caught.value.caller is not None) == attack.is_signature_valid


def test_a_refusal_after_a_valid_signature_tells_the_jti(forger: Forger) -> None:
    with pytest.raises(SignatureRefused) as caught:
        forger.checker().check(
            forger.good(jti="J" * 22, aud="https://evil.example"), now=NOW, is_write=True
        )
    assert caught.value.jti == "J" * 22
    assert caught.value.caller is not None
    assert caught.value.caller.kid == "agent-1"


def test_a_refusal_never_repeats_what_came_with_the_call(forger: Forger) -> None:
    for attack in ATTACKS:
        call = attack.forge(forger)
        with pytest.raises(MianzhengError) as caught:
            forger.checker().check(call, now=NOW, is_write=True)
        for secret in (*call.signatures, "evil.example", "OR 1=1", "passwd", "169.254", "\x1b"):
            assert not secret or secret not in caught.value.detail, attack.name


def test_every_code_has_a_sentence_and_a_test() -> None:
    tested = {attack.code for attack in ATTACKS} | {"sig.replay"}
    assert set(CODES) == tested - {"body.too_large"}


@pytest.mark.parametrize(
    ("iat", "exp", "is_accepted"),
    [(-119, -59, True), (-120, -60, False), (60, 61, True), (61, 62, False), (0, 120, True)],
)
def test_the_clock_may_differ_by_sixty_seconds_and_no_more(
    forger: Forger, iat: int, exp: int, is_accepted: bool
) -> None:
    now = int(NOW.timestamp())
    call = forger.good(iat=now + iat, exp=now + exp)
    if is_accepted:
        assert forger.checker().check(call, now=NOW, is_write=True).jti
    else:
        with pytest.raises(SignatureRefused):
            forger.checker().check(call, now=NOW, is_write=True)


def test_one_millisecond_decides_about_expiry(forger: Forger) -> None:
    call = forger.good()
    last = NOW + timedelta(seconds=120)
    assert forger.checker().check(call, now=last - timedelta(milliseconds=1), is_write=True).jti
    with pytest.raises(SignatureRefused, match="exp"):
        forger.checker().check(call, now=last, is_write=True)


@pytest.mark.parametrize("op", ["1", ["x"], None, 5, "operation-1"])
def test_on_a_read_the_operation_is_ignored_whatever_it_is(forger: Forger, op: object) -> None:
    signed = forger.checker().check(forger.good(op=op), now=NOW, is_write=False)
    assert signed.op is None


def test_an_empty_body_is_signed_too(forger: Forger) -> None:
    empty = Forger(forger.cast, NOW, method="GET", target="/v1/catalogue/rows/ZM030", body=b"")
    assert empty.checker().check(empty.good(), now=NOW, is_write=False).jti
    with pytest.raises(SignatureRefused) as caught:
        empty.checker().check(empty.call(empty.token(), body=b" "), now=NOW, is_write=False)
    assert caught.value.code == "sig.digest"


def test_a_demo_key_is_accepted_on_the_laptop_only(forger: Forger) -> None:
    call = forger.good("demo")
    assert forger.checker(allow_demo_keys=True).check(call, now=NOW, is_write=True).jti
    with pytest.raises(SignatureRefused) as caught:
        forger.checker(allow_demo_keys=False).check(call, now=NOW, is_write=True)
    assert caught.value.code == "sig.demo_key"


def test_the_order_is_size_header_key_signature_claims_digest(forger: Forger) -> None:
    """With everything wrong, each repair uncovers the next cause in the profile's order."""
    checker = forger.checker()

    def code(token: str | tuple[str, ...], body: bytes = b"other") -> str:
        with pytest.raises(MianzhengError) as caught:
            checker.check(forger.call(token, body=body), now=NOW, is_write=True)
        return caught.value.code

    header: dict[str, object] = {"typ": "JWT", "kid": "nobody", "x": 1}
    assert code((), body=b"x" * 300_000) == "body.too_large"
    assert code(forger.token(header=header, aud="x")) == "sig.header"
    del header["x"]
    assert code(forger.token(header=header, aud="x")) == "sig.typ"
    assert code(forger.token(header={"kid": "nobody"}, aud="x")) == "sig.unknown_key"
    broken = json.dumps(forger.header("revoked")).encode()
    assert code(forger.raw_token(broken, b"{}")) == "sig.key_revoked"
    stolen = json.dumps(forger.header()).encode()
    assert code(forger.raw_token(stolen, b"{}", by="stranger")) == "sig.signature"
    assert code(forger.token(aud="x")) == "sig.audience"
    assert code(forger.token()) == "sig.digest"
