"""Articles 2, 5, 7: when no request can be opened, in the one order of the rule."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.catalogue.domain.rows import (
    BasisLevel,
    CatalogueRow,
    Disposition,
    Exclusion,
    Handling,
    LegalBasis,
    Method,
)
from chalicelib.kernel.errors import (
    CommitmentOnly,
    FieldInvalid,
    ForeignRow,
    MaterialCancelled,
    MaterialExcluded,
    PromisePast,
    RequesterNotOperational,
    RequestRefused,
    SelfAddressed,
    UnknownRow,
)
from chalicelib.kernel.ids import RowCode
from tests.rules.world import (
    CIVIL_AFFAIRS,
    DAY,
    HALF_HOUR,
    LABOUR,
    MS,
    POLICE,
    START,
    District,
    How,
    edition,
    promising,
    row,
)
from tests.twins.surroundings import FixedCatalogue
from tests.worlds import agent

# --- each cause on a real row ------------------------------------------------------------


@pytest.mark.parametrize(
    ("row_code", "cause", "code", "article"),
    [
        ("ZM999", UnknownRow, "request.unknown_row", "5-1"),
        ("ZM017", MaterialExcluded, "request.excluded", "2-2"),
        ("ZM013", MaterialCancelled, "request.cancelled", "2-1"),
        ("ZM020", CommitmentOnly, "request.commitment_only", "7-3"),
        ("ZM022", SelfAddressed, "request.self_addressed", "7-1"),
        ("ZM047", SelfAddressed, "request.self_addressed", "7-1"),
    ],
)
def test_a_row_that_opens_no_request_is_refused_with_code_and_article(
    row_code: str, cause: type[RequestRefused], code: str, article: str
) -> None:
    district = District()
    with pytest.raises(cause) as refused:
        district.file(row_code)
    assert (refused.value.code, refused.value.article) == (code, article)
    assert refused.value.field == "row"
    assert district.ports.worklist.open_deadlines() == ()
    assert district.timers.started == []


def test_the_row_of_another_unit_is_refused() -> None:
    with pytest.raises(ForeignRow) as refused:
        District().file("ZM007", how=How(agent(POLICE)))
    assert (refused.value.code, refused.value.article) == ("request.foreign_row", "10-2")


def test_a_requester_that_is_not_operational_is_refused_and_hears_what_is_missing() -> None:
    district = District()
    district.save(replace(district.unit(CIVIL_AFFAIRS), supervisor=None))
    with pytest.raises(RequesterNotOperational, match="缺 1 名督办员") as refused:
        district.file("ZM007")
    assert refused.value.code == "request.requester_not_operational"
    assert refused.value.article == "10-1"


def test_a_suspended_requester_files_nothing_until_it_is_resumed() -> None:
    district = District()
    district.save(district.unit(CIVIL_AFFAIRS).suspend())
    with pytest.raises(RequesterNotOperational, match="暂停"):
        district.file("ZM007")
    district.save(district.unit(CIVIL_AFFAIRS).resume())
    assert district.file("ZM007").is_open


def test_a_cancelled_material_is_refused_with_what_replaces_it() -> None:
    with pytest.raises(MaterialCancelled, match="改为声明"):
        District().file("ZM013")


def test_an_excluded_material_is_refused_with_its_exclusion() -> None:
    with pytest.raises(MaterialExcluded) as refused:
        District().file("ZM017")
    assert refused.value.facts == {"exclusion": "X6"}


def test_a_row_with_a_commitment_and_another_method_opens_a_request() -> None:
    assert Method.NOTIFICATION_COMMITMENT in row("ZM001").methods
    assert District().file("ZM001").issuer == POLICE


def test_a_low_basis_that_was_waived_opens_a_request() -> None:
    assert row("ZM023").legal_basis[0].level.is_too_low
    assert row("ZM023").waiver == "样例"
    assert District().file("ZM023").issuer == POLICE


def test_a_refused_filing_fixes_no_case() -> None:
    district = District()
    with pytest.raises(MaterialCancelled):
        district.file("ZM013", "A-1", START - DAY)
    assert district.file("ZM007", "A-1").case_accepted_at == START


def test_every_row_of_the_seed_opens_a_request_or_says_why_not() -> None:
    opened, refused = set(), {}
    for code in edition().rows:
        district = District()
        try:
            opened.add(district.file(code).row)
        except RequestRefused as cause:
            refused[code] = type(cause)
    found = [one for one in edition().rows.values() if one.code in refused]
    assert len(opened) + len(refused) == 57
    assert {one.code for one in edition().rows.values() if one.exclusion} == {
        code for code, cause in refused.items() if cause is MaterialExcluded
    }
    cancelled = {one.code for one in found if one.disposition is Disposition.CANCELLED}
    assert cancelled == {code for code, cause in refused.items() if cause is MaterialCancelled}
    assert all(edition().rows[code].issuer is not None for code in opened)


# --- the order ---------------------------------------------------------------------------

Spoil = Callable[[CatalogueRow], CatalogueRow]


def excluded(one: CatalogueRow) -> CatalogueRow:
    return replace(one, exclusion=Exclusion.X3)


def cancelled(one: CatalogueRow) -> CatalogueRow:
    return replace(one, disposition=Disposition.CANCELLED)


def foreign(one: CatalogueRow) -> CatalogueRow:
    return replace(one, service_item=replace(one.service_item, unit=LABOUR))


def commitment_only(one: CatalogueRow) -> CatalogueRow:
    return replace(one, methods=(Method.NOTIFICATION_COMMITMENT,))


def self_addressed(one: CatalogueRow) -> CatalogueRow:
    return replace(one, issuer=CIVIL_AFFAIRS)


IN_ORDER: list[tuple[type[RequestRefused], Spoil | None]] = [
    (MaterialExcluded, excluded),
    (MaterialCancelled, cancelled),
    (ForeignRow, foreign),
    (CommitmentOnly, commitment_only),
    (SelfAddressed, self_addressed),
    (RequesterNotOperational, None),
    (PromisePast, None),
]


@pytest.mark.parametrize("first", range(len(IN_ORDER)), ids=[one.__name__ for one, _ in IN_ORDER])
def test_of_several_causes_the_first_in_the_order_of_the_rule_is_named(first: int) -> None:
    """The row and the unit suffer from this cause and from every later one."""
    spoiled = promising("ZM007", "1 小时")
    for _, spoil in IN_ORDER[first:]:
        spoiled = spoil(spoiled) if spoil else spoiled
    district = District(START, spoiled)
    if first <= 5:
        district.save(replace(district.unit(CIVIL_AFFAIRS), supervisor=None))
    with pytest.raises(IN_ORDER[first][0]):
        district.file("ZM007", accepted_at=START - DAY, how=How(agent(CIVIL_AFFAIRS)))


def test_an_unknown_row_is_named_before_everything_else() -> None:
    district = District()
    district.save(replace(district.unit(CIVIL_AFFAIRS), supervisor=None))
    with pytest.raises(UnknownRow):
        district.file("ZM999", accepted_at=START - 300 * DAY)


def test_an_empty_issuer_is_asked_nothing_like_a_row_with_a_commitment_alone() -> None:
    nobody = replace(row("ZM007"), issuer=None)
    with pytest.raises(CommitmentOnly):
        District(START, nobody).file("ZM007")


def test_the_edition_is_the_one_in_force_when_the_case_was_accepted() -> None:
    district = District()
    rows = {**edition().rows, RowCode("ZM007"): cancelled(row("ZM007"))}
    later = replace(edition(), number=2, effective_from=START, rows=rows)
    district.ports = district.ports.replaced(catalogue=FixedCatalogue(edition(), later))
    assert district.file("ZM007", "A-1", START - MS).edition == 1
    with pytest.raises(MaterialCancelled):
        district.file("ZM007", "A-2", START)
    instant_item = district.file("ZM030", "A-3", START - 5000 * DAY)
    assert instant_item.edition == 1  # earlier than the first: the first


def test_an_instant_item_is_not_refused_for_its_promise() -> None:
    quick = promising("ZM007", "1 小时")
    item = replace(quick.service_item, handling=Handling.INSTANT)
    quick = replace(quick, service_item=item)
    request = District(START, quick).file("ZM007", accepted_at=START - DAY)
    assert request.plan.answer_by == START + HALF_HOUR


def test_a_time_in_the_future_is_a_field_error_not_a_refusal_of_the_rule() -> None:
    with pytest.raises(FieldInvalid):
        District().file("ZM007", accepted_at=START + MS)


def test_a_basis_too_low_is_told_by_its_level() -> None:
    low = [level for level in BasisLevel if LegalBasis("样例", level).level.is_too_low]
    assert low == [BasisLevel.DEPARTMENT_RULE, BasisLevel.NORMATIVE_DOCUMENT]
