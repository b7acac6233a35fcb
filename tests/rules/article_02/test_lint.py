"""Articles 2 and 7, what the lint of a list names, each finding with what to do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.catalogue.domain.editions import Waiver
from chalicelib.catalogue.domain.exclusions import ExclusionDecision
from chalicelib.catalogue.domain.rows import (
    BasisLevel,
    CatalogueRow,
    DataBacking,
    Disposition,
    Exclusion,
    LegalBasis,
    Method,
)
from chalicelib.catalogue.lint.domain.findings import (
    MEANING,
    Finding,
    LintCode,
    Severity,
)
from chalicelib.catalogue.lint.domain.lint import lint
from chalicelib.catalogue.lint.domain.village_proofs import (
    NOT_THEIRS,
    is_committee,
    kind_not_theirs,
)
from chalicelib.kernel.ids import RowCode, UnitCode
from tests.rules.linting import (
    CIVIL_AFFAIRS,
    CONTEXT,
    LABOUR,
    POLICE,
    TODAY,
    VILLAGE,
    a_row,
    found,
    report,
)
from tests.rules.world import at
from tests.seed import seed_table

DECISION = ExclusionDecision(
    RowCode("ZM031"), Exclusion.X3, "校车安全", "专班会议纪要〔2026〕1号",
    date(2026, 1, 5), date(2027, 1, 5), "370402001:officer-1", at("2026-01-05 10:00"),
)  # fmt: skip


def test_a_row_without_a_fault_has_no_finding() -> None:
    assert found(a_row()) == []


def test_on_the_seed_file_it_names_exactly_the_faults_that_were_put_there() -> None:
    """Errors: the faults. The undecided exclusions are doubtful, no error: 2-2 lets them stand
    until the office decides. 告知承诺 without an issuer is as it may be: a note."""
    whole = lint(seed_table(), CONTEXT)
    assert whole.by_code() == {
        LintCode.BASIS_TOO_LOW: ("ZM023", "ZM036", "ZM052", "ZM053", "ZM055", "ZM056"),
        LintCode.REPLACED_BY_METHOD: ("ZM019", "ZM041", "ZM046"),
        LintCode.SELF_ADDRESSED: ("ZM014", "ZM021", "ZM022", "ZM031", "ZM047", "ZM056"),
        LintCode.SHARING_WITHOUT_DATABASE: ("ZM039",),
        LintCode.COMMITMENT_WITHOUT_ISSUER: ("ZM002", "ZM020", "ZM033"),
        LintCode.EXCLUSION_UNDECIDED: (
            "ZM017", "ZM025", "ZM031", "ZM032", "ZM035", "ZM036", "ZM037", "ZM038",
        ),
    }  # fmt: skip
    assert whole.by_severity() == {Severity.ERROR: 16, Severity.REMINDER: 8, Severity.NOTE: 3}


def test_it_reports_the_whole_and_unit_by_unit() -> None:
    whole = lint(seed_table(), CONTEXT)
    assert sum(len(whole.of_unit(one).findings) for one in whole.units()) == len(whole.findings)
    of_labour = whole.of_unit(LABOUR).findings
    errors = {one.row for one in of_labour if one.severity is Severity.ERROR}
    assert errors == {"ZM021", "ZM022", "ZM023"}


def test_every_finding_says_what_is_so_what_to_do_how_serious_and_under_which_article() -> None:
    assert set(MEANING) == set(LintCode)
    for one in lint(seed_table(), CONTEXT).findings:
        assert one.text
        assert one.remedy
        assert one.article[0] in "2357"


def test_a_retained_proof_without_a_basis_is_an_error() -> None:
    assert found(a_row(legal_basis=())) == [LintCode.BASIS_MISSING]
    assert LintCode.BASIS_MISSING not in found(a_row(legal_basis=(), exclusion=Exclusion.X1))
    cancelled = a_row(
        legal_basis=(), methods=(), disposition=Disposition.CANCELLED, replacement="声明"
    )
    assert found(cancelled) == []


@pytest.mark.parametrize("level", BasisLevel)
def test_only_a_law_a_regulation_or_a_state_council_decision_keeps_a_proof(
    level: BasisLevel,
) -> None:
    row = a_row(legal_basis=(LegalBasis("某文件", level),))
    assert found(row) == ([LintCode.BASIS_TOO_LOW] if level.is_too_low else [])


def test_a_low_basis_is_named_on_an_excluded_row_too() -> None:
    low = (LegalBasis("某文件", BasisLevel.DEPARTMENT_RULE),)
    row = a_row(legal_basis=low, exclusion=Exclusion.X3, methods=())
    assert found(row) == [LintCode.BASIS_TOO_LOW, LintCode.EXCLUSION_UNDECIDED]


def test_a_waiver_makes_a_low_basis_a_note_until_it_ends() -> None:
    row = a_row(legal_basis=(LegalBasis("某文件", BasisLevel.NORMATIVE_DOCUMENT),))
    waiver = Waiver(row.code, "专班〔2026〕3号", TODAY, "过渡")
    waived = replace(CONTEXT, waivers=(waiver,))
    assert found(row, context=waived) == [LintCode.BASIS_WAIVED]
    late = replace(waived, today=TODAY + timedelta(days=1))
    assert found(row, context=late) == [LintCode.WAIVER_OVERDUE]
    assert found(replace(row, waiver="样例")) == [LintCode.BASIS_WAIVED]


def test_a_retained_proof_without_a_method_is_an_error_and_a_method_where_none_belongs() -> None:
    assert found(a_row(methods=())) == [LintCode.METHOD_MISSING]
    cancelled = a_row(disposition=Disposition.CANCELLED, replacement="书面声明")
    assert found(cancelled) == [LintCode.METHOD_NEEDLESS]
    excluded = a_row(exclusion=Exclusion.X1)
    assert LintCode.METHOD_NEEDLESS in found(excluded)


def test_a_cancelled_proof_says_what_replaces_it() -> None:
    gone = a_row(disposition=Disposition.CANCELLED, methods=())
    assert found(gone) == [LintCode.REPLACEMENT_MISSING]


@pytest.mark.parametrize(
    "replacement", ["部门核验", "数据共享", "数据比对(人口)", "内部核查", "联网查询"]
)
def test_cancelled_but_replaced_by_verification_or_sharing_is_not_cancelled(
    replacement: str,
) -> None:
    row = a_row(disposition=Disposition.CANCELLED, methods=(), replacement=replacement)
    (finding,) = report(row).findings
    assert finding.code is LintCode.REPLACED_BY_METHOD
    assert "保留" in finding.remedy


@pytest.mark.parametrize("replacement", ["书面承诺", "改为承诺书", "改为声明"])
def test_replaced_by_the_applicants_own_word_is_cancelled_indeed(replacement: str) -> None:
    row = a_row(disposition=Disposition.CANCELLED, methods=(), replacement=replacement)
    assert found(row) == []


def test_a_unit_that_nobody_registered_is_named() -> None:
    nobody = UnitCode("370402999")
    assert found(a_row(issuer=nobody)) == [LintCode.UNIT_UNREGISTERED]
    assert found(a_row(unit=nobody)) == [LintCode.UNIT_UNREGISTERED]


def test_only_commitment_may_be_without_an_issuer() -> None:
    assert found(a_row(issuer=None)) == [LintCode.ISSUER_MISSING]
    promised = a_row(issuer=None, methods=(Method.NOTIFICATION_COMMITMENT,))
    assert found(promised) == [LintCode.COMMITMENT_WITHOUT_ISSUER]
    both = (Method.NOTIFICATION_COMMITMENT, Method.DEPARTMENT_VERIFICATION)
    assert found(a_row(issuer=None, methods=both)) == [LintCode.ISSUER_MISSING]


def test_a_unit_that_would_ask_itself_is_named_also_where_the_row_is_excluded() -> None:
    assert found(a_row(issuer=CIVIL_AFFAIRS)) == [LintCode.SELF_ADDRESSED]
    excluded = a_row(issuer=CIVIL_AFFAIRS, exclusion=Exclusion.X3, methods=())
    assert LintCode.SELF_ADDRESSED in found(excluded)


@pytest.mark.parametrize("kind", [kind for kind, _ in NOT_THEIRS])
def test_a_committee_cannot_know_any_of_the_twenty_facts(kind: str) -> None:
    row = a_row(issuer=VILLAGE, material=f"申请人{kind}")
    (finding,) = report(row).findings
    assert finding.code is LintCode.ISSUER_CANNOT_KNOW
    assert kind in finding.text
    assert found(a_row(issuer=POLICE, material=kind)) == []


def test_the_list_has_twenty_kinds_and_each_name_is_its_own_kind() -> None:
    assert len(NOT_THEIRS) == 20
    assert [kind_not_theirs(kind) for kind, _ in NOT_THEIRS] == [kind for kind, _ in NOT_THEIRS]


def test_a_committee_may_issue_what_is_not_on_the_list() -> None:
    assert found(a_row(issuer=VILLAGE, material="集体经济组织成员资格")) == []


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("建设社区居民委员会", True),
        ("郝湖村委会", True),
        ("东王庄村", True),
        ("某某村居委会", True),
        ("社区卫生服务中心", False),
        ("区民政局", False),
        ("村镇建设服务站", False),
    ],
)
def test_a_committee_is_known_by_its_name(name: str, is_one: bool) -> None:
    assert is_committee(name) is is_one


def test_sharing_needs_a_database_connected_or_not() -> None:
    shared = (Method.DATA_SHARING, Method.DEPARTMENT_VERIFICATION)
    assert found(a_row(methods=shared)) == [LintCode.SHARING_WITHOUT_DATABASE]
    for backing in (DataBacking.CONNECTED, DataBacking.NOT_CONNECTED):
        assert found(a_row(methods=shared, backing=backing)) == []


def excluded() -> CatalogueRow:
    return a_row(code=RowCode("ZM031"), exclusion=Exclusion.X3, methods=())


def test_an_exclusion_is_doubtful_until_decided_and_overdue_after_its_review_date() -> None:
    (doubt,) = report(excluded()).findings
    assert (doubt.code, doubt.severity) == (LintCode.EXCLUSION_UNDECIDED, Severity.REMINDER)
    decided = replace(CONTEXT, decisions={"ZM031": DECISION})
    assert found(excluded(), context=decided) == []
    on_the_day = replace(decided, today=DECISION.review_on)
    assert found(excluded(), context=on_the_day) == []
    after = replace(decided, today=DECISION.review_on + timedelta(days=1))
    assert found(excluded(), context=after) == [LintCode.EXCLUSION_OVERDUE]


def test_a_decision_about_another_exclusion_decides_nothing() -> None:
    other = {"ZM031": replace(DECISION, exclusion=Exclusion.X7)}
    context = replace(CONTEXT, decisions=other)
    assert found(excluded(), context=context) == [LintCode.EXCLUSION_UNDECIDED]


def test_a_material_on_a_list_that_asks_for_commitment_must_offer_it() -> None:
    asked = replace(CONTEXT, commitment_required=frozenset({"户籍信息"}))
    assert found(a_row(), context=asked) == [LintCode.COMMITMENT_MISSED]
    offered = (Method.DEPARTMENT_VERIFICATION, Method.NOTIFICATION_COMMITMENT)
    assert found(a_row(methods=offered), context=asked) == []
    assert LintCode.COMMITMENT_MISSED not in found(excluded(), context=asked)


def test_the_findings_stand_in_the_order_of_the_rows() -> None:
    codes = [row.code for row in seed_table()]
    places = [codes.index(one.row) for one in lint(seed_table(), CONTEXT).findings]
    assert places == sorted(places)
    assert all(isinstance(one, Finding) for one in lint(seed_table(), CONTEXT).findings)
