"""What the lint of a list finds: stable codes, how serious each is, under which article."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping


class Severity(StrEnum):
    """错误: against the rule. 提醒: probably, somebody has to look. 说明: as it should be known."""

    ERROR = "ERROR"
    REMINDER = "REMINDER"
    NOTE = "NOTE"


class LintCode(StrEnum):
    """Every kind of finding. The codes are stable: people and programs refer to them."""

    BASIS_MISSING = "BASIS_MISSING"
    BASIS_TOO_LOW = "BASIS_TOO_LOW"
    BASIS_WAIVED = "BASIS_WAIVED"
    WAIVER_OVERDUE = "WAIVER_OVERDUE"
    METHOD_MISSING = "METHOD_MISSING"
    METHOD_NEEDLESS = "METHOD_NEEDLESS"
    REPLACEMENT_MISSING = "REPLACEMENT_MISSING"
    REPLACED_BY_METHOD = "REPLACED_BY_METHOD"
    UNIT_UNREGISTERED = "UNIT_UNREGISTERED"
    ISSUER_MISSING = "ISSUER_MISSING"
    ISSUER_CANNOT_KNOW = "ISSUER_CANNOT_KNOW"
    SELF_ADDRESSED = "SELF_ADDRESSED"
    FACT_TWICE = "FACT_TWICE"
    FACT_ALIKE = "FACT_ALIKE"
    MATERIAL_ALIKE = "MATERIAL_ALIKE"
    PROOF_CIRCULAR = "PROOF_CIRCULAR"
    SHARING_WITHOUT_DATABASE = "SHARING_WITHOUT_DATABASE"
    COMMITMENT_WITHOUT_ISSUER = "COMMITMENT_WITHOUT_ISSUER"
    COMMITMENT_MISSED = "COMMITMENT_MISSED"
    EXCLUSION_UNDECIDED = "EXCLUSION_UNDECIDED"
    EXCLUSION_OVERDUE = "EXCLUSION_OVERDUE"


_E, _R, _N = Severity.ERROR, Severity.REMINDER, Severity.NOTE
MEANING: Mapping[LintCode, tuple[Severity, str]] = MappingProxyType(
    {
        LintCode.BASIS_MISSING: (_E, "2-1"),
        LintCode.BASIS_TOO_LOW: (_E, "2-1"),
        LintCode.BASIS_WAIVED: (_N, "2-1"),
        LintCode.WAIVER_OVERDUE: (_E, "2-1"),
        LintCode.METHOD_MISSING: (_E, "7-1"),
        LintCode.METHOD_NEEDLESS: (_E, "2-1"),
        LintCode.REPLACEMENT_MISSING: (_E, "2-1"),
        LintCode.REPLACED_BY_METHOD: (_E, "2-1"),
        LintCode.UNIT_UNREGISTERED: (_E, "3"),
        LintCode.ISSUER_MISSING: (_E, "7-1"),
        LintCode.ISSUER_CANNOT_KNOW: (_E, "7-1"),
        LintCode.SELF_ADDRESSED: (_E, "7-1"),
        LintCode.FACT_TWICE: (_E, "2-1"),
        LintCode.FACT_ALIKE: (_R, "2-1"),
        LintCode.MATERIAL_ALIKE: (_R, "5-1"),
        LintCode.PROOF_CIRCULAR: (_E, "7-1"),
        LintCode.SHARING_WITHOUT_DATABASE: (_E, "7-2"),
        LintCode.COMMITMENT_WITHOUT_ISSUER: (_N, "7-3"),
        LintCode.COMMITMENT_MISSED: (_E, "7-3"),
        LintCode.EXCLUSION_UNDECIDED: (_R, "2-2"),
        LintCode.EXCLUSION_OVERDUE: (_E, "2-2"),
    }
)
"""How serious, and which article."""


@record(frozen=True)
class Finding:
    """One finding about one row. ``text`` says what is so, ``remedy`` what to do."""

    code: LintCode
    row: RowCode
    unit: UnitCode
    text: str
    remedy: str

    @property
    def severity(self) -> Severity:
        return MEANING[self.code][0]

    @property
    def article(self) -> str:
        return MEANING[self.code][1]


@record(frozen=True)
class LintReport:
    """All findings of a list, row by row."""

    findings: tuple[Finding, ...]

    def by_code(self) -> dict[LintCode, tuple[RowCode, ...]]:
        """The rows of each code, in the order of the codes."""
        return {
            code: rows
            for code in LintCode
            if (rows := tuple(one.row for one in self.findings if one.code is code))
        }

    def by_severity(self) -> dict[Severity, int]:
        counted = Counter(one.severity for one in self.findings)
        return {one: counted[one] for one in Severity}

    def of_unit(self, unit: UnitCode) -> LintReport:
        return LintReport(tuple(one for one in self.findings if one.unit == unit))

    def units(self) -> tuple[UnitCode, ...]:
        """The units that something was found about, in the order of their first finding."""
        return tuple(dict.fromkeys(one.unit for one in self.findings))
