"""停用回调地址."""

from datetime import datetime

from chalicelib.domain.ids import UnitCode, WebhookId
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.webhooks import Webhook
from chalicelib.services.changing_webhooks import load_webhook, webhook_changed
from chalicelib.services.performing import perform
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit
from chalicelib.services.unit_rights import require_supervisor_or_officer


def remove_webhook(unit: UnitCode, id_: WebhookId, call: SignedCall, ports: Ports) -> Webhook:
    """Raises WebhookUnknown, RoleNotAllowed, WebhookRuleBroken (removed already)."""

    def decide(now: datetime) -> tuple[Webhook, Commit]:
        require_supervisor_or_officer(call.caller, unit, now, ports)
        webhook = load_webhook(unit, id_, ports).remove()
        return webhook, webhook_changed(webhook, "removed", call, now, ports)

    return perform(call, ports, Webhook, decide)
