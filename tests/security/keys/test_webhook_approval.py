"""Where a unit hears of notices is decided by two persons, and is https only (docs/rules.md,
Article 10)."""

import pytest

from chalicelib.kernel.callers import Caller
from chalicelib.kernel.errors import (
    FieldInvalid,
    RoleNotAllowed,
    WebhookRuleBroken,
    WebhookUnknown,
)
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import WebhookId
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.notices.use_cases.webhooks import (
    MOST_WEBHOOKS,
    approve_webhook,
    propose_webhook,
    read_webhooks,
    remove_webhook,
)
from tests.worlds import (
    HEALTH,
    WATER,
    World,
    agent,
    call_by,
    caller,
    officer,
    small_world,
    supervisor,
)

URL = "https://unit.example/hear"


@pytest.fixture
def world() -> World:
    return small_world()


def propose(world: World, who: Caller | None = None, url: str = URL) -> Webhook:
    return propose_webhook(HEALTH, url, call_by(who or agent()), world.ports)


@pytest.mark.parametrize("who", [agent(), caller(HEALTH, None), supervisor()])
def test_a_proposal_is_used_only_once_a_second_person_approved_it(
    world: World, who: Caller
) -> None:
    webhook = propose(world, who)
    assert not webhook.is_active
    approved = approve_webhook(HEALTH, webhook.id, call_by(officer()), world.ports)
    assert approved.is_active
    assert [facts["what"] for _, facts in world.told(f"unit:{HEALTH}")] == ["proposed", "approved"]
    assert world.told(f"unit:{HEALTH}")[0][0] is EventType.WEBHOOK_CHANGED


def test_nobody_approves_his_own_proposal(world: World) -> None:
    webhook = propose(world, supervisor())
    with pytest.raises(WebhookRuleBroken):
        approve_webhook(HEALTH, webhook.id, call_by(supervisor()), world.ports)


@pytest.mark.parametrize("who", [agent(number=2), caller(HEALTH, None), supervisor(WATER)])
def test_only_the_supervisor_or_an_officer_approves_and_removes(world: World, who: Caller) -> None:
    webhook = propose(world)
    for act in (approve_webhook, remove_webhook):
        with pytest.raises(RoleNotAllowed):
            act(HEALTH, webhook.id, call_by(who), world.ports)


def test_a_unit_proposes_for_itself_only(world: World) -> None:
    for who in (agent(WATER), officer(), agent(number=9)):
        with pytest.raises(RoleNotAllowed):
            propose(world, who)


@pytest.mark.parametrize(
    "url",
    [
        "http://unit.example/hear",
        "https://user@unit.example/hear",
        "https://unit.example/hear?a=1",
        "https://unit.example/hear#a",
        "https://UNIT.example/hear",
        "ftp://unit.example/",
        "https://unit.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_webhook_is_a_plain_https_address(world: World, url: str) -> None:
    with pytest.raises(FieldInvalid) as caught:
        propose(world, url=url)
    assert caught.value.field == "url"


def test_a_removed_webhook_is_out_of_use_for_good(world: World) -> None:
    webhook = propose(world)
    approve_webhook(HEALTH, webhook.id, call_by(supervisor()), world.ports)
    assert not remove_webhook(HEALTH, webhook.id, call_by(supervisor()), world.ports).is_active
    for act in (approve_webhook, remove_webhook):
        with pytest.raises(WebhookRuleBroken):
            act(HEALTH, webhook.id, call_by(officer()), world.ports)


def test_a_unit_has_at_most_five_and_sees_only_its_own(world: World) -> None:
    hooks = [propose(world) for _ in range(MOST_WEBHOOKS)]
    with pytest.raises(WebhookRuleBroken):
        propose(world)
    remove_webhook(HEALTH, hooks[0].id, call_by(supervisor()), world.ports)
    propose(world)
    assert len(read_webhooks(HEALTH, agent(), world.ports)) == MOST_WEBHOOKS + 1
    with pytest.raises(RoleNotAllowed):
        read_webhooks(HEALTH, agent(WATER), world.ports)


def test_an_unknown_webhook_is_not_found(world: World) -> None:
    with pytest.raises(WebhookUnknown):
        approve_webhook(HEALTH, WebhookId("none"), call_by(officer()), world.ports)
