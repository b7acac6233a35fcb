"""Step Functions' tasks: a due time of one request has passed."""

from typing import Any

from chalicelib.bootstrap import services
from chalicelib.domain.ids import RequestId
from chalicelib.services.pass_deadline import pass_deadline as pass_time


def pass_deadline(event: dict[str, Any], _context: object) -> dict[str, object]:
    """``event``: {request_id}. Safe late, early and twice: the store decides."""
    request = pass_time(RequestId(str(event["request_id"])), services().ports)
    return {"request_id": event["request_id"], "found": request is not None}
