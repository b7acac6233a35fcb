"""Plain records of a unit (Art. 15): trainings, and the inventory of its seals and accounts."""

from datetime import date, datetime
from enum import StrEnum

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import UnitCode, UnitRecordId
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI


class UnitRecordKind(StrEnum):
    """培训记录, 印章台账, 账号台账."""

    TRAINING = "TRAINING"
    SEAL = "SEAL"
    ACCOUNT = "ACCOUNT"


@record(frozen=True)
class UnitRecord:
    """One entry; it is added, never changed. ``held_on`` is a date in Asia/Shanghai."""

    id: UnitRecordId
    unit: UnitCode
    kind: UnitRecordKind
    title: str
    held_on: date
    note: str
    by: str
    at: datetime
    revision: int = 0

    def __post_init__(self) -> None:
        if self.held_on > self.at.astimezone(SHANGHAI).date():
            raise FieldInvalid("日期不能晚于今天,请核对。", field="held_on")
