"""The steps by which a key comes in, each as a person would do it."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.adapters.jwk import generate_private_jwk, jwk_pairs
from chalicelib.adapters.possession import make_proof
from chalicelib.domain.ids import MemberId
from chalicelib.domain.invitations import code_digest
from chalicelib.domain.keys import Caller, KeyRecord
from chalicelib.domain.units import Role
from chalicelib.services.invite_key import InviteKey, invite_key
from chalicelib.services.register_key import RegisterKey, register_key
from tests.worlds import HEALTH, ORIGIN, World, call_by, supervisor

FIRST = MemberId("agent-1")


def invite(
    world: World, who: Caller | None = None, command: InviteKey | None = None
) -> tuple[str, str]:
    """(invitation, code)."""
    command = command or InviteKey(HEALTH, FIRST, Role.AGENT)
    invited = invite_key(command, call_by(who or supervisor()), world.ports)
    assert invited.code is not None
    return invited.invitation.id, invited.code


def registration(
    world: World, invitation: str, code: str, jwk: Mapping[str, object] | None = None
) -> RegisterKey:
    jwk = jwk or generate_private_jwk()
    proof = make_proof(jwk, ORIGIN, invitation, code_digest(invitation, code), world.clock.now())
    return RegisterKey(invitation, code, jwk_pairs(jwk), str(jwk["alg"]), proof)


def registered(world: World, **changes: object) -> KeyRecord:
    command = registration(world, *invite(world))
    return register_key(replace(command, **changes), world.ports)  # type: ignore[arg-type]  # fields of the command, by name
