"""/v1/units/{unit}/webhooks: where a unit's own system hears of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.kernel.ids import UnitCode, WebhookId
from chalicelib.notices.api.json import webhook_json
from chalicelib.units.api.views import refuse_fields

if TYPE_CHECKING:
    from chalicelib.notices.ports import Ports

LONGEST_URL = 500


def page(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.notices.use_cases.webhooks import read_webhooks

    call.incoming.refuse_other_parameters()
    found = read_webhooks(UnitCode(unit), call.signed.caller, call.ports)
    return Answer({"items": [webhook_json(one) for one in found]})


def propose(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.notices.use_cases.webhooks import propose_webhook

    with Fields(call.body()) as fields:
        url = fields.text("url", LONGEST_URL)
    webhook = propose_webhook(UnitCode(unit), url, call.signed, call.ports)
    return Answer(webhook_json(webhook), 201)


def approve(call: Call[Ports], unit: str, webhook: str) -> Answer:
    from chalicelib.notices.use_cases.webhooks import approve_webhook

    refuse_fields(call)
    ports = call.ports
    found = approve_webhook(UnitCode(unit), WebhookId(webhook), call.signed, ports)
    return Answer(webhook_json(found))


def remove(call: Call[Ports], unit: str, webhook: str) -> Answer:
    from chalicelib.notices.use_cases.webhooks import remove_webhook

    refuse_fields(call)
    ports = call.ports
    found = remove_webhook(UnitCode(unit), WebhookId(webhook), call.signed, ports)
    return Answer(webhook_json(found))
