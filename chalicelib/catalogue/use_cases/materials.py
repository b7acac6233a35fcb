"""材料登记 (docs/catalogue.md): every name ever given, its code, what it was merged into; merging
two names of one proof is a recorded act, and codes are kept for ever."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.editions import MaterialRegister
from chalicelib.catalogue.domain.errors import CatalogueRuleBroken
from chalicelib.catalogue.domain.materials import followed
from chalicelib.catalogue.use_cases.records import register_of
from chalicelib.kernel.commits import Commit, Page
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.records import record
from chalicelib.units.use_cases.rights import require_officer

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.catalogue.ports import Ports
    from chalicelib.kernel.callers import SignedCall


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


@record(frozen=True)
class RegisteredMaterial:
    """``merged_into`` is the code that stands for it now; None while it stands for itself."""

    code: str
    name: str
    merged_into: str | None


def read_materials(ports: Ports, limit: int, after: str | None) -> Page[RegisteredMaterial]:
    """By code; ``after`` is the last code seen. One read and one document."""
    register, names = register_of(ports)
    codes = sorted((code, name) for name, code in names.items() if after is None or code > after)
    shown = tuple(
        RegisteredMaterial(
            code, name, followed(code, register.merged) if code in register.merged else None
        )
        for code, name in codes[:limit]
    )
    return Page(shown, shown[-1].code if len(codes) > limit else None)
