"""What every act on a webhook shares: find it, save it with its entry."""

from datetime import datetime

from chalicelib.domain.errors import RoleNotAllowed, WebhookUnknown
from chalicelib.domain.events import EventType, News
from chalicelib.domain.ids import UnitCode, WebhookId
from chalicelib.domain.keys import Caller
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.webhooks import Webhook
from chalicelib.services.changing_units import unit_subject
from chalicelib.services.performing import actor_of, events_of
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit
from chalicelib.services.unit_rights import is_officer


def load_webhook(unit: UnitCode, id_: WebhookId, ports: Ports) -> Webhook:
    """Raises WebhookUnknown."""
    found = ports.store.webhook(unit, id_)
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
    return ports.store.webhooks(unit)
