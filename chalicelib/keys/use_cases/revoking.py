"""吊销密钥: counts at once in this process and within 30 s everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import RoleNotAllowed
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.keys.domain.key import KeyRecord
from chalicelib.keys.use_cases.reading import load_key
from chalicelib.keys.use_cases.rights import key_subject, may_revoke

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import KeyId
    from chalicelib.keys.ports import Ports


def revoke_key(kid: KeyId, call: SignedCall, ports: Ports) -> KeyRecord:
    """One's own key, the supervisor one of his unit, an officer any; also a PENDING one.

    Raises KeyUnknown, RoleNotAllowed, KeyRuleBroken (revoked already).
    """

    def decide(now: datetime) -> tuple[KeyRecord, Commit]:
        key = load_key(kid, ports)
        if not may_revoke(call.caller, key, now, ports):
            raise RoleNotAllowed(
                "只能吊销自己的密钥;督办员可吊销本单位的,专班经办人可吊销任何一把。"
            )
        revoked = key.revoke()
        news = (News(EventType.KEY_REVOKED, now),)
        events = events_of(key_subject(kid), news, actor_of(call), ports.random)
        return revoked, Commit(saves=(revoked,), events=events)

    return perform(call, ports, KeyRecord, decide)
