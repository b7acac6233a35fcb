"""Every 60 s: lost timers, reminders, leftovers of the outbox, rotated keys."""

from typing import Any

from chalicelib.background.keys import publish_due_keys
from chalicelib.background.outbox import deliver_outbox
from chalicelib.background.sweeping import sweep_deadlines
from chalicelib.bootstrap.wiring import services
from chalicelib.kernel.lanes import Lane
from chalicelib.workers.start import handler


@handler
def sweep(event: dict[str, Any], _context: object) -> dict[str, int]:
    """``event`` may name the outbox's lane that is its own."""
    ports = services().ports
    lane = Lane(event.get("lane", Lane.ALL))
    publish_due_keys(ports)
    return {"swept": sweep_deadlines(ports), "done": deliver_outbox(ports, lane)}
