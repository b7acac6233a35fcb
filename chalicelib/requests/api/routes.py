"""The paths of requests, who may call them, and the view that answers."""

from chalicelib.http.access import ANSWERERS, OF_A_UNIT, REQUESTERS, readers, writers
from chalicelib.http.routes import Route
from chalicelib.kernel.callers import Role

ROUTES = (
    Route("POST", "/v1/verification-requests", writers(*REQUESTERS), "requests.api.views:file"),
    Route(
        "GET",
        "/v1/verification-requests",
        readers(*OF_A_UNIT),
        "requests.api.views:page",
        ("box", "state", "limit", "cursor"),
    ),
    Route(
        "POST", "/v1/verification-requests/search", readers(*OF_A_UNIT), "requests.api.views:search"
    ),
    Route(
        "GET",
        "/v1/verification-requests/{request_id}",
        readers(*OF_A_UNIT, Role.OFFICER),
        "requests.api.views:read",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/accept",
        writers(*ANSWERERS),
        "requests.api.views:accept",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/answer",
        writers(*ANSWERERS),
        "requests.api.views:answer",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/send-back",
        writers(*ANSWERERS),
        "requests.api.views:send_back",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/re-route",
        writers(*REQUESTERS),
        "requests.api.views:re_route",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/arbitrate",
        writers(Role.OFFICER),
        "requests.api.views:arbitrate",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/withdraw",
        writers(*REQUESTERS),
        "requests.api.views:withdraw",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/extend",
        writers(Role.AGENT, Role.SYSTEM),
        "requests.api.views:extend",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/supervision",
        writers(Role.SUPERVISOR, Role.OFFICER),
        "requests.api.views:supervision",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/attachments",
        writers(*ANSWERERS),
        "requests.api.views:prepare",
    ),
    Route(
        "GET",
        "/v1/verification-requests/{request_id}/attachments/{attachment}",
        readers(*OF_A_UNIT),
        "requests.api.views:attachment",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/mismatches",
        writers(*REQUESTERS),
        "requests.api.mismatches:mismatch",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/supplements",
        writers(*REQUESTERS),
        "requests.api.mismatches:supplement",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/objections",
        writers(*REQUESTERS),
        "requests.api.mismatches:objection",
    ),
    Route("GET", "/v1/cases/{case_no}/clocks", readers(*OF_A_UNIT), "requests.api.cases:clocks"),
)
