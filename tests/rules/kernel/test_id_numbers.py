"""Id numbers (GB 11643, GB 32100, passports): what is accepted, and how it is shown."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import FieldInvalid, FieldMissing, Malformed
from chalicelib.kernel.texts.people import IdType, check_id_no, mask_id_no
from infra.local.seed.people import resident_id

TODAY = date(2026, 11, 22)
RESIDENT = "11010519491231002X"  # the example printed in GB 11643
USCC = "91350100M000100Y43"  # the example printed in GB 32100
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check(id_type: IdType, text: object) -> str:
    return check_id_no(id_type, text, "applicant.id_no", today=TODAY)


def refusal(id_type: IdType, text: object) -> Malformed:
    with pytest.raises(Malformed) as caught:
        check(id_type, text)
    assert caught.value.field == "applicant.id_no"
    assert "applicant.id_no" in caught.value.detail
    if isinstance(text, str) and len(text) > 5:
        assert text not in caught.value.detail
    return caught.value


def iso_7064_mod_11_2(number: str) -> int:
    """The standard's recursive definition; the code uses the weights instead."""
    total = 0
    for character in number:
        total = total * 2 + (10 if character == "X" else int(character))
    return total % 11


def test_the_examples_of_the_standard_are_accepted_and_x_is_upper_case() -> None:
    assert check(IdType.RESIDENT_ID, RESIDENT) == RESIDENT
    assert check(IdType.RESIDENT_ID, " 11010519491231002x ") == RESIDENT
    assert check(IdType.RESIDENT_ID, "440524188001010014") == "440524188001010014"


@given(st.dates(date(1850, 1, 1), TODAY), st.integers(0, 999))
def test_a_number_of_the_district_is_accepted_for_every_birth_date(
    birth: date, sequence: int
) -> None:
    number = resident_id(birth=birth, sequence=sequence)
    assert number.startswith("370402")
    assert iso_7064_mod_11_2(number) == 1
    assert check(IdType.RESIDENT_ID, number) == number


@pytest.mark.parametrize("area", ["810000", "820000", "830000", "370402", "372301"])
def test_residence_permits_and_areas_long_gone_are_accepted(area: str) -> None:
    number = resident_id(area, birth=date(1950, 2, 28), sequence=1)
    assert check(IdType.RESIDENT_ID, number) == number


@given(st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_in_a_resident_id_number_is_refused(at: int, wrong: str) -> None:
    number = RESIDENT[:at] + wrong + RESIDENT[at + 1 :]
    if number != RESIDENT:
        refusal(IdType.RESIDENT_ID, number)


@pytest.mark.parametrize("at", [n for n, (a, b) in enumerate(pairwise(RESIDENT)) if a != b])
def test_two_swapped_characters_in_a_resident_id_number_are_refused(at: int) -> None:
    swapped = RESIDENT[:at] + RESIDENT[at + 1] + RESIDENT[at] + RESIDENT[at + 2 :]
    refusal(IdType.RESIDENT_ID, swapped)


def test_a_number_with_only_its_check_character_wrong_says_so() -> None:
    assert "校验位" in refusal(IdType.RESIDENT_ID, RESIDENT[:17] + "1").detail
    assert "校验位" in refusal(IdType.USCC, USCC[:17] + "4").detail


@pytest.mark.parametrize(
    "first_17",
    ["37040219990229001", "37040220261123001", "37040218491231001", "37040219991301001",
     "37040200000101001"],
)  # fmt: skip
def test_a_birth_date_that_never_was_is_refused_whatever_the_checksum(first_17: str) -> None:
    checks = [c for c in "0123456789X" if iso_7064_mod_11_2(first_17 + c) == 1]
    assert "出生日期" in refusal(IdType.RESIDENT_ID, first_17 + checks[0]).detail


def test_a_child_born_today_has_a_number_and_one_born_tomorrow_has_not() -> None:
    number = resident_id(birth=TODAY, sequence=1)
    assert check(IdType.RESIDENT_ID, number) == number
    with pytest.raises(FieldInvalid):
        check_id_no(IdType.RESIDENT_ID, number, "x", today=date(2026, 11, 21))


@pytest.mark.parametrize(
    "text",
    ["370402", "1" * 15, "１１０１０５１９４９１２３１００２Ｘ", "١" * 18, RESIDENT + "\n",
     "-1010519491231002X", "1101051949123100 2X", 11010519491231002, ["x"]],
)  # fmt: skip
def test_what_is_not_eighteen_ascii_characters_is_no_resident_id_number(text: object) -> None:
    assert isinstance(refusal(IdType.RESIDENT_ID, text), FieldInvalid)


def test_a_uscc_is_checked_after_gb_32100_and_upper_cased() -> None:
    assert check(IdType.USCC, USCC) == USCC
    assert check(IdType.USCC, USCC.lower()) == USCC


@given(st.integers(0, 17), st.sampled_from(USCC_ALPHABET + "IOSVZ"))
def test_one_wrong_character_in_a_uscc_is_refused(at: int, wrong: str) -> None:
    code = USCC[:at] + wrong + USCC[at + 1 :]
    if code != USCC:
        refusal(IdType.USCC, code)


@pytest.mark.parametrize("text", ["0" * 18, USCC[:17], USCC + "0", RESIDENT])
def test_what_is_not_shaped_like_a_uscc_is_refused(text: str) -> None:
    refusal(IdType.USCC, text)


def test_a_passport_is_five_to_twenty_letters_and_digits() -> None:
    assert check(IdType.PASSPORT, "e12345678") == "E12345678"
    for text in ("E123", "E" * 21, "E 1234567", "E-1234567", "护照12345", "ı12345678", "ß12345"):
        refusal(IdType.PASSPORT, text)


def test_no_id_type_takes_no_number() -> None:
    refusal(IdType.NONE, "E12345678")


@pytest.mark.parametrize("id_type", [IdType.RESIDENT_ID, IdType.PASSPORT, IdType.USCC])
def test_a_number_of_nothing_is_missing(id_type: IdType) -> None:
    assert isinstance(refusal(id_type, None), FieldMissing)
    assert isinstance(refusal(id_type, "  "), FieldMissing)


def test_a_masked_number_keeps_only_its_first_and_last_character() -> None:
    assert mask_id_no(RESIDENT) == "1" + "*" * 16 + "X"
    assert mask_id_no("E1234") == "E***4"
    assert [mask_id_no(short) for short in ("", "1", "12")] == ["", "*", "**"]


@pytest.mark.parametrize(
    ("area", "sequence"), [("37040", 1), ("37040a", 1), ("370402", 1000), ("370402", -1)]
)
def test_a_synthetic_number_is_well_formed_or_not_made(area: str, sequence: int) -> None:
    with pytest.raises(ValueError, match="six digits"):
        resident_id(area, birth=TODAY, sequence=sequence)
