"""登记回调地址: a unit proposes where its system hears of notices (SPEC 3, Notices)."""

from datetime import datetime

from chalicelib.domain.errors import RoleNotAllowed, WebhookRuleBroken
from chalicelib.domain.ids import UnitCode, WebhookId
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.webhooks import Webhook
from chalicelib.services.access_rights import acts_for, load_unit
from chalicelib.services.changing_webhooks import webhook_changed
from chalicelib.services.performing import perform
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit
from chalicelib.services.unit_rights import holds_role, person

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
        kept = [one for one in ports.store.webhooks(unit) if not one.is_removed]
        if len(kept) >= MOST_WEBHOOKS:
            raise WebhookRuleBroken(f"一个单位最多 {MOST_WEBHOOKS} 个回调地址,请先停用不用的。")
        webhook = Webhook(id_, unit, url, proposed_by=person(call.caller))
        return webhook, webhook_changed(webhook, "proposed", call, now, ports)

    return perform(call, ports, Webhook, decide)
