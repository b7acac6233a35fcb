"""Words of complaints (Art. 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.complaints.domain.complaint import (
    ComplaintChannel,
    ComplaintOutcome,
    ComplaintState,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    ComplaintChannel: {
        ComplaintChannel.CLEANUP_PLATFORM: "证明事项清理投诉监督平台",
        ComplaintChannel.RATING_SYSTEM: "好差评",
        ComplaintChannel.LETTER: "信函",
        ComplaintChannel.EMAIL: "邮件",
        ComplaintChannel.HOTLINE_12345: "12345 热线",
        ComplaintChannel.SITE: "本站",
    },
    ComplaintState: {
        ComplaintState.RECEIVED: "已收到",
        ComplaintState.HANDLING: "办理中",
        ComplaintState.REPLIED: "已答复",
    },
    ComplaintOutcome: {
        ComplaintOutcome.UPHELD: "属实",
        ComplaintOutcome.NOT_UPHELD: "不属实",
        ComplaintOutcome.EXPLAINED: "已解答",
    },
}
