"""The paths of adjustments, who may call them, and the view that answers."""

from chalicelib.http.access import EVERY_ROLE, OF_A_UNIT, readers, writers
from chalicelib.http.routes import Route
from chalicelib.kernel.callers import Role

ROUTES = (
    Route(
        "POST",
        "/v1/catalogue/adjustments",
        writers(*OF_A_UNIT, Role.OFFICER),
        "adjustments.api.views:register",
    ),
    Route(
        "GET",
        "/v1/catalogue/adjustments",
        readers(*EVERY_ROLE),
        "adjustments.api.views:page",
        ("unit", "limit", "cursor"),
    ),
    Route(
        "GET",
        "/v1/catalogue/adjustments/{adjustment}",
        readers(*EVERY_ROLE),
        "adjustments.api.views:read",
    ),
    Route(
        "POST",
        "/v1/catalogue/adjustments/{adjustment}/report",
        writers(*OF_A_UNIT),
        "adjustments.api.views:report",
    ),
    Route(
        "POST",
        "/v1/catalogue/adjustments/{adjustment}/decide",
        writers(Role.OFFICER),
        "adjustments.api.views:decide",
    ),
    Route(
        "GET",
        "/v1/catalogue/propagation",
        readers(*EVERY_ROLE),
        "adjustments.api.propagation:page",
        ("unit", "edition", "limit", "cursor"),
    ),
    Route(
        "POST",
        "/v1/catalogue/propagation/{task}/complete",
        writers(*OF_A_UNIT, Role.OFFICER),
        "adjustments.api.propagation:complete",
    ),
)
