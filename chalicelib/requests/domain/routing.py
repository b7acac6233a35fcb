"""转办 and 裁定: where a returned request goes next (Art. 4, 10-2).

The requester re-routes in one step, only to the referred unit. After 不明, a loop A -> B -> A or
a second send-back in one chain (OURS) only the task-force office decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import ArbitrationNotOpen, ReRouteForbidden
from chalicelib.kernel.events import EventType
from chalicelib.requests.domain.outcomes import Arbitration, ArbitrationState, SendBack

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.ids import RequestId, UnitCode
    from chalicelib.requests.domain.request import VerificationRequest


def re_route(
    request: VerificationRequest, unit: UnitCode, child: RequestId, now: datetime
) -> VerificationRequest:
    """Link the child at the referred unit. Raises StateForbids, ReRouteForbidden."""
    sent_back = _sent_back(request, "转办", now)
    if request.arbitration is not None:
        raise ReRouteForbidden(
            "退回单位不明、来回推诿或第二次退回的,只能由工作专班办公室裁定转办,请等待裁定。"
        )
    if sent_back.referral.unit != unit:
        raise ReRouteForbidden(
            f"只能转给退回时建议的单位 {sent_back.referral.unit},请改填该单位。", field="unit"
        )
    linked = replace(request, child=child)
    return linked.tell(EventType.REQUEST_RE_ROUTED, now, "10-2", (("unit", unit),))


def arbitrate(
    request: VerificationRequest, ruling: Arbitration, child: RequestId, now: datetime
) -> VerificationRequest:
    """The office's ruling (DECIDED, with unit and reason) and the child it opens.

    Raises StateForbids, ReRouteForbidden (already sent on), ArbitrationNotOpen.
    """
    _sent_back(request, "裁定", now)
    if request.arbitration is None or request.arbitration.state is ArbitrationState.DECIDED:
        raise ArbitrationNotOpen("这件申请不需要裁定:请申请单位按退回建议自行转办。")
    decided = replace(request, child=child, arbitration=ruling)
    return decided.tell(EventType.REQUEST_ARBITRATED, now, "4", (("unit", str(ruling.unit)),))


def _sent_back(request: VerificationRequest, act: str, now: datetime) -> SendBack:
    if request.sent_back is None:
        raise request.state_forbids(act, now)
    if request.child is not None:
        raise ReRouteForbidden(
            f"这件申请已经转办,后续请查看 {request.child}。", facts={"child": request.child}
        )
    return request.sent_back
