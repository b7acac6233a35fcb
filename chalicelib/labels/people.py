"""Words of who takes part: roles, keys, applicants."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.keys import KeyStatus
from chalicelib.domain.notices import Audience
from chalicelib.domain.people import ApplicantKind, IdType
from chalicelib.domain.units import Role

PEOPLE: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Role: {
        Role.AGENT: "代办员",
        Role.SUPERVISOR: "督办员",
        Role.SYSTEM: "单位系统",
        Role.OFFICER: "专班办公室经办人",
        Role.PUBLISHER: "公布人",
    },
    Audience: {
        Audience.AGENT: "代办员",
        Audience.SUPERVISOR: "督办员",
        Audience.OFFICER: "专班办公室经办人",
    },
    KeyStatus: {
        KeyStatus.PENDING: "待批准",
        KeyStatus.ACTIVE: "有效",
        KeyStatus.REVOKED: "已吊销",
    },
    ApplicantKind: {ApplicantKind.PERSON: "个人", ApplicantKind.ORGANISATION: "单位"},
    IdType: {
        IdType.RESIDENT_ID: "居民身份号码",
        IdType.PASSPORT: "护照",
        IdType.USCC: "统一社会信用代码",
        IdType.NONE: "无",
    },
}
