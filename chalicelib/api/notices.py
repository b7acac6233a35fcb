"""/v1/notices: what a unit was told."""

from chalicelib.api.access import OF_A_UNIT, readers
from chalicelib.api.blueprint import Answer, Api, Call
from chalicelib.api.paging import cursor_parameter, limit_parameter
from chalicelib.api.presenting import notice_json
from chalicelib.domain.notices import Audience
from chalicelib.domain.units import Role

api = Api(__name__)

AUDIENCES = {
    Role.AGENT: Audience.AGENT,
    Role.SYSTEM: Audience.AGENT,
    Role.SUPERVISOR: Audience.SUPERVISOR,
    Role.OFFICER: Audience.OFFICER,
}


@api.endpoint("GET", "/v1/notices", readers(*OF_A_UNIT, Role.OFFICER), ("limit", "cursor"))
def page(call: Call) -> Answer:
    from chalicelib.services.list_notices import ListNotices, list_notices

    caller = call.signed.caller
    query = ListNotices(
        unit=caller.unit,
        audience=AUDIENCES[caller.role],
        limit=limit_parameter(call),
        cursor=cursor_parameter(call),
    )
    found = list_notices(query, call.services.ports)
    items = [notice_json(one) for one in found.items]
    return Answer({"items": items, "next_cursor": found.after})
