"""/v1/health: is this system ready to serve? The one read without a signature."""

from chalicelib.http.access import ANYONE
from chalicelib.http.blueprint import Answer, OpenCall
from chalicelib.http.routes import Route
from chalicelib.http.serving import Ports, services
from chalicelib.kernel.times.clock import to_text

ROUTES = (Route("GET", "/v1/health", ANYONE, "http.health:health"),)


def health(call: OpenCall[Ports]) -> Answer:
    """200 only when seeded and, on the laptop, the key files are complete."""
    missing = services().probe()
    now = to_text(call.ports.clock.now())
    status = "ready" if not missing else "not_ready"
    body = {"status": status, "missing": list(missing), "now": now}
    return Answer(body, 200 if not missing else 503)
