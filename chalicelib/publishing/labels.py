"""Words of the check of a rule code (Art. 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.publishing.domain.rule_code_check import RuleCodeOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    RuleCodeOutcome: {
        RuleCodeOutcome.CURRENT: "现行",
        RuleCodeOutcome.SUPERSEDED: "已被替代",
        RuleCodeOutcome.PENDING: "尚未实施",
        RuleCodeOutcome.UNTRUSTED: "不可信",
        RuleCodeOutcome.KEY_UNKNOWN: "公钥未知",
        RuleCodeOutcome.NOT_OURS: "不是本系统的码",
    },
}
