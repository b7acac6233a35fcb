"""Strategies for what stands on lists, one per kind; a new kind takes its place in FILLED."""

from typing import Any

from hypothesis import strategies as st

from chalicelib.domain.editions import (
    CatalogueDraft,
    DraftReturn,
    EditionRecord,
    EditionState,
    MaterialRegister,
    Waiver,
)
from chalicelib.domain.ids import UnitCode
from tests.contract.filled import codes, instants, small, texts
from tests.contract.records import fresh

keys = st.builds(fresh, st.just("key"))
contents = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
pairs = st.lists(st.tuples(codes, texts), max_size=3).map(tuple)
persons = st.lists(texts, max_size=3).map(tuple)

FILLED: dict[type[Any], st.SearchStrategy[Any]] = {
    CatalogueDraft: st.builds(
        CatalogueDraft,
        unit=keys.map(UnitCode),
        content=contents,
        row_count=small,
        base=small,
        state=st.sampled_from(EditionState),
        compiled_by=persons,
        compiled_at=instants,
        submitted_by=st.none() | texts,
        submitted_at=st.none() | instants,
        agreed_by=st.none() | texts,
        agreed_at=st.none() | instants,
        edition=st.none() | small,
        returns=st.lists(st.builds(DraftReturn, instants, texts, texts), max_size=2).map(tuple),
        waivers=st.lists(st.builds(Waiver, codes, texts, st.dates(), texts), max_size=2).map(tuple),
        adjustments=persons,
        revision=st.just(0),
    ),
    EditionRecord: st.builds(
        EditionRecord,
        number=st.builds(lambda: int(fresh("n").split("-")[1])),
        effective_from=instants,
        published_at=instants,
        published_by=texts,
        content=contents,
        row_count=small,
        drafts=pairs,
        sha256=st.none() | contents,
        jwk=st.none() | pairs,
        revision=st.just(0),
    ),
    MaterialRegister: st.builds(
        MaterialRegister,
        content=contents,
        count=small,
        merged=st.dictionaries(codes, codes, max_size=3),
        revision=st.just(0),
    ),
}
