"""回调地址 (docs/rules.md, Article 10): where a unit's system hears of notices; the unit proposes
it, a second person approves it, either may stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import RoleNotAllowed, WebhookRuleBroken, WebhookUnknown
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.ids import UnitCode, WebhookId
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.units.use_cases.changing import unit_subject
from chalicelib.units.use_cases.rights import (
    acts_for,
    holds_role,
    is_officer,
    load_unit,
    person,
    require_supervisor_or_officer,
)

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import Caller, SignedCall
    from chalicelib.notices.ports import Ports


def approve_webhook(unit: UnitCode, id_: WebhookId, call: SignedCall, ports: Ports) -> Webhook:
    """Never by whoever proposed it. Raises WebhookUnknown, RoleNotAllowed, WebhookRuleBroken."""

    def decide(now: datetime) -> tuple[Webhook, Commit]:
        require_supervisor_or_officer(call.caller, unit, now, ports)
        webhook = load_webhook(unit, id_, ports).approve(person(call.caller))
        return webhook, webhook_changed(webhook, "approved", call, now, ports)

    return perform(call, ports, Webhook, decide)


MOST_WEBHOOKS = 5


def propose_webhook(unit: UnitCode, url: str, call: SignedCall, ports: Ports) -> Webhook:
    """Proposed, and used only once a second person approved it.

    Raises FieldInvalid (https only), UnitUnknown, RoleNotAllowed, WebhookRuleBroken.
    """
    id_ = WebhookId(ports.random.id())

    def decide(now: datetime) -> tuple[Webhook, Commit]:
        load_unit(unit, ports)
        if not (acts_for(call.caller, unit) and holds_role(call.caller, now, ports)):
            raise RoleNotAllowed("只有本单位可以登记自己的回调地址。")
        kept = [one for one in ports.webhooks.webhooks(unit) if not one.is_removed]
        if len(kept) >= MOST_WEBHOOKS:
            raise WebhookRuleBroken(f"一个单位最多 {MOST_WEBHOOKS} 个回调地址,请先停用不用的。")
        webhook = Webhook(id_, unit, url, proposed_by=person(call.caller))
        return webhook, webhook_changed(webhook, "proposed", call, now, ports)

    return perform(call, ports, Webhook, decide)


def remove_webhook(unit: UnitCode, id_: WebhookId, call: SignedCall, ports: Ports) -> Webhook:
    """Raises WebhookUnknown, RoleNotAllowed, WebhookRuleBroken (removed already)."""

    def decide(now: datetime) -> tuple[Webhook, Commit]:
        require_supervisor_or_officer(call.caller, unit, now, ports)
        webhook = load_webhook(unit, id_, ports).remove()
        return webhook, webhook_changed(webhook, "removed", call, now, ports)

    return perform(call, ports, Webhook, decide)


def load_webhook(unit: UnitCode, id_: WebhookId, ports: Ports) -> Webhook:
    """Raises WebhookUnknown."""
    found = ports.webhooks.webhook(unit, id_)
    if found is None:
        raise WebhookUnknown("没有这个编号的回调地址,请核对编号。", field="webhook")
    return found


def webhook_changed(
    webhook: Webhook, act: str, call: SignedCall, now: datetime, ports: Ports
) -> Commit:
    """The commit that saves a webhook with its entry beside its unit."""
    facts = (("what", act), ("webhook", str(webhook.id)))
    news = (News(EventType.WEBHOOK_CHANGED, now, facts=facts),)
    events = events_of(unit_subject(webhook.unit), news, actor_of(call), ports.random)
    return Commit(saves=(webhook,), events=events)


def read_webhooks(unit: UnitCode, caller: Caller, ports: Ports) -> tuple[Webhook, ...]:
    """A unit's own, removed ones too; an officer any unit's. Raises RoleNotAllowed."""
    if caller.unit != unit and not is_officer(caller, ports.clock.now(), ports):
        raise RoleNotAllowed("只能查看本单位的回调地址。")
    return ports.webhooks.webhooks(unit)
