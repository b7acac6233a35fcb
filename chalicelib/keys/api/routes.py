"""The paths of keys, who may call them, and the view that answers."""

from chalicelib.http.access import ANYONE_WRITES, EVERY_ROLE, readers, writers
from chalicelib.http.routes import Route
from chalicelib.kernel.callers import Role

ROUTES = (
    Route("GET", "/v1/units/{unit}/keys", readers(*EVERY_ROLE), "keys.api.views:page"),
    Route("GET", "/v1/keys/{kid}", readers(*EVERY_ROLE), "keys.api.views:read"),
    Route(
        "POST",
        "/v1/key-invitations",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "keys.api.views:invite",
    ),
    Route("POST", "/v1/key-registrations", ANYONE_WRITES, "keys.api.views:register"),
    Route(
        "POST",
        "/v1/keys/{kid}/approve",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "keys.api.views:approve",
    ),
    Route("POST", "/v1/keys/{kid}/revoke", writers(*EVERY_ROLE), "keys.api.views:revoke"),
)
