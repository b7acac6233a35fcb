"""批准回调地址: by a second person (SPEC 3, Notices)."""

from datetime import datetime

from chalicelib.domain.ids import UnitCode, WebhookId
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.webhooks import Webhook
from chalicelib.services.changing_webhooks import load_webhook, webhook_changed
from chalicelib.services.performing import perform
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit
from chalicelib.services.unit_rights import person, require_supervisor_or_officer


def approve_webhook(unit: UnitCode, id_: WebhookId, call: SignedCall, ports: Ports) -> Webhook:
    """Never by whoever proposed it. Raises WebhookUnknown, RoleNotAllowed, WebhookRuleBroken."""

    def decide(now: datetime) -> tuple[Webhook, Commit]:
        require_supervisor_or_officer(call.caller, unit, now, ports)
        webhook = load_webhook(unit, id_, ports).approve(person(call.caller))
        return webhook, webhook_changed(webhook, "approved", call, now, ports)

    return perform(call, ports, Webhook, decide)
