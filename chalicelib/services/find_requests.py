"""Find a unit's own requests about one applicant, by keyed hash of the id number (SPEC 8)."""

from chalicelib.domain.ids import UnitCode
from chalicelib.domain.people import IdType
from chalicelib.domain.summaries import RequestSummary
from chalicelib.services.ports import Ports


def find_requests(
    requester: UnitCode, id_type: IdType, id_no: str, ports: Ports
) -> tuple[RequestSummary, ...]:
    """One query, at most 100, by due time, masked. The number is in canonical form."""
    return ports.store.by_applicant(requester, id_type, id_no).items
