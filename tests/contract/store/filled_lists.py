"""Strategies for what stands on lists, one per kind; a new kind takes its place in FILLED."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from chalicelib.adjustments.domain.adjustment import (
    IN_FORCE,
    Adjustment,
    AdjustmentDecision,
    AdjustmentKind,
    AdjustmentState,
    WrittenReport,
)
from chalicelib.adjustments.domain.propagation import (
    PropagationDue,
    PropagationTarget,
    PropagationTask,
)
from chalicelib.calendar.domain import CalendarYearRecord, Recount
from chalicelib.catalogue.domain.editions import (
    CatalogueDraft,
    DraftReturn,
    EditionRecord,
    EditionState,
    MaterialRegister,
    Waiver,
)
from chalicelib.catalogue.domain.exclusions import ExclusionDecision
from chalicelib.catalogue.domain.rows import Exclusion, Method
from chalicelib.catalogue.tables.domain.faults import CellFault
from chalicelib.catalogue.tables.domain.imports import (
    CatalogueImport,
    ImportQueue,
    ImportResult,
    ImportState,
)
from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.ids import AdjustmentId, ImportId, RowCode, UnitCode
from tests.contract.store.filled import codes, instants, small, texts
from tests.contract.store.records import fresh

keys = st.builds(fresh, st.just("key"))
contents = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
pairs = st.lists(st.tuples(codes, texts), max_size=3).map(tuple)
faults = st.lists(st.builds(CellFault, small, texts, texts, texts), max_size=3).map(tuple)
days = st.lists(st.dates(), max_size=3).map(tuple)
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
    CatalogueImport: st.builds(
        CatalogueImport,
        id=keys.map(ImportId),
        by=st.builds(Caller, codes.map(UnitCode), st.none() | codes, st.sampled_from(Role), codes),
        name=texts,
        size=small,
        sha256=contents,
        state=st.sampled_from(ImportState),
        prepared_at=instants,
        dry_run=st.booleans(),
        skip_bad=st.booleans(),
        started_at=st.none() | instants,
        ended_at=st.none() | instants,
        attempts=small,
        result=st.builds(
            ImportResult,
            rows=small,
            bad_rows=small,
            faults=faults,
            fault_count=small,
            warnings=faults,
            warning_count=small,
            findings=st.dictionaries(codes, small, max_size=3),
            drafts=st.lists(st.tuples(codes.map(UnitCode), small), max_size=3).map(tuple),
            refusal=st.none() | texts,
        ),
        revision=st.just(0),
    ),
    ImportQueue: st.builds(
        ImportQueue,
        unit=keys.map(UnitCode),
        started=st.lists(keys.map(ImportId), max_size=3).map(tuple),
        revision=st.just(0),
    ),
    ExclusionDecision: st.builds(
        ExclusionDecision,
        row=keys.map(RowCode),
        exclusion=st.sampled_from(Exclusion),
        reason=texts,
        decided_by=texts,
        decided_on=st.dates(),
        review_on=st.dates(),
        recorded_by=texts,
        recorded_at=instants,
        revision=st.just(0),
    ),
    Adjustment: st.builds(
        Adjustment,
        id=keys.map(AdjustmentId),
        unit=codes.map(UnitCode),
        kind=st.sampled_from(AdjustmentKind),
        cause=texts,
        cause_date=st.dates(IN_FORCE, date(2026, 11, 1)),
        base=small,
        registered_by=texts,
        registered_at=instants.map(lambda one: one.replace(year=2028)),
        report_by=instants,
        calendar_version=texts,
        rows_before=st.just((RowCode("ZM001"), RowCode("ZM002"))),
        rows_after=st.just((RowCode("ZM002"),)),
        methods=st.just(tuple(Method)),
        override=st.none() | texts,
        state=st.sampled_from(AdjustmentState),
        report=st.none() | st.builds(WrittenReport, texts, st.none() | texts, texts, instants),
        decision=st.none()
        | st.builds(AdjustmentDecision, st.booleans(), st.none() | texts, texts, texts, instants),
        edition=st.none() | small,
        is_late_noted=st.booleans(),
        timer=small,
        revision=st.just(0),
        news=st.just(()),
    ),
    PropagationTask: st.builds(
        PropagationTask,
        edition=st.builds(lambda: int(fresh("n").split("-")[1])),
        unit=codes.map(UnitCode),
        target=st.sampled_from(PropagationTarget),
        opened_at=instants,
        due=st.builds(PropagationDue, instants, st.none() | instants, st.none() | small, texts),
        done_at=st.none() | instants,
        evidence=st.none() | texts,
        by=st.none() | texts,
        revision=st.just(0),
    ),
    CalendarYearRecord: st.builds(
        CalendarYearRecord,
        year=st.integers(2000, 2999),
        number=st.builds(lambda: int(fresh("n").split("-")[1])),
        holidays=days,
        make_up_days=days,
        source=texts,
        added_by=texts,
        at=instants,
        revision=st.just(0),
    ),
    Recount: st.builds(
        Recount,
        version=keys,
        started_at=instants,
        after=st.none() | codes.map(UnitCode),
        seen=small,
        moved=small,
        finished_at=st.none() | instants,
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
