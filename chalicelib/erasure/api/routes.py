"""The paths of erasure, who may call them, and the view that answers."""

from chalicelib.http.access import readers, writers
from chalicelib.http.routes import Route
from chalicelib.kernel.callers import Role

ROUTES = (
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/erasure",
        writers(Role.OFFICER),
        "erasure.api.views:erase",
    ),
    Route(
        "GET",
        "/v1/verification-requests/{request_id}/erasure",
        readers(Role.OFFICER),
        "erasure.api.views:read",
    ),
    Route(
        "GET",
        "/v1/expired-requests",
        readers(Role.OFFICER),
        "erasure.api.views:expired",
        ("before", "limit"),
    ),
)
