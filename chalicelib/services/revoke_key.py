"""吊销密钥: counts at once in this process and within 30 s everywhere."""

from datetime import datetime

from chalicelib.domain.errors import RoleNotAllowed
from chalicelib.domain.events import EventType, News
from chalicelib.domain.ids import KeyId
from chalicelib.domain.keys import KeyRecord
from chalicelib.domain.signing import SignedCall
from chalicelib.services.key_rights import key_subject, may_revoke
from chalicelib.services.performing import actor_of, events_of, perform
from chalicelib.services.ports import Ports
from chalicelib.services.read_keys import load_key
from chalicelib.services.storing import Commit


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
