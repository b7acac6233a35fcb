"""Words of units and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.units.domain.records import UnitRecordKind
from chalicelib.units.domain.unit import Sector, UnitKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
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
