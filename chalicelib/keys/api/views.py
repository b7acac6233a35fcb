"""/v1/keys: how a key comes in, is approved, replaced and revoked (docs/signing.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call, OpenCall
from chalicelib.http.fields import Fields
from chalicelib.kernel.callers import Role
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import KeyId, MemberId, UnitCode
from chalicelib.keys.api.json import invited_json, key_json
from chalicelib.keys.domain.claims import LARGEST_TOKEN
from chalicelib.units.api.views import LONGEST_CODE, refuse_fields

if TYPE_CHECKING:
    from chalicelib.keys.ports import Ports
    from chalicelib.keys.use_cases.registering import RegisterKey

JWK_MEMBERS = ("crv", "kty", "x", "y")


def page(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.keys.use_cases.reading import read_keys

    call.incoming.refuse_other_parameters()
    found = read_keys(UnitCode(unit), call.signed.caller, call.ports)
    return Answer({"items": [key_json(one) for one in found]})


def read(call: Call[Ports], kid: str) -> Answer:
    from chalicelib.keys.use_cases.reading import read_key

    return Answer(key_json(read_key(KeyId(kid), call.signed.caller, call.ports)))


def invite(call: Call[Ports]) -> Answer:
    from chalicelib.keys.use_cases.inviting import InviteKey, invite_key

    with Fields(call.body()) as fields:
        member = fields.optional_text("member", LONGEST_CODE)
        command = InviteKey(
            unit=UnitCode(fields.text("unit", LONGEST_CODE)),
            member=None if member is None else MemberId(member),
            role=fields.choice("role", Role),
        )
    return Answer(invited_json(invite_key(command, call.signed, call.ports)), 201)


def register(call: OpenCall[Ports]) -> Answer:
    """Signed by no registered key: the invitation, its code and the new key's proof speak."""
    from chalicelib.keys.use_cases.registering import register_key

    command = registration_command(call.incoming.json())
    key = register_key(command, call.ports)
    unit = call.ports.units.unit(key.unit)
    return Answer({**key_json(key), "unit_name": unit.name if unit else key.unit}, 201)


def approve(call: Call[Ports], kid: str) -> Answer:
    from chalicelib.keys.use_cases.approving import approve_key

    refuse_fields(call)
    return Answer(key_json(approve_key(KeyId(kid), call.signed, call.ports)))


def revoke(call: Call[Ports], kid: str) -> Answer:
    from chalicelib.keys.use_cases.revoking import revoke_key

    refuse_fields(call)
    return Answer(key_json(revoke_key(KeyId(kid), call.signed, call.ports)))


def registration_command(body: dict[str, object]) -> RegisterKey:
    """{invitation, code, jwk, alg, proof, is_browser?, days?, replaces?}."""
    from chalicelib.keys.use_cases.registering import RegisterKey

    with Fields(body) as fields:
        replaces = fields.optional_text("replaces", 64)
        return RegisterKey(
            invitation=fields.text("invitation", 64),
            code=fields.text("code", 64),
            jwk=_public_jwk(fields.raw("jwk")),
            alg=fields.text("alg", 16),
            proof=fields.text("proof", LARGEST_TOKEN),
            is_browser=_is_true(fields.raw("is_browser")),
            days=None if fields.raw("days") is None else fields.number("days"),
            replaces=None if replaces is None else KeyId(replaces),
        )


def _public_jwk(value: object) -> tuple[tuple[str, str], ...]:
    """The key's own members; what exporters add besides (kid, use, key_ops) is left behind."""
    if not isinstance(value, dict):
        raise FieldInvalid("jwk 必须是公钥的 JWK 对象 {…}。", field="jwk")
    if "d" in value:
        raise FieldInvalid("公钥里不得带有私钥成员 d,请只提供公钥;该私钥应视为泄露。", field="jwk")
    return tuple((name, text) for name in JWK_MEMBERS if isinstance(text := value.get(name), str))


def _is_true(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise FieldInvalid("is_browser 只能是 true 或 false。", field="is_browser")
