"""清单检查: what of a list is against the rule, or has to be looked at (Art. 2, 7).

The import takes what is well formed; the lint says what is wrong with what it says. It changes
nothing and forbids nothing: the office reads it before it agrees.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date

from chalicelib.catalogue.domain.editions import Waiver, low_basis_rows
from chalicelib.catalogue.domain.exclusions import ExclusionDecision
from chalicelib.catalogue.domain.rows import CatalogueRow, DataBacking, Disposition, Method
from chalicelib.catalogue.lint.domain.facts import circular_rows, doubled_rows
from chalicelib.catalogue.lint.domain.findings import Finding, LintCode, LintReport
from chalicelib.catalogue.lint.domain.village_proofs import is_committee, kind_not_theirs
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.records import record

_METHODS_IN_WORDS = ("核验", "核查", "共享", "比对", "联网查询")


@record(frozen=True)
class LintContext:
    """What a list is held against. ``today`` is a day in Asia/Shanghai.

    ``commitment_required`` are materials for which a list of the state, the province, the city
    or the district asks for 告知承诺 (Art. 7-3, 12); ``decisions`` stand by row code.
    """

    units: Mapping[UnitCode, str]
    today: date
    decisions: Mapping[str, ExclusionDecision] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    commitment_required: frozenset[str] = frozenset()


Found = Iterator[tuple[LintCode, str, str]]
Look = Callable[[CatalogueRow, LintContext], Found]


def lint(rows: Sequence[CatalogueRow], context: LintContext) -> LintReport:
    """Everything there is to say about these rows, in their order."""
    together: dict[str, list[Finding]] = {}
    for found in (*doubled_rows(rows), *circular_rows(rows, context.units)):
        together.setdefault(found.row, []).append(found)
    findings: list[Finding] = []
    for row in rows:
        for look in LOOKS:
            for code, text, remedy in look(row, context):
                findings.append(Finding(code, row.code, row.service_item.unit, text, remedy))
        findings += together.get(row.code, ())
    return LintReport(tuple(findings))


def _basis(row: CatalogueRow, context: LintContext) -> Found:
    if row.disposition is Disposition.CANCELLED:
        return
    if not row.legal_basis and row.exclusion is None:
        yield (
            LintCode.BASIS_MISSING,
            "保留,却没有设定依据",
            "写明法律、行政法规或地方性法规的条款;没有的,取消",
        )
    if low_basis_rows([row]):
        yield from _low_basis(row, context)


def _low_basis(row: CatalogueRow, context: LintContext) -> Found:
    low = "、".join(one.text for one in row.legal_basis if one.level.is_too_low)
    waiver = next((one for one in context.waivers if one.row == row.code), None)
    if waiver is not None and waiver.until < context.today:
        yield (
            LintCode.WAIVER_OVERDUE,
            f"暂予保留的决定({waiver.decision})已于 {waiver.until} 到期",
            "取消,或由专班办公室重新决定",
        )
    elif waiver is not None or row.waiver:
        reason = row.waiver or (waiver.words if waiver else "")
        yield LintCode.BASIS_WAIVED, f"依据待核:{reason}", "到期之前找到够层级的依据,或取消"
    else:
        yield (
            LintCode.BASIS_TOO_LOW,
            f"“{low}”不足以保留证明",
            "改用法律、法规或国务院决定;没有的,取消,或请专班办公室凭决定暂予保留",
        )


def _method(row: CatalogueRow, _context: LintContext) -> Found:
    is_retained = row.disposition is Disposition.RETAINED
    if is_retained and row.exclusion is None and not row.methods:
        yield (
            LintCode.METHOD_MISSING,
            "保留,却没有核验方式",
            "写数据共享、告知承诺或部门核验;规则不适用的写排除情形",
        )
    if row.methods and (not is_retained or row.exclusion is not None):
        what = "取消" if not is_retained else "不适用"
        yield LintCode.METHOD_NEEDLESS, f"{what}的行写了核验方式", "清空核验方式,或改处置"
    without = row.backing is DataBacking.NONE and Method.DATA_SHARING in row.methods
    if without:
        yield (
            LintCode.SHARING_WITHOUT_DATABASE,
            "数据共享,却没有数据库",
            "“数据库”写已对接或未对接;真没有的,改为部门核验",
        )


def _replacement(row: CatalogueRow, _context: LintContext) -> Found:
    if row.disposition is not Disposition.CANCELLED:
        return
    if not row.replacement:
        yield LintCode.REPLACEMENT_MISSING, "取消,却没有替代方式", "写明用什么代替,例如书面声明"
    elif any(word in row.replacement for word in _METHODS_IN_WORDS):
        yield (
            LintCode.REPLACED_BY_METHOD,
            f"取消,却以“{row.replacement}”替代",
            "这不是取消:改为保留,核验方式写数据共享或部门核验",
        )


def _issuer(row: CatalogueRow, context: LintContext) -> Found:
    for unit in dict.fromkeys((row.service_item.unit, row.issuer)):
        if unit is not None and unit not in context.units:
            yield (
                LintCode.UNIT_UNREGISTERED,
                f"单位 {unit} 没有登记",
                "改为登记的单位,或请专班办公室先登记",
            )
    if row.disposition is Disposition.CANCELLED:
        return
    if row.issuer == row.service_item.unit:
        yield (
            LintCode.SELF_ADDRESSED,
            f"{row.material.name}就在本单位,却要向自己核验",
            "本单位查阅自己的记录,不列为证明材料;或改开具单位",
        )
    if row.issuer is None:
        yield from _no_issuer(row)
    else:
        yield from _cannot_know(row, context.units.get(row.issuer, ""))


def _no_issuer(row: CatalogueRow) -> Found:
    if row.exclusion is not None or not row.methods:
        return
    if row.methods == (Method.NOTIFICATION_COMMITMENT,):
        yield (
            LintCode.COMMITMENT_WITHOUT_ISSUER,
            "只采用告知承诺,没有开具单位",
            "不必改;事后核查时要知道向谁查",
        )
    else:
        yield LintCode.ISSUER_MISSING, "没有开具单位", "写掌握这一事实的单位;没有的,只采用告知承诺"


def _cannot_know(row: CatalogueRow, issuer: str) -> Found:
    kind = kind_not_theirs(row.material.name) if is_committee(issuer) else None
    if kind is not None:
        yield (
            LintCode.ISSUER_CANNOT_KNOW,
            f"{kind}不应由村(居)民委员会出具(民发〔2020〕20号),{issuer}核实不了",
            "改为登记这一事实的部门",
        )


def _exclusion(row: CatalogueRow, context: LintContext) -> Found:
    if row.exclusion is None:
        return
    decision = context.decisions.get(row.code)
    if decision is None or decision.exclusion is not row.exclusion:
        yield (
            LintCode.EXCLUSION_UNDECIDED,
            f"不适用({row.exclusion})还没有决定、决定日期和复核日期",
            "请专班办公室决定;决定之前存疑",
        )
    elif decision.review_on < context.today:
        yield (
            LintCode.EXCLUSION_OVERDUE,
            f"不适用({row.exclusion})应于 {decision.review_on} 复核",
            "请专班办公室复核,重新决定",
        )


def _commitment(row: CatalogueRow, context: LintContext) -> Found:
    is_asked = row.material.name in context.commitment_required
    applies = row.disposition is Disposition.RETAINED and row.exclusion is None
    if is_asked and applies and Method.NOTIFICATION_COMMITMENT not in row.methods:
        yield (
            LintCode.COMMITMENT_MISSED,
            "列入应当采用告知承诺的清单,却没有采用",
            "核验方式加上告知承诺",
        )


LOOKS: tuple[Look, ...] = (_basis, _method, _replacement, _issuer, _exclusion, _commitment)
