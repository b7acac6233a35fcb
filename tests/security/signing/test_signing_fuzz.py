"""No mutation of a good call is ever accepted, and none ends in anything but a refusal."""

import json
import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.kernel.errors import JsonInvalid, SignatureRefused, TooLarge
from chalicelib.kernel.targets import WireCall
from chalicelib.kernel.texts.strict_json import parse_object
from tests.examples import many
from tests.security.proofs.forging import NOW, Forger, new_forger

FORGER = new_forger()
CHECKER = FORGER.checker()
TOKENS = {by: FORGER.token(by) for by in ("agent", "edwards")}
CHARACTERS = string.ascii_letters + string.digits + "-_.=,+/ \n"


def refuse(call: WireCall) -> None:
    with pytest.raises((SignatureRefused, TooLarge)):
        CHECKER.check(call, now=NOW, is_write=True)


by_both = st.sampled_from(sorted(TOKENS))


@settings(max_examples=many(1500))
@given(by=by_both, data=st.data())
def test_changed_characters_are_refused(by: str, data: st.DataObject) -> None:
    token = list(TOKENS[by])
    places = st.integers(0, len(token) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=4)):
        token[place] = data.draw(st.sampled_from(CHARACTERS))
    mutated = "".join(token)
    assume(mutated != TOKENS[by])
    refuse(FORGER.call(mutated))


@settings(max_examples=many(500))
@given(by=by_both, start=st.integers(0, 700), length=st.integers(0, 700), text=st.text(max_size=40))
def test_cut_and_spliced_tokens_are_refused(by: str, start: int, length: int, text: str) -> None:
    token = TOKENS[by]
    mutated = token[:start] + text + token[start + length :]
    assume(mutated != token)
    refuse(FORGER.call(mutated))


@settings(max_examples=many(500))
@given(header=st.binary(max_size=120), payload=st.binary(max_size=300))
def test_random_bytes_truly_signed_are_refused(header: bytes, payload: bytes) -> None:
    refuse(FORGER.call(FORGER.raw_token(header, payload)))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(max_examples=many(800))
@given(name=st.sampled_from(sorted(FORGER.claims())), value=json_values)
def test_any_other_value_of_any_claim_is_refused(name: str, value: object) -> None:
    good = FORGER.claims(jti="J" * 22, op="operation-1")
    assume(name not in {"jti", "op", "exp", "iat"} or not isinstance(value, str | int))
    assume(value != good[name])
    payload = json.dumps(good | {name: value}).encode()
    refuse(FORGER.call(FORGER.raw_token(json.dumps(FORGER.header()).encode(), payload)))


@settings(max_examples=many(500))
@given(name=st.text(max_size=8), value=json_values)
def test_any_claim_more_is_refused(name: str, value: object) -> None:
    assume(name not in FORGER.claims())
    payload = json.dumps(FORGER.claims() | {name: value}).encode()
    refuse(FORGER.call(FORGER.raw_token(json.dumps(FORGER.header()).encode(), payload)))


@settings(max_examples=many(300))
@given(body=st.binary(max_size=200))
def test_any_other_body_is_refused(body: bytes) -> None:
    assume(body != FORGER.body)
    refuse(FORGER.call(TOKENS["agent"], body=body))


def test_the_unchanged_tokens_are_accepted() -> None:
    """Without this the tests above could pass on a check that refuses everything."""
    for token in TOKENS.values():
        assert CHECKER.check(FORGER.call(token), now=NOW, is_write=True).jti


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'{"a":1.0}',
        b'{"a":[1.5]}',
        b'{"a":[[NaN]]}',
        b'{"a":Infinity}',
        b'{"a":1e5}',
        b'{"a":9007199254740992}',
        b'{"a":-9007199254740992}',
        b'{"a":' + b"1" * 5000 + b"}",
        b"[]",
        b"1",
        b"",
        b"{",
        b'{"a":1}x',
        b'\xef\xbb\xbf{"a":1}',
        '{"a":1}'.encode("utf-16"),
        b'{"a":"\xff"}',
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
    ],
)
def test_json_that_two_readers_could_read_differently_is_refused(text: bytes) -> None:
    with pytest.raises(JsonInvalid):
        parse_object(text)


def test_plain_json_is_read_as_it_is() -> None:
    text = '{"a":"张","b":9007199254740991,"c":[true,null,{"a":1}]}'
    assert parse_object(text.encode()) == json.loads(text)


def test_a_forger_of_another_origin_is_refused() -> None:
    other = Forger(FORGER.cast, NOW, audience="https://mianzheng.example.evil")
    refuse(other.good())
