"""A new key from the invitation to its first signed call, over the wire."""

from datetime import datetime

import pytest

from chalicelib.keys.adapters.jwk import generate_private_jwk, public_jwk
from chalicelib.keys.adapters.possession_check import make_proof
from chalicelib.keys.domain.invitation import code_digest
from infra.client.calling.keyfile import parse_key
from infra.client.calling.signed import sign_request
from tests.api.service import ORIGIN, Answered, World, key_files

HEALTH = "370402011"
SUPERVISOR, AGENT = f"{HEALTH}-supervisor-1", f"{HEALTH}-agent-1"


@pytest.fixture
def world() -> World:
    return World()


def registration(
    jwk: dict[str, str], invitation: str, code: str, now: datetime, /, **more: object
) -> dict[str, object]:
    proof = make_proof(jwk, ORIGIN, invitation, code_digest(invitation, code), now)
    body = {"invitation": invitation, "code": code, "jwk": public_jwk(jwk), "alg": "ES256"}
    return {**body, "proof": proof, **more}


def invite(world: World, member: str | None = "agent-1", as_: str = SUPERVISOR) -> Answered:
    role = "SYSTEM" if member is None else "AGENT"
    body = {"unit": HEALTH, "role": role} | ({} if member is None else {"member": member})
    return world.call("POST", "/v1/key-invitations", body, as_=as_)


def register(world: World, jwk: dict[str, str], /, **more: object) -> Answered:
    invited = invite(world).body
    body = registration(jwk, invited["invitation"], invited["code"], world.clock.now(), **more)
    return world.call("POST", "/v1/key-registrations", body, as_=None)


def test_a_new_key_is_invited_registered_approved_and_then_signs(world: World) -> None:
    jwk = generate_private_jwk()
    registered = register(world, jwk)
    assert (registered.status, registered.body["status"]) == (201, "PENDING")
    kid = registered.body["kid"]
    assert kid.startswith(f"{HEALTH}-")
    assert status_of_call(world, jwk, kid) == (401, "sig.key_pending")
    approved = world.call("POST", f"/v1/keys/{kid}/approve", as_=SUPERVISOR)
    assert (approved.status, approved.body["status"]) == (200, "ACTIVE")
    assert approved.body["approved_by"] == f"{HEALTH}:supervisor-1"
    assert status_of_call(world, jwk, kid) == (200, None)
    revoked = world.call("POST", f"/v1/keys/{kid}/revoke", as_=AGENT)
    assert (revoked.status, revoked.body["status"]) == (200, "REVOKED")
    assert status_of_call(world, jwk, kid) == (401, "sig.key_revoked")


def status_of_call(world: World, jwk: dict[str, str], kid: str) -> tuple[int, str | None]:
    key = parse_key({**key_files()[AGENT], **jwk, "kid": kid})
    path = f"/v1/units/{HEALTH}"
    request = sign_request(key, ORIGIN, ("GET", path, b""), None, world.clock.now())
    answer = world.send("GET", path, headers={"wzm-signature": request.token})
    return answer.status, answer.body.get("code")


def test_a_repeated_op_does_not_show_the_code_again(world: World) -> None:
    body = {"unit": HEALTH, "role": "SYSTEM"}
    first, again = (
        world.call("POST", "/v1/key-invitations", body, SUPERVISOR, "operation-1") for _ in "12"
    )
    assert first.body["code"]
    assert again.body == {**first.body, "code": None}


def test_a_wrong_code_is_told_with_the_tries_left(world: World) -> None:
    invited = invite(world).body
    jwk = generate_private_jwk()
    body = registration(jwk, invited["invitation"], "0" * 11, world.clock.now())
    answer = world.call("POST", "/v1/key-registrations", body, as_=None)
    assert (answer.status, answer.body["code"], answer.body["field"]) == (409, "key.rule", "code")
    assert answer.body["facts"] == {"left": "4"}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"jwk": "x"}, "jwk"),
        ({"jwk": {"kty": "EC", "d": "secret"}}, "jwk"),
        ({"jwk": {"kty": "EC", "crv": "P-256", "x": 1, "y": 2}}, "jwk"),
        ({"alg": "HS256"}, "alg"),
        ({"alg": "EdDSA"}, "jwk"),
        ({"proof": "a.b.c"}, "proof"),
        ({"is_browser": "yes"}, "is_browser"),
        ({"days": 400}, "days"),
        ({"days": 0}, "days"),
        ({"days": "1"}, "days"),
        ({"days": 31, "is_browser": True}, "days"),
        ({"kid": "demo-mine"}, "kid"),
    ],
)
def test_a_bad_registration_names_its_field(
    world: World, more: dict[str, object], field: str
) -> None:
    answer = register(world, generate_private_jwk(), **more)
    assert (answer.status, answer.body.get("field")) == (400, field)
    assert "secret" not in repr(answer.body)


def test_a_registration_over_16_kib_is_refused(world: World) -> None:
    answer = world.send("POST", "/v1/key-registrations", b'{"code":"' + b"x" * 17_000 + b'"}')
    assert (answer.status, answer.body["code"]) == (413, "body.too_large")


def test_keys_are_listed_to_their_unit_and_to_officers(world: World) -> None:
    path = f"/v1/units/{HEALTH}/keys"
    for who in (AGENT, "370402001-officer-1"):
        listed = world.call("GET", path, as_=who).body["items"]
        assert [one["role"] for one in listed] == ["AGENT", "AGENT", "SUPERVISOR", "SYSTEM"]
    assert world.call("GET", path, as_="370402018-agent-1").status == 403
    kid = f"demo-{AGENT}"
    assert world.call("GET", f"/v1/keys/{kid}", as_=AGENT).body["kid"] == kid
    hidden = world.call("GET", f"/v1/keys/{kid}", as_="370402018-agent-1")
    unknown = world.call("GET", "/v1/keys/none", as_="370402018-agent-1")
    assert (hidden.status, hidden.body["detail"]) == (404, unknown.body["detail"])
