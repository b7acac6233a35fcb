"""Words of units and their records.
Words of who takes part: roles, keys, applicants.
"""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.kernel.people import ApplicantKind, IdType
from chalicelib.keys.domain.key import KeyStatus
from chalicelib.notices.domain.notice import Audience
from chalicelib.units.domain.records import UnitRecordKind
from chalicelib.units.domain.unit import Role, Sector, UnitKind

UNITS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    UnitRecordKind: {
        UnitRecordKind.TRAINING: "培训记录",
        UnitRecordKind.SEAL: "印章台账",
        UnitRecordKind.ACCOUNT: "账号台账",
    },
    UnitKind: {
        UnitKind.ORGAN: "行政机关",
        UnitKind.AUTHORISED: "授权组织",
        UnitKind.PUBLIC_SERVICE: "公共服务",
    },
    Sector: {
        Sector.WATER: "水",
        Sector.POWER: "电",
        Sector.GAS: "燃气",
        Sector.HEATING: "供暖",
        Sector.CABLE_TV: "有线电视",
        Sector.BANK: "银行",
        Sector.INSURANCE: "保险",
        Sector.EDUCATION: "教育",
        Sector.HEALTH: "医疗卫生",
        Sector.OTHER: "其他",
    },
}


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
