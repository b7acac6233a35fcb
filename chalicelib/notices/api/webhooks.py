"""/v1/units/{unit}/webhooks: where a unit's own system hears of notices (SPEC 3)."""

from chalicelib.http.access import EVERY_ROLE, OF_A_UNIT, readers, writers
from chalicelib.http.blueprint import Answer, Api, Call
from chalicelib.http.fields import Fields
from chalicelib.kernel.callers import Role
from chalicelib.kernel.ids import UnitCode, WebhookId
from chalicelib.notices.api.json import webhook_json
from chalicelib.units.api.routes import refuse_fields

api = Api(__name__)
WEBHOOKS = "/v1/units/{unit}/webhooks"
ONE = WEBHOOKS + "/{webhook}"
LONGEST_URL = 500


@api.endpoint("GET", WEBHOOKS, readers(*EVERY_ROLE))
def page(call: Call, unit: str) -> Answer:
    from chalicelib.notices.use_cases.webhooks import read_webhooks

    call.incoming.refuse_other_parameters()
    found = read_webhooks(UnitCode(unit), call.signed.caller, call.services.ports)
    return Answer({"items": [webhook_json(one) for one in found]})


@api.endpoint("POST", WEBHOOKS, writers(*OF_A_UNIT))
def propose(call: Call, unit: str) -> Answer:
    from chalicelib.notices.use_cases.webhooks import propose_webhook

    with Fields(call.body()) as fields:
        url = fields.text("url", LONGEST_URL)
    webhook = propose_webhook(UnitCode(unit), url, call.signed, call.services.ports)
    return Answer(webhook_json(webhook), 201)


@api.endpoint("POST", ONE + "/approve", writers(Role.SUPERVISOR, Role.OFFICER))
def approve(call: Call, unit: str, webhook: str) -> Answer:
    from chalicelib.notices.use_cases.webhooks import approve_webhook

    refuse_fields(call)
    ports = call.services.ports
    found = approve_webhook(UnitCode(unit), WebhookId(webhook), call.signed, ports)
    return Answer(webhook_json(found))


@api.endpoint("POST", ONE + "/remove", writers(Role.SUPERVISOR, Role.OFFICER))
def remove(call: Call, unit: str, webhook: str) -> Answer:
    from chalicelib.notices.use_cases.webhooks import remove_webhook

    refuse_fields(call)
    ports = call.services.ports
    found = remove_webhook(UnitCode(unit), WebhookId(webhook), call.signed, ports)
    return Answer(webhook_json(found))
