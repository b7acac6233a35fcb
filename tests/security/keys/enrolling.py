"""The steps by which a key comes in, each as a person would do it."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.ids import MemberId
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs
from chalicelib.keys.adapters.possession_check import make_proof
from chalicelib.keys.domain.invitation import code_digest
from chalicelib.keys.domain.key import KeyRecord
from chalicelib.keys.use_cases.inviting import InviteKey, invite_key
from chalicelib.keys.use_cases.registering import RegisterKey, register_key
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
