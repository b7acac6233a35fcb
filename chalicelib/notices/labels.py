"""Words of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.notices.domain.notice import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Audience: {
        Audience.AGENT: "代办员",
        Audience.SUPERVISOR: "督办员",
        Audience.OFFICER: "专班办公室经办人",
    },
}
