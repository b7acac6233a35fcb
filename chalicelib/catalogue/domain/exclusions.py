"""不适用情形的决定 (Art. 2-2): an exclusion is doubtful until somebody has decided it."""

from datetime import date, datetime
from typing import ClassVar

from chalicelib.catalogue.domain.rows import Exclusion
from chalicelib.kernel.ids import RowCode
from chalicelib.kernel.records import record


@record(frozen=True)
class ExclusionDecision:
    """That a row is out of the rule: why, who decided, when, and when to look again.

    Dates are days in Asia/Shanghai. ``recorded_by`` is a person (``unit:member``).
    """

    row: RowCode
    exclusion: Exclusion
    reason: str
    decided_by: str
    decided_on: date
    review_on: date
    recorded_by: str
    recorded_at: datetime
    revision: int = 0
    list_of: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return self.row
