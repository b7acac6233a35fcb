"""The paths of notices, who may call them, and the view that answers."""

from chalicelib.http.access import EVERY_ROLE, OF_A_UNIT, readers, writers
from chalicelib.http.routes import Route
from chalicelib.kernel.callers import Role

ROUTES = (
    Route(
        "GET",
        "/v1/notices",
        readers(*OF_A_UNIT, Role.OFFICER),
        "notices.api.views:page",
        ("limit", "cursor"),
    ),
    Route("GET", "/v1/units/{unit}/webhooks", readers(*EVERY_ROLE), "notices.api.webhooks:page"),
    Route("POST", "/v1/units/{unit}/webhooks", writers(*OF_A_UNIT), "notices.api.webhooks:propose"),
    Route(
        "POST",
        "/v1/units/{unit}/webhooks/{webhook}/approve",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "notices.api.webhooks:approve",
    ),
    Route(
        "POST",
        "/v1/units/{unit}/webhooks/{webhook}/remove",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "notices.api.webhooks:remove",
    ),
)
