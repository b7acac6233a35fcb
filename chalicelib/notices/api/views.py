"""/v1/notices: what a unit was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.paging import cursor_parameter, limit_parameter
from chalicelib.kernel.callers import Role
from chalicelib.notices.api.json import notice_json
from chalicelib.notices.domain.notice import Audience

if TYPE_CHECKING:
    from chalicelib.notices.ports import Ports


AUDIENCES = {
    Role.AGENT: Audience.AGENT,
    Role.SYSTEM: Audience.AGENT,
    Role.SUPERVISOR: Audience.SUPERVISOR,
    Role.OFFICER: Audience.OFFICER,
}


def page(call: Call[Ports]) -> Answer:
    from chalicelib.notices.use_cases.listing import ListNotices, list_notices

    caller = call.signed.caller
    query = ListNotices(
        unit=caller.unit,
        audience=AUDIENCES[caller.role],
        limit=limit_parameter(call),
        cursor=cursor_parameter(call),
    )
    found = list_notices(query, call.ports)
    items = [notice_json(one) for one in found.items]
    return Answer({"items": items, "next_cursor": found.after})
