"""Step Functions' tasks: a due time of one request or adjustment has passed."""

from typing import Any

from chalicelib.adjustments.use_cases.passing import pass_adjustment as pass_adjustment_time
from chalicelib.bootstrap.wiring import services
from chalicelib.kernel.ids import AdjustmentId, RequestId
from chalicelib.requests.use_cases.passing import pass_deadline as pass_time
from chalicelib.workers.start import handler


@handler
def pass_deadline(event: dict[str, Any], _context: object) -> dict[str, object]:
    """``event``: {request_id}. Safe late, early and twice: the store decides."""
    request = pass_time(RequestId(str(event["request_id"])), services().ports)
    return {"request_id": event["request_id"], "found": request is not None}


@handler
def pass_adjustment(event: dict[str, Any], _context: object) -> dict[str, object]:
    """``event``: {adjustment_id}. Safe late, early and twice: the store decides."""
    adjustment = pass_adjustment_time(AdjustmentId(str(event["adjustment_id"])), services().ports)
    return {"adjustment_id": event["adjustment_id"], "found": adjustment is not None}
