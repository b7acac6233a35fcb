"""The paths of complaints, who may call them, and the view that answers."""

from chalicelib.http.access import ANYONE, ANYONE_WRITES, readers, writers
from chalicelib.http.routes import Route
from chalicelib.kernel.callers import Role

ROUTES = (
    Route("POST", "/v1/complaints", ANYONE_WRITES, "complaints.api.views:complain"),
    Route("GET", "/v1/complaints/{code}", ANYONE, "complaints.api.views:follow"),
    Route(
        "POST",
        "/v1/task-force-office/complaints",
        writers(Role.OFFICER),
        "complaints.api.views:record",
    ),
    Route(
        "GET",
        "/v1/task-force-office/complaints",
        readers(Role.OFFICER, Role.SUPERVISOR),
        "complaints.api.views:page",
        ("state", "limit", "cursor"),
    ),
    Route(
        "GET",
        "/v1/task-force-office/complaints/{complaint}",
        readers(Role.OFFICER, Role.SUPERVISOR),
        "complaints.api.views:read",
    ),
    Route(
        "POST",
        "/v1/task-force-office/complaints/{complaint}/assign",
        writers(Role.OFFICER),
        "complaints.api.views:assign",
    ),
    Route(
        "POST",
        "/v1/task-force-office/complaints/{complaint}/proposals",
        writers(Role.SUPERVISOR),
        "complaints.api.views:propose",
    ),
    Route(
        "POST",
        "/v1/task-force-office/complaints/{complaint}/extend",
        writers(Role.OFFICER),
        "complaints.api.views:extend",
    ),
    Route(
        "POST",
        "/v1/task-force-office/complaints/{complaint}/reply",
        writers(Role.OFFICER),
        "complaints.api.views:reply",
    ),
)
