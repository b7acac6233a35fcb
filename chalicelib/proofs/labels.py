"""Words of the check of a proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.proofs.check.domain.outcomes import CheckOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    CheckOutcome: {
        CheckOutcome.VALID: "真实有效",
        CheckOutcome.REVOKED: "已撤销",
        CheckOutcome.SUSPENDED: "已暂停",
        CheckOutcome.EXPIRED: "已过期",
        CheckOutcome.UNTRUSTED: "不可信",
        CheckOutcome.PURPOSE_MISMATCH: "用途不符",
        CheckOutcome.KEY_UNKNOWN: "公钥未知",
        CheckOutcome.STATUS_UNKNOWN: "暂不能确认",
        CheckOutcome.NOT_OURS: "不是本系统的码",
    },
}
