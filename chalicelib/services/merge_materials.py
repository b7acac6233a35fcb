"""合并证明材料: two names for one proof; a recorded act, codes are kept for ever (SPEC 2)."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.catalogue_errors import CatalogueRuleBroken
from chalicelib.domain.editions import MaterialRegister
from chalicelib.domain.events import EventType, News
from chalicelib.domain.material_codes import followed
from chalicelib.domain.signing import SignedCall
from chalicelib.services.catalogue_records import register_of
from chalicelib.services.performing import actor_of, events_of, perform
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit
from chalicelib.services.unit_rights import require_officer


def merge_materials(code: str, into: str, call: SignedCall, ports: Ports) -> MaterialRegister:
    """By an officer: from the next import on, ``code``'s name means ``into``.

    Raises RoleNotAllowed, CatalogueRuleBroken (unknown codes, merged before, or a circle).
    """

    def decide(now: datetime) -> tuple[MaterialRegister, Commit]:
        require_officer(call.caller, now, ports)
        register, names = register_of(ports)
        known = set(names.values())
        for one in (code, into):
            if one not in known:
                raise CatalogueRuleBroken(f"材料登记里没有编码 {one},请核对。", field="code")
        if code in register.merged or followed(into, register.merged) == code:
            raise CatalogueRuleBroken(f"{code} 已经合并过,或者会绕成一圈,请核对。", field="into")
        merged = replace(register, merged={**register.merged, code: into})
        facts = (("code", code), ("into", into))
        news = News(EventType.MATERIALS_MERGED, now, "5-1", facts=facts)
        events = events_of("materials", (news,), actor_of(call), ports.random)
        return merged, Commit(saves=(merged,), events=events)

    return perform(call, ports, MaterialRegister, decide)
