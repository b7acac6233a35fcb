"""Art. 5-1: a proof material keeps its code for ever, given at its first appearance."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue.adapters.seed import seed_rows
from chalicelib.catalogue.domain.errors import CatalogueRuleBroken
from chalicelib.catalogue.domain.materials import followed, give_codes
from chalicelib.catalogue.domain.rows import CatalogueRow, ProofMaterial
from chalicelib.catalogue.use_cases.materials import (
    RegisteredMaterial,
    merge_materials,
    read_materials,
)
from chalicelib.catalogue.use_cases.records import register_of
from chalicelib.kernel.errors import RoleNotAllowed
from tests import worlds
from tests.rules.listing import ListDistrict, rows_of
from tests.rules.world import CIVIL_AFFAIRS, LABOUR

ROW = seed_rows()[0]
names = st.lists(
    st.sampled_from(["户籍", "婚姻", "收入", "住房", "学历", "健在", "残疾", "死亡"]), max_size=12
)


def named(*texts: str) -> tuple[CatalogueRow, ...]:
    return tuple(replace(ROW, material=ProofMaterial("", one)) for one in texts)


@given(first=names, second=names)
def test_codes_follow_first_appearance_and_never_change(
    first: list[str], second: list[str]
) -> None:
    _, before = give_codes(named(*first), {}, {})
    rows, after = give_codes(named(*second), before, {})
    assert {name: after[name] for name in before} == before
    assert list(after) == list(dict.fromkeys([*first, *second]))
    assert list(after.values()) == [f"M{n:05d}" for n in range(1, len(after) + 1)]
    assert [one.material.code for one in rows] == [after[one] for one in second]


def test_one_name_written_in_two_ways_is_one_material() -> None:
    (composed, taken_apart), register = give_codes(named("é", "e\u0301"), {}, {})
    assert composed.material == taken_apart.material
    assert len(register) == 1


def test_the_hundred_thousandth_material_is_refused() -> None:
    full = {f"材料{n}": f"M{n:05d}" for n in range(1, 100_000)}
    with pytest.raises(CatalogueRuleBroken):
        give_codes(named("又一种"), full, {})


def test_a_later_import_finds_the_codes_of_an_earlier_one() -> None:
    district = ListDistrict()
    district.compile(rows_of(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS))
    _, before = register_of(district.ports)
    district.compile(rows_of(LABOUR), worlds.agent(LABOUR))
    register, after = register_of(district.ports)
    assert {name: after[name] for name in before} == before
    assert register.count == len(after) > len(before)


def test_merging_is_an_officer_s_recorded_act_and_keeps_both_codes() -> None:
    district = ListDistrict()
    district.compile(rows_of(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS))
    with pytest.raises(RoleNotAllowed):
        merge_materials("M00002", "M00001", worlds.call_by(worlds.agent(LABOUR)), district.ports)
    merge_materials("M00002", "M00001", worlds.call_by(worlds.officer()), district.ports)
    register, known = register_of(district.ports)
    assert followed("M00002", register.merged) == "M00001"
    assert {"M00001", "M00002"} <= set(known.values())
    (event,) = district.ports.ledger.events("materials")
    assert dict(event.news.facts) == {"code": "M00002", "into": "M00001"}


@pytest.mark.parametrize(
    ("code", "into"), [("M00001", "M00001"), ("M00001", "M00002"), ("M9", "M00001")]
)
def test_a_circle_and_an_unknown_code_are_refused(code: str, into: str) -> None:
    district = ListDistrict()
    district.compile(rows_of(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS))
    officer = worlds.officer()
    merge_materials("M00002", "M00001", worlds.call_by(officer), district.ports)
    with pytest.raises(CatalogueRuleBroken):
        merge_materials(code, into, worlds.call_by(officer), district.ports)


def test_after_a_merge_an_import_has_code_and_name_of_what_it_was_merged_into() -> None:
    _, known = give_codes(named("户籍", "户口簿", "户籍信息"), {}, {})
    merged = {"M00002": "M00001", "M00001": "M00003"}
    rows, after = give_codes(named("户口簿", "户籍", "婚姻"), known, merged)
    assert [one.material for one in rows] == [
        ProofMaterial("M00003", "户籍信息"),
        ProofMaterial("M00003", "户籍信息"),
        ProofMaterial("M00004", "婚姻"),
    ]
    assert after["户口簿"] == "M00002"


def test_the_register_is_read_by_code_page_by_page_with_what_was_merged() -> None:
    district = ListDistrict()
    assert read_materials(district.ports, 5, None).items == ()
    rows = rows_of(CIVIL_AFFAIRS)
    district.compile(rows, worlds.agent(CIVIL_AFFAIRS))
    merge_materials("M00002", "M00001", worlds.call_by(worlds.officer()), district.ports)
    first = read_materials(district.ports, 2, None)
    assert first.items == (
        RegisteredMaterial("M00001", rows[0].material.name, None),
        RegisteredMaterial("M00002", rows[1].material.name, "M00001"),
    )
    rest = read_materials(district.ports, 100, first.after)
    assert [one.code for one in rest.items][:2] == ["M00003", "M00004"]
    assert rest.after is None
