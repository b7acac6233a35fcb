"""批准密钥: the second person lets a registered key in; a rotation ends the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.keys.domain.key import LONGEST_OVERLAP, KeyRecord, KeyStatus
from chalicelib.keys.use_cases.reading import load_key
from chalicelib.keys.use_cases.rights import key_subject, refuse_unfit_holder, require_approver
from chalicelib.units.use_cases.rights import load_unit, person

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import KeyId
    from chalicelib.keys.ports import Ports


def approve_key(kid: KeyId, call: SignedCall, ports: Ports) -> KeyRecord:
    """ACTIVE from now on; the key it replaces ends at most 30 days from now.

    Raises KeyUnknown, RoleNotAllowed, KeyRuleBroken.
    """

    def decide(now: datetime) -> tuple[KeyRecord, Commit]:
        key = load_key(kid, ports)
        require_approver(call.caller, (key.unit, key.member), key.role, now, ports)
        refuse_unfit_holder(load_unit(key.unit, ports), key.member, key.role)
        approved = key.approve(person(call.caller))
        news = (News(EventType.KEY_APPROVED, now),)
        events = events_of(key_subject(kid), news, actor_of(call), ports.random)
        commit = Commit(saves=(approved,), events=events)
        return approved, commit.with_(_end_replaced(key, now, call, ports))

    return perform(call, ports, KeyRecord, decide)


def _end_replaced(key: KeyRecord, now: datetime, call: SignedCall, ports: Ports) -> Commit:
    old = None if key.replaces is None else ports.keys.key(key.replaces)
    if old is None or old.status is not KeyStatus.ACTIVE or old.not_after <= now:
        return Commit()
    ending = old.end_by(now + LONGEST_OVERLAP)
    news = (News(EventType.KEY_ROTATED, now, facts=(("by", str(key.kid)),)),)
    events = events_of(key_subject(old.kid), news, actor_of(call), ports.random)
    return Commit(saves=(ending,), events=events)
