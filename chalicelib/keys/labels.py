"""Words of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.keys.domain.key import KeyStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    KeyStatus: {
        KeyStatus.PENDING: "待批准",
        KeyStatus.ACTIVE: "有效",
        KeyStatus.REVOKED: "已吊销",
    },
}
