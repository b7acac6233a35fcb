"""报送, 同意, 退回 (Art. 5-1): what happens to a unit's draft after it was compiled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.editions import CatalogueDraft, Waiver
from chalicelib.catalogue.use_cases.records import load_draft
from chalicelib.catalogue.use_cases.rights import require_submitter
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.units.use_cases.rights import load_unit, person, require_officer

if TYPE_CHECKING:
    from chalicelib.catalogue.ports import Ports
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import UnitCode

Act = Callable[[CatalogueDraft, datetime], CatalogueDraft]


def submit_draft(unit: UnitCode, call: SignedCall, ports: Ports) -> CatalogueDraft:
    """By the unit; 公共服务: by its sector authority. Raises DraftUnknown, NotYourItems,
    DraftStateForbids."""

    def act(draft: CatalogueDraft, now: datetime) -> CatalogueDraft:
        require_submitter(call.caller, load_unit(unit, ports))
        return draft.submitted(person(call.caller), now)

    return _change(unit, call, ports, act, EventType.CATALOGUE_SUBMITTED)


def agree_draft(
    unit: UnitCode, waivers: tuple[Waiver, ...], call: SignedCall, ports: Ports
) -> CatalogueDraft:
    """By an officer. Raises RoleNotAllowed, DraftUnknown and what ``agreed`` raises."""

    def act(draft: CatalogueDraft, now: datetime) -> CatalogueDraft:
        require_officer(call.caller, now, ports)
        rows = ports.contents.rows(draft.content)
        return draft.agreed(rows, waivers, person(call.caller), now)

    return _change(unit, call, ports, act, EventType.CATALOGUE_AGREED)


def return_draft(unit: UnitCode, reason: str, call: SignedCall, ports: Ports) -> CatalogueDraft:
    """By an officer, with a reason. Raises RoleNotAllowed, DraftUnknown, DraftStateForbids,
    FieldInvalid."""

    def act(draft: CatalogueDraft, now: datetime) -> CatalogueDraft:
        require_officer(call.caller, now, ports)
        return draft.returned(reason, person(call.caller), now)

    return _change(unit, call, ports, act, EventType.CATALOGUE_RETURNED)


def _change(
    unit: UnitCode, call: SignedCall, ports: Ports, act: Act, event: EventType
) -> CatalogueDraft:
    def decide(now: datetime) -> tuple[CatalogueDraft, Commit]:
        draft = act(load_draft(unit, ports), now)
        facts = (("unit", str(unit)), ("content", draft.content))
        news = News(event, now, "5-1", facts=facts)
        events = events_of(f"catalogue:{unit}", (news,), actor_of(call), ports.random)
        return draft, Commit(saves=(draft,), events=events)

    return perform(call, ports, CatalogueDraft, decide)
