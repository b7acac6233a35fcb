"""转办 (Art. 10-2): the requester sends a returned request on, in one step."""

from datetime import datetime

from chalicelib.domain.ids import RequestId, UnitCode
from chalicelib.domain.requests import VerificationRequest
from chalicelib.domain.routing import re_route
from chalicelib.domain.signing import SignedCall
from chalicelib.services.access_rights import load_request, require_requester
from chalicelib.services.children import open_child
from chalicelib.services.performing import actor_of, perform, together, told
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit


def re_route_request(
    id_: RequestId, unit: UnitCode, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """The linked child, with its own t0 and timer, capped by the same promise.

    Raises RequestUnknown, NotTheRequester, StateForbids, ReRouteForbidden, UnitUnknown,
    SelfAddressed, PromisePast.
    """
    child_id = RequestId(ports.random.id())

    def decide(now: datetime) -> tuple[VerificationRequest, Commit]:
        parent = load_request(id_, ports)
        require_requester(call.caller, parent)
        routed = re_route(parent, unit, child_id, now)
        child, opened = open_child(routed, unit, now, ports, actor_of(call))
        _, linked = told(routed, actor_of(call), now, ports)
        return child, together(opened, linked)

    child = perform(call, ports, VerificationRequest, decide)
    ports.timers.start(child)
    return child
