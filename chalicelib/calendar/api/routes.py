"""The paths of the calendar, who may call them, and the view that answers."""

from chalicelib.http.access import EVERY_ROLE, readers, writers
from chalicelib.http.routes import Route
from chalicelib.kernel.callers import Role

ROUTES = (
    Route("GET", "/v1/calendar", readers(*EVERY_ROLE), "calendar.api.views:read"),
    Route("GET", "/v1/calendar/years/{year}", readers(*EVERY_ROLE), "calendar.api.views:read_year"),
    Route("POST", "/v1/calendar/years", writers(Role.OFFICER), "calendar.api.views:add"),
)
