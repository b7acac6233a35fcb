"""Every 60 s: lost timers, reminders, leftovers of the outbox."""

from chalicelib.bootstrap import services
from chalicelib.services.deliver_outbox import deliver_outbox
from chalicelib.services.sweep_deadlines import sweep_deadlines


def sweep(_event: object, _context: object) -> dict[str, int]:
    ports = services().ports
    return {"swept": sweep_deadlines(ports), "done": deliver_outbox(ports)}
