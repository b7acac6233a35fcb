"""The paths of units, who may call them, and the view that answers."""

from chalicelib.http.access import EVERY_ROLE, OF_A_UNIT, readers, writers
from chalicelib.http.routes import Route
from chalicelib.kernel.callers import Role

ROUTES = (
    Route("GET", "/v1/units", readers(*EVERY_ROLE), "units.api.views:page"),
    Route("GET", "/v1/units/{unit}", readers(*EVERY_ROLE), "units.api.views:read"),
    Route("POST", "/v1/units", writers(Role.OFFICER), "units.api.views:register"),
    Route(
        "POST",
        "/v1/units/{unit}/supervisor",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "units.api.views:supervisor",
    ),
    Route(
        "POST",
        "/v1/units/{unit}/leave-cover",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "units.api.views:cover",
    ),
    Route(
        "POST",
        "/v1/units/{unit}/leave-cover/end",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "units.api.views:end_cover",
    ),
    Route(
        "POST",
        "/v1/units/{unit}/members",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "units.api.views:member",
    ),
    Route(
        "POST",
        "/v1/units/{unit}/agents",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "units.api.views:agent",
    ),
    Route(
        "POST",
        "/v1/units/{unit}/agents/{member}/remove",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "units.api.views:end_agent",
    ),
    Route("POST", "/v1/units/{unit}/suspend", writers(Role.OFFICER), "units.api.views:suspend"),
    Route("POST", "/v1/units/{unit}/resume", writers(Role.OFFICER), "units.api.views:resume"),
    Route(
        "POST",
        "/v1/task-force-office/appointments",
        writers(Role.OFFICER),
        "units.api.views:appoint",
    ),
    Route(
        "POST", "/v1/task-force-office/dismissals", writers(Role.OFFICER), "units.api.views:dismiss"
    ),
    Route(
        "GET",
        "/v1/units/{unit}/records",
        readers(*OF_A_UNIT, Role.OFFICER),
        "units.api.records:page",
    ),
    Route(
        "POST",
        "/v1/units/{unit}/records",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "units.api.records:add",
    ),
)
