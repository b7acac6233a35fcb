"""The records of 信息不符, 补充材料 and 异议 (Art. 11-2)."""

from dataclasses import dataclass
from dataclasses import field as hidden
from datetime import datetime


@dataclass(frozen=True)
class Mismatch:
    """One field with the applicant's value and the obtained one."""

    field: str
    applicant_value: str = hidden(repr=False)
    obtained_value: str = hidden(repr=False)
    at: datetime


@dataclass(frozen=True)
class Supplement:
    """What the applicant was asked to bring or correct."""

    what: str
    at: datetime


@dataclass(frozen=True)
class Objection:
    """异议, and the outcome (of 行政复议, say) once there is one."""

    objection: str = hidden(repr=False)
    at: datetime
    outcome: str | None = None
