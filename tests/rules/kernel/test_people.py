"""Applicants and subjects (SECURITY.md): what is accepted, and how it is shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import FieldInvalid, FieldMissing, Malformed
from chalicelib.kernel.texts.people import (
    Applicant,
    ApplicantKind,
    IdentityClaim,
    IdType,
    Subject,
    applicant,
    clean_name,
    clean_text,
    mask_name,
    subject,
    subjects,
)

TODAY = date(2026, 11, 22)
RESIDENT = "11010519491231002X"  # the example printed in GB 11643
USCC = "91350100M000100Y43"  # the example printed in GB 32100
PERSON, ORGANISATION = ApplicantKind.PERSON, ApplicantKind.ORGANISATION


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        ("  张三\u3000", "张三"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Jose\u0301", "José"),  # NFC
        ("\u00a0Li Lei", "Li Lei"),
        ("𬱖", "𬱖"),
        ("葛\U000e0100城", "葛\U000e0100城"),  # a variation selector is part of the character
        ("\U00031350", "\U00031350"),  # 扩展 H, Unicode 15
        ("\U0002ebf0", "\U0002ebf0"),  # 扩展 I, Unicode 15.1
        ("名" * 100, "名" * 100),
    ],
)
def test_a_name_is_kept_in_nfc_without_spaces_around_it(text: str, name: str) -> None:
    assert clean_name(text, "applicant.name") == name


@pytest.mark.parametrize("text", [None, "", "   ", "\u3000", "\u00a0"])
def test_a_name_of_nothing_or_only_spaces_is_missing(text: object) -> None:
    with pytest.raises(FieldMissing) as caught:
        clean_name(text, "subjects[2].name")
    assert caught.value.field == "subjects[2].name"


@pytest.mark.parametrize(
    "text",
    [
        "张\n三",
        "张三\n",
        "张\x00三",
        "张\u200b三",  # zero-width space
        "张\u202e三",  # right-to-left override
        "\ufeff张三",
        "张\ue000",  # private use
        "张\ud800",  # a lone surrogate
        "张\u0378",  # unassigned
        "张\U0002fffe",  # a noncharacter, though in an ideographic plane
        "张\U000e0001",
        "张\u2028三",
        "张\u3164三",  # letters and marks that are drawn as nothing
        "\u115f\u1160",
        "张\u2800",
        "张三\ufe0f",
        "张三\U000e0100\U000e0101",
        "A\U000e0100",  # a selector picks the look of an ideograph, and of nothing else
        "\u17b5",
        "\u0301",  # a mark of nothing
        "·…",
        "名" * 101,
        7,
        ["张三"],
        True,
    ],
)
def test_a_name_with_a_character_nobody_can_see_is_refused_and_its_field_named(
    text: object,
) -> None:
    with pytest.raises(FieldInvalid) as caught:
        clean_name(text, "applicant.name")
    assert caught.value.field == "applicant.name"
    assert "applicant.name" in caught.value.detail
    assert "张三" not in caught.value.detail


@pytest.mark.parametrize("text", ["\u3164", "\u2800 \u2800", "\u0301", "\ufe0f", "\u17b5\n"])
def test_a_text_that_is_drawn_as_nothing_is_missing(text: str) -> None:
    with pytest.raises(FieldMissing):
        clean_text(text, "reason", 100)


def test_a_text_may_hold_pictures_as_telephones_type_them() -> None:
    assert clean_text("谢谢\u2764\ufe0f", "reason", 100) == "谢谢\u2764\ufe0f"


@given(st.text(max_size=120))
def test_any_text_is_cleaned_once_and_for_all_or_refused(text: str) -> None:
    try:
        name = clean_name(text, "applicant.name")
    except Malformed:
        return
    assert clean_name(name, "applicant.name") == name
    assert 1 <= len(name) <= 100


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张*丰"),
        ("欧阳修远", "欧**远"),
        ("张", "*"),
        ("𬱖", "*"),
        ("王𬱖", "王*"),
        ("𬱖小𬱖", "𬱖*𬱖"),
        ("葛\U000e0100城", "葛\U000e0100*"),
        ("王葛\U000e0100城\ufe00", "王*城\ufe00"),
        ("J\u030asef", "J\u030a**f"),
        ("Li Lei", "L****i"),
        ("", ""),
    ],
)
def test_a_masked_name_keeps_its_first_and_last_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text("张三丰李小龙", min_size=1, max_size=20))
def test_masking_shows_at_most_two_characters_and_never_the_whole_name(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert len(masked.replace("*", "")) <= 2
    assert masked != name


# --- applicants and subjects ----------------------------------------------------------------------


def test_a_person_proves_himself_by_resident_id_unless_he_says_otherwise() -> None:
    made = applicant(PERSON, IdentityClaim(" 张三 ", None, RESIDENT.lower()), today=TODAY)
    assert made == Applicant(PERSON, "张三", IdType.RESIDENT_ID, RESIDENT)
    abroad = IdentityClaim("Li Lei", IdType.PASSPORT, "E12345678")
    assert applicant(PERSON, abroad, today=TODAY).id_type is IdType.PASSPORT


def test_an_organisation_proves_itself_by_its_uscc() -> None:
    made = applicant(ORGANISATION, IdentityClaim("某公司", None, USCC), today=TODAY)
    assert made == Applicant(ORGANISATION, "某公司", IdType.USCC, USCC)


@pytest.mark.parametrize(
    ("kind", "claim", "field", "code"),
    [
        (PERSON, IdentityClaim("张三"), "applicant.id_no", "field.missing"),
        (PERSON, IdentityClaim("张三", None, ""), "applicant.id_no", "field.missing"),
        (PERSON, IdentityClaim(None, None, RESIDENT), "applicant.name", "field.missing"),
        (PERSON, IdentityClaim("张三", IdType.USCC, USCC), "applicant.id_type", "field.invalid"),
        (PERSON, IdentityClaim("张三", IdType.NONE), "applicant.id_type", "field.invalid"),
        (PERSON, IdentityClaim("张三", None, USCC), "applicant.id_no", "field.invalid"),
        (ORGANISATION, IdentityClaim("某公司", IdType.RESIDENT_ID, RESIDENT),
         "applicant.id_type", "field.invalid"),
        (ORGANISATION, IdentityClaim("某公司"), "applicant.id_no", "field.missing"),
        (ORGANISATION, IdentityClaim("某公司", None, RESIDENT),
         "applicant.id_no", "field.invalid"),
    ],
)  # fmt: skip
def test_an_applicant_without_a_fitting_number_is_refused(
    kind: ApplicantKind, claim: IdentityClaim, field: str, code: str
) -> None:
    with pytest.raises(Malformed) as caught:
        applicant(kind, claim, today=TODAY)
    assert (caught.value.field, caught.value.code) == (field, code)


@pytest.mark.parametrize(
    ("claim", "id_type", "id_no"),
    [
        (IdentityClaim("李四"), IdType.NONE, None),
        (IdentityClaim("李四", None, " "), IdType.NONE, None),
        (IdentityClaim("李四", IdType.NONE), IdType.NONE, None),
        (IdentityClaim("李四", None, RESIDENT), IdType.RESIDENT_ID, RESIDENT),
        (IdentityClaim("某公司", IdType.USCC, USCC), IdType.USCC, USCC),
    ],
)
def test_a_subject_may_be_known_by_name_alone(
    claim: IdentityClaim, id_type: IdType, id_no: str | None
) -> None:
    made = subject(0, "父亲", claim, today=TODAY)
    assert made == Subject("父亲", str(claim.name), id_type, id_no)


@pytest.mark.parametrize(
    ("relation", "claim", "field", "code"),
    [
        ("", IdentityClaim("李四"), "subjects[3].relation", "field.missing"),
        ("父\n亲", IdentityClaim("李四"), "subjects[3].relation", "field.invalid"),
        ("父亲", IdentityClaim(" "), "subjects[3].name", "field.missing"),
        ("父亲", IdentityClaim("李四", IdType.RESIDENT_ID), "subjects[3].id_no", "field.missing"),
        ("父亲", IdentityClaim("李四", IdType.NONE, RESIDENT), "subjects[3].id_no",
         "field.invalid"),
        ("父亲", IdentityClaim("李四", None, "1"), "subjects[3].id_no", "field.invalid"),
    ],
)  # fmt: skip
def test_a_wrong_subject_is_refused_by_its_place_in_the_list(
    relation: object, claim: IdentityClaim, field: str, code: str
) -> None:
    with pytest.raises(Malformed) as caught:
        subject(3, relation, claim, today=TODAY)
    assert (caught.value.field, caught.value.code) == (field, code)


def test_a_request_is_about_at_most_twenty_subjects() -> None:
    family = [("子女", IdentityClaim(f"孩子{n}")) for n in range(21)]
    assert [one.name for one in subjects(family[:20], today=TODAY)][19] == "孩子19"
    with pytest.raises(FieldInvalid) as caught:
        subjects(family, today=TODAY)
    assert caught.value.field == "subjects"
    with pytest.raises(FieldMissing) as missing:
        subjects([family[0], ("父亲", IdentityClaim(None))], today=TODAY)
    assert missing.value.field == "subjects[1].name"


def test_no_name_and_no_number_shows_in_a_repr() -> None:
    claim = IdentityClaim("张三丰", None, RESIDENT)
    shown = repr(
        (claim, applicant(PERSON, claim, today=TODAY), subject(0, "父亲", claim, today=TODAY))
    )
    assert "张三丰" not in shown
    assert RESIDENT not in shown
