"""A request target has one way to be written; as a claim every other way is refused."""

import string
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.kernel.errors import SignatureRefused
from chalicelib.kernel.targets import canonical_target
from chalicelib.keys.domain.claims import is_canonical_target
from tests.security.proofs.forging import NOW, Forger, new_forger

FORGER = new_forger()

segments = st.text(string.ascii_letters + string.digits + "._~-", min_size=1, max_size=8).filter(
    lambda one: one not in {".", ".."}
)
paths = st.lists(segments, min_size=1, max_size=4).map(lambda some: "/" + "/".join(some))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
pair_lists = st.dictionaries(texts.filter(bool), texts, max_size=4).map(lambda d: list(d.items()))


def as_claim(htt: str, wire: str) -> str:
    """The code with which this claim is refused on this wire target, or 'accepted'."""
    call = FORGER.call(FORGER.token(htt=htt), target=wire)
    try:
        FORGER.checker().check(call, now=NOW, is_write=True)
    except SignatureRefused as refusal:
        return refusal.code
    return "accepted"


@settings(deadline=None)
@given(path=paths, pairs=pair_lists)
def test_writing_is_idempotent_and_loses_nothing(path: str, pairs: list[tuple[str, str]]) -> None:
    target = canonical_target(path, pairs)
    assert is_canonical_target(target)
    again, _, query = target.partition("?")
    decoded = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    assert sorted(decoded) == sorted(pairs)
    assert canonical_target(again, decoded) == target


@settings(deadline=None)
@given(path=paths, pairs=pair_lists, data=st.data())
def test_the_order_of_the_pairs_does_not_matter_on_the_wire(
    path: str, pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(pairs))
    assert canonical_target(path, shuffled) == canonical_target(path, pairs)


@settings(deadline=None)
@given(path=paths, pairs=pair_lists, data=st.data())
def test_a_reordered_claim_is_refused(
    path: str, pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    target = canonical_target(path, pairs)
    parts = target.partition("?")[2].split("&")
    reordered = path + "?" + "&".join(data.draw(st.permutations(parts)))
    assume(reordered != target)
    assert as_claim(reordered, target) == "sig.target"
    assert as_claim(reordered, reordered) == "sig.target"


@settings(deadline=None)
@given(path=paths, pairs=pair_lists, data=st.data())
def test_a_percent_variant_of_a_claim_is_refused(
    path: str, pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    target = canonical_target(path, pairs)
    place = data.draw(st.integers(0, len(target) - 1))
    how = data.draw(st.sampled_from(["%{:02X}", "%{:02x}"]))
    variant = target[:place] + how.format(ord(target[place])) + target[place + 1 :]
    assert not is_canonical_target(variant) or target[place] == "%"
    assert as_claim(variant, target) == "sig.target"
    lower = target.replace("%", "\0").lower().replace("\0", "%")
    if "%" in target and lower != target:
        assert as_claim(lower, target) == "sig.target"


@settings(deadline=None)
@given(path=paths, pairs=pair_lists.filter(bool), data=st.data())
def test_a_duplicated_name_is_refused(
    path: str, pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    twice = data.draw(st.sampled_from(pairs))
    with pytest.raises(SignatureRefused) as caught:
        canonical_target(path, [*pairs, (twice[0], "other")])
    assert caught.value.code == "sig.target"
    target = canonical_target(path, pairs)
    assert as_claim(f"{target}&{quote(twice[0], safe='')}=x", target) == "sig.target"


@pytest.mark.parametrize(
    "path",
    ["", "v1", "//v1", "/v1//x", "/v1/./x", "/v1/..", "/..", "/v1/张", "/v1/%41", "/v1/a b",
     "/v1/a;b", "/v1/a\n", "/v1\\x", "/v1?x", "/v1/a:b", "/v1/*"],
)  # fmt: skip
def test_a_path_outside_the_rule_is_refused(path: str) -> None:
    with pytest.raises(SignatureRefused) as caught:
        canonical_target(path)
    assert caught.value.code == "sig.target"


@pytest.mark.parametrize(
    "target",
    ["/v1?", "/v1?a", "/v1?=1", "/v1?a=1&", "/v1?&a=1", "/v1?a=1&&b=2", "/v1?a=1&a=1", "/v1?a=+",
     "/v1?a=1=2", "/v1?a=%", "/v1?a=%4", "/v1?a=%GG", "/v1?a=%FF", "/v1?a=%7E", "/v1?a=张",
     "/v1?b=1&a=1", "/v1?a=%e5%bc%a0", "/v1?a=1#x", "/v1?a=%ED%A0%80", "/v1?a=1?b=2"],
)  # fmt: skip
def test_a_target_that_is_not_canonical_is_known_as_such(target: str) -> None:
    assert not is_canonical_target(target)
    assert as_claim(target, target) == "sig.target"


@pytest.mark.parametrize(
    "target",
    ["/", "/v1", "/v1/", "/v1/a.b", "/v1/..a", "/v1?a=", "/v1?a=1&a-b=2", "/v1?a=%20%2B%3D%26",
     "/v1?%E5%BC%A0=1&a=1", "/v1?a=~"],
)  # fmt: skip
def test_canonical_targets_are_accepted(target: str) -> None:
    assert is_canonical_target(target)
    assert as_claim(target, target) == "accepted"


def test_half_a_surrogate_pair_has_no_encoding_and_is_refused() -> None:
    with pytest.raises(SignatureRefused):
        canonical_target("/v1", [("a", "\ud800")])


def test_a_wire_variant_that_decodes_to_the_signed_target_is_the_same_request() -> None:
    signed = "/v1/verification-requests?a=1&b=%E5%BC%A0"
    wire = canonical_target("/v1/verification-requests", [("b", "张"), ("a", "1")])
    assert wire == signed
    other = Forger(FORGER.cast, NOW, target=signed)
    assert other.checker().check(other.call(other.token(), target=wire), now=NOW, is_write=True).jti
