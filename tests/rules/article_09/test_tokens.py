"""Art. 9: what a proof's token says, and that link, digits and token are the same bytes."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import FieldInvalid, JsonInvalid
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.check_codes import ALPHABET, check_code_of, parse_check_code, printed
from chalicelib.kernel.texts.qr_text import (
    NotOurs,
    digits_of,
    header_of,
    origin_of,
    token_of,
    url_of,
)
from chalicelib.kernel.texts.salted import canonical, digest, salted_document
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.proofs.adapters.tokens import new_jti, sign_proof
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.claims import ProofClaims, SealKind, whole_second
from tests.vectors.making import EXPIRES_AT, EXTRACTED_AT, PROOF_KEY, SAMPLE, proof

ORIGIN = "https://wzm.example.gov.cn"
jtis = st.binary(min_size=16, max_size=16).map(base64url.encode).filter(lambda one: one[0] != "-")


def assembled(kid: int, payload: bytes, signature: bytes) -> str:
    return ".".join(base64url.encode(one) for one in (header_of(kid), payload, signature))


tokens = st.builds(
    assembled,
    st.integers(1, 255),
    st.binary(min_size=2, max_size=300),
    st.binary(min_size=64, max_size=64),
)


def test_the_payload_is_compact_and_its_members_stand_in_a_fixed_order() -> None:
    payload = proof(status_shard=3, status_index=65_535).to_payload()

    assert payload.decode() == (
        f'{{"jti":"{SAMPLE.jti}","t":"M00012","iat":1795341570,"exp":1797933570,'
        '"m":"11370402004281234X","u":"11370402MB2812345Y","i":"SX001","h":"欧阳*三",'
        f'"k":2,"c":1,"d":"{SAMPLE.digest}","s":[3,65535]}}'
    )


@given(
    jti=jtis,
    seal=st.sampled_from(SealKind),
    conclusion=st.sampled_from(Conclusion),
    days=st.integers(1, 3_650),
    index=st.integers(0, 65_535),
)
def test_what_was_written_is_what_is_read(
    jti: str, seal: SealKind, conclusion: Conclusion, days: int, index: int
) -> None:
    expires_at = EXTRACTED_AT + timedelta(days=days)
    claims = proof(
        jti=jti, seal=seal, conclusion=conclusion, expires_at=expires_at, status_index=index
    )

    assert ProofClaims.from_payload(claims.to_payload()) == claims


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"jti": "-" + SAMPLE.jti[1:]}, "jti"),
        ({"jti": SAMPLE.jti[:-1]}, "jti"),
        ({"material": "M000123"}, "t"),
        ({"service_item": "SX0001"}, "i"),
        ({"produced_by": "区公安分局"}, "m"),
        ({"extracted_by": ""}, "u"),
        ({"masked_subject": "370402190001011234"}, "h"),
        ({"masked_subject": "张\u202e三"}, "h"),
        ({"masked_subject": ""}, "h"),
        ({"digest": "A" * 43}, "d"),
        ({"status_index": 65_536}, "s"),
        ({"status_shard": -1}, "s"),
        ({"expires_at": EXTRACTED_AT}, "exp"),
        ({"extracted_at": EXTRACTED_AT.replace(microsecond=1_000)}, "iat"),
        ({"extracted_at": EXTRACTED_AT.replace(tzinfo=None)}, "iat"),
    ],
)
def test_a_proof_that_says_it_wrongly_is_never_made(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        proof(**changes)

    assert refusal.value.field == field


@pytest.mark.parametrize("name", json.loads(SAMPLE.to_payload()))
def test_a_payload_without_one_of_its_members_is_no_proof(name: str) -> None:
    members = json.loads(SAMPLE.to_payload())
    del members[name]

    with pytest.raises(FieldInvalid) as refusal:
        ProofClaims.from_payload(json.dumps(members).encode())

    assert refusal.value.field == name


def test_a_member_twice_is_refused_before_anybody_reads_either() -> None:
    with pytest.raises(JsonInvalid):
        ProofClaims.from_payload(SAMPLE.to_payload().replace(b'"k":2', b'"k":2,"k":1'))


def test_times_are_cut_to_the_second_never_rounded_up() -> None:
    moment = datetime(2026, 11, 22, 10, 0, 0, 999_000, tzinfo=UTC)

    assert whole_second(moment) == datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC)


def test_a_proof_s_id_never_begins_with_a_hyphen() -> None:
    draws: Iterator[bytes] = iter([b"\xf8" + bytes(15), b"\xfb" + bytes(15), b"\xfc" + bytes(15)])

    assert base64url.encode(b"\xf8" + bytes(15)).startswith("-")
    assert new_jti(lambda _size: next(draws)) == base64url.encode(b"\xfc" + bytes(15))
    assert len({new_jti() for _ in range(100)}) == 100


def test_the_header_holds_alg_and_kid_and_nothing_else() -> None:
    token = sign_proof(SAMPLE, 255, PROOF_KEY)

    assert base64url.decode(token.split(".")[0]) == b'{"alg":"ES256","kid":"255"}'
    for kid in (0, 256, -1):
        with pytest.raises(ValueError, match="from 1 to 255"):
            sign_proof(SAMPLE, kid, PROOF_KEY)


def test_a_signature_that_is_not_raw_r_and_s_is_never_put_into_a_token() -> None:
    class Der:
        def sign(self, _data: bytes) -> bytes:
            return b"\x30" + bytes(70)

    with pytest.raises(ValueError, match="64 bytes"):
        sign_exactly(header_of(1), SAMPLE.to_payload(), Der())


@given(tokens)
def test_link_and_digits_give_back_the_token_to_the_byte(token: str) -> None:
    assert token_of(digits_of(token)) == token
    assert token_of(url_of(ORIGIN, token)) == token
    assert token_of(token) == token


@given(tokens, st.data())
def test_a_group_that_no_writer_writes_is_refused(token: str, data: st.DataObject) -> None:
    digits = digits_of(token)
    pairs = len(digits) // 5
    at = 5 * data.draw(st.integers(0, pairs - 1))
    odd = str(data.draw(st.integers(65_536, 99_999)))

    with pytest.raises(NotOurs):
        token_of(digits[:at] + odd + digits[at + 5 :])
    if len(digits) % 5:
        with pytest.raises(NotOurs):
            token_of(digits[:-3] + str(data.draw(st.integers(256, 999))))


@given(tokens, st.integers(1, 4))
def test_cut_or_lengthened_digits_never_give_the_same_token(token: str, count: int) -> None:
    for digits in (digits_of(token)[:-count], digits_of(token) + "0" * count):
        try:
            assert token_of(digits) != token
        except NotOurs:
            continue


@given(st.text())
def test_any_other_text_is_refused_by_name(text: str) -> None:
    with pytest.raises(NotOurs, match="不是本系统的码"):
        token_of(text)


def test_the_link_s_site_is_read_without_its_case() -> None:
    link = url_of("https://WZM.example.gov.cn", sign_proof(SAMPLE, 1, PROOF_KEY))

    assert origin_of(link) == ORIGIN
    assert origin_of("0" * 600) is None


@given(jtis)
def test_a_check_code_survives_being_printed_and_typed(jti: str) -> None:
    code = check_code_of(jti)

    assert len(code) == 13
    assert parse_check_code(printed(code)) == code
    assert parse_check_code(code.lower().replace("0", "o").replace("1", "l")) == code


def test_the_code_is_the_first_60_bits_of_the_id_s_digest() -> None:
    first = hashlib.sha256(SAMPLE.jti.encode()).hexdigest()[:15]
    value = 0
    for character in check_code_of(SAMPLE.jti)[:12]:
        value = value * 32 + ALPHABET.index(character)

    assert f"{value:015x}" == first


def test_every_wrong_character_and_every_swap_of_two_is_noticed() -> None:
    code = check_code_of(SAMPLE.jti)
    wrong = [code[:at] + one + code[at + 1 :] for at in range(13) for one in ALPHABET]
    for first in range(13):
        for second in range(first):
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            wrong.append("".join(swapped))

    for typed in set(wrong) - {code}:
        with pytest.raises(FieldInvalid):
            parse_check_code(typed)


FACTS = {"name": "张三", "born_on": "1990-01-01", "values": [1, True, None], "nested": {"b": "2"}}


def test_proof_json_has_one_text_and_its_digest_is_128_bits_long() -> None:
    content = salted_document(FACTS, bytes(16))

    assert content.decode() == (
        '{"born_on":"1990-01-01","name":"张三","nested":{"b":"2"},'
        '"salt":"AAAAAAAAAAAAAAAAAAAAAA","values":[1,true,null]}'
    )
    assert digest(content) == base64url.encode(hashlib.sha256(content).digest()[:16])
    assert len(digest(content)) == 22
    assert salted_document(dict(reversed(FACTS.items())), bytes(16)) == content


def test_the_same_facts_with_another_salt_have_another_digest() -> None:
    one, other = (digest(salted_document(FACTS, bytes([salt]) * 16)) for salt in (1, 2))

    assert one != other


def test_a_document_without_salt_has_no_digest() -> None:
    for content in (canonical(FACTS), canonical({**FACTS, "salt": "AAAA"})):
        with pytest.raises(FieldInvalid, match="盐"):
            digest(content)


def test_a_document_written_another_way_has_no_digest() -> None:
    content = salted_document(FACTS, bytes(16))

    with pytest.raises(JsonInvalid, match="规范写法"):
        digest(json.dumps(json.loads(content)).encode())


@pytest.mark.parametrize("value", [0.5, float("nan"), 2**53, {"Ä": 1}, {"A": 1}, "\ud800", {1: 2}])
def test_what_two_writers_could_write_differently_is_refused(value: object) -> None:
    with pytest.raises(FieldInvalid):
        canonical({"value": value})


def test_the_expiry_of_the_sample_is_30_days_after_its_extraction() -> None:
    assert timedelta(days=30) == EXPIRES_AT - EXTRACTED_AT
