"""Words of adjustments and what follows them (Art. 5-2, 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import AdjustmentKind, AdjustmentState
from chalicelib.adjustments.domain.propagation import PropagationTarget

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    AdjustmentKind: {
        AdjustmentKind.REDUCE: "减少",
        AdjustmentKind.CHANGE: "变更",
        AdjustmentKind.ADD: "增加",
    },
    AdjustmentState: {
        AdjustmentState.REGISTERED: "待报告",
        AdjustmentState.REPORTED: "已报告",
        AdjustmentState.AGREED: "同意调整",
        AdjustmentState.REFUSED: "不予调整",
        AdjustmentState.PUBLISHED: "调整已公布",
    },
    PropagationTarget: {
        PropagationTarget.INTAKE_SYSTEM: "综合受理系统",
        PropagationTarget.APPROVAL_SYSTEM: "其他审批系统",
        PropagationTarget.SERVICE_SITE: "政务服务网办事要素",
        PropagationTarget.PAPER_GUIDE: "纸质办事指南",
    },
}
