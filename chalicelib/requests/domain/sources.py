"""数据共享 (Art. 7-2): what is asked of a connected database, and what it says.

A connector to a database is 已接入, 计划 or 不适用. A connected row is answered by the system at
once; no answer in 60 seconds (OURS) hands the request to people, with the same t0.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.ids import RequestId, RowCode, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.people import Applicant, Subject
from chalicelib.requests.domain.answers import Conclusion, Fact

PATIENCE = timedelta(seconds=60)


class ConnectorState(StrEnum):
    """已接入, 计划, 不适用."""

    CONNECTED = "CONNECTED"
    PLANNED = "PLANNED"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@record(frozen=True)
class Connector:
    """A database of ``owner`` that can be asked about ``materials`` (codes)."""

    name: str
    owner: UnitCode
    materials: frozenset[str]
    state: ConnectorState
    since: datetime | None
    url: str

    def serves(self, owner: UnitCode, material: str) -> bool:
        """Is this the database to ask?"""
        is_connected = self.state is ConnectorState.CONNECTED
        return is_connected and self.owner == owner and material in self.materials


@record(frozen=True)
class SourceQuery:
    """One question: about whom, for which row and material."""

    request: RequestId
    row: RowCode
    material: str
    applicant: Applicant
    subjects: tuple[Subject, ...]


@record(frozen=True)
class SourceAnswer:
    """What the database says, as of when (a date or an instant as text)."""

    conclusion: Conclusion
    facts: tuple[Fact, ...]
    as_of: str
    raw: bytes
