"""裁定 (Art. 4): the task-force office says whose duty it is and sends the request there."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.ids import RequestId, UnitCode
from chalicelib.domain.outcomes import Arbitration, ArbitrationState
from chalicelib.domain.requests import VerificationRequest
from chalicelib.domain.routing import arbitrate
from chalicelib.domain.signing import SignedCall
from chalicelib.services.access_rights import load_request
from chalicelib.services.children import open_child
from chalicelib.services.performing import actor_of, perform, together, told
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit


@dataclass(frozen=True)
class ArbitrateRequest:
    id: RequestId
    unit: UnitCode
    reason: str


def arbitrate_request(
    command: ArbitrateRequest, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """The decided parent; its ``child`` runs at the unit the office chose.

    Raises RequestUnknown, StateForbids, ArbitrationNotOpen, UnitUnknown, SelfAddressed,
    PromisePast.
    """
    child_id = RequestId(ports.random.id())

    def decide(now: datetime) -> tuple[VerificationRequest, Commit]:
        parent = load_request(command.id, ports)
        ruling = Arbitration(ArbitrationState.DECIDED, command.unit, command.reason, now)
        decided = arbitrate(parent, ruling, child_id, now)
        _, opened = open_child(decided, command.unit, now, ports, actor_of(call))
        quiet, linked = told(decided, actor_of(call), now, ports)
        return quiet, together(linked, opened)

    parent = perform(call, ports, VerificationRequest, decide)
    if parent.child is not None:
        ports.timers.start(load_request(parent.child, ports))
    return parent
