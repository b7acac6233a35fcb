"""Words of notices."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.notices.domain.notice import Audience

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Audience: {
        Audience.AGENT: "代办员",
        Audience.SUPERVISOR: "督办员",
        Audience.OFFICER: "专班办公室经办人",
    },
}
