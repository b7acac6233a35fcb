"""Words of keys."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.keys.domain.key import KeyStatus

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    KeyStatus: {
        KeyStatus.PENDING: "待批准",
        KeyStatus.ACTIVE: "有效",
        KeyStatus.REVOKED: "已吊销",
    },
}
