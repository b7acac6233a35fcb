"""What follows a commit: notices, timers, pages to be sealed, editions to be published."""

from typing import Any

from chalicelib.background.outbox import deliver_outbox
from chalicelib.bootstrap.wiring import services
from chalicelib.kernel.lanes import OF_REQUESTS, Lane
from chalicelib.workers.start import handler


@handler
def drain_outbox(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Triggered by the table's stream and, for what was left, by a schedule that names a lane."""
    lanes = OF_REQUESTS if "Records" in event else (Lane(event.get("lane", Lane.ALL)),)
    return {"done": sum(deliver_outbox(services().ports, lane) for lane in lanes)}
