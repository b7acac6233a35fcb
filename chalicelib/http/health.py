"""/v1/health: is this system ready to serve? The one read without a signature."""

from chalicelib.bootstrap.wiring import Services
from chalicelib.http.access import ANYONE
from chalicelib.http.blueprint import Answer, Api
from chalicelib.http.wire import Incoming
from chalicelib.kernel.clock import to_text

api = Api(__name__)


@api.endpoint("GET", "/v1/health", ANYONE)
def health(_incoming: Incoming, wired: Services) -> Answer:
    """200 only when seeded and, on the laptop, the key files are complete."""
    missing = wired.probe()
    now = to_text(wired.ports.clock.now())
    status = "ready" if not missing else "not_ready"
    body = {"status": status, "missing": list(missing), "now": now}
    return Answer(body, 200 if not missing else 503)
