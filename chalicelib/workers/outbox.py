"""What follows a commit: notices and timers."""

from chalicelib.bootstrap import services
from chalicelib.services.deliver_outbox import deliver_outbox


def drain_outbox(_event: object, _context: object) -> dict[str, int]:
    """Triggered by the table's stream and, for what was left, by the sweeper."""
    return {"done": deliver_outbox(services().ports)}
