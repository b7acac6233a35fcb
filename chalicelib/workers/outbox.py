"""What follows a commit: notices, timers, pages to be sealed."""

from typing import Any

from chalicelib.bootstrap import services
from chalicelib.services.deliver_outbox import Lane, deliver_outbox


def drain_outbox(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Triggered by the table's stream and, for what was left, by the sweeper. ``event`` may
    name a lane."""
    lane = Lane(event.get("lane", Lane.ALL))
    return {"done": deliver_outbox(services().ports, lane)}
