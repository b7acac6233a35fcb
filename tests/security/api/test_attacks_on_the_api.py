"""Every attack of the profile against the whole API: refused with its own code, and on record."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chalicelib.http.refused_calls import refusal_subject
from chalicelib.http.serving import use
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.targets import WireCall
from chalicelib.keys.adapters.jws import RequestChecker
from infra.local.http.web import WebCall
from tests.api.service import ORIGIN, PERSON, Answered, World
from tests.security.proofs.forging import NOW, Forger, Who, enrol, signatory
from tests.security.signing.attack import Attack
from tests.security.signing.attacks import EACH_ATTACK
from tests.security.signing.test_signing_replay import mirrored
from tests.twins.work import MemoryRefusals

UNIT = "370402006"
BODY = json.dumps({"row": "ZM007", "case_no": "A-1", "applicant": PERSON}).encode()
ROUTED_AWAY = {"method swap": "route.method", "path swap": "route.unknown"}
"""What never reaches the check, because no such endpoint is there."""


class Attacked:
    """The API world with the forger's cast enrolled, as a deployed stage: no demo keys."""

    def __init__(self) -> None:
        self.world = World(start=NOW)
        wired = self.world.services
        checker = RequestChecker(
            audience=ORIGIN, find_key=self.world.store.keys.key, allow_demo_keys=False
        )
        self.world.services = replace(wired, checker=checker)
        cast = enrol(NOW)
        # The one who signs well is a real agent of a real unit, so that only the attack is wrong.
        agent = Who("agent-1", unit=UNIT, member=str(self._agent()))
        cast["agent"] = signatory(agent, NOW)
        self.forger = Forger(
            cast=cast,
            now=NOW,
            audience=ORIGIN,
            target="/v1/verification-requests?a=1&b=%E5%BC%A0",
            body=BODY,
        )
        self.world.store.commit(Commit(saves=tuple(one.record for one in cast.values())))

    def _agent(self) -> object:
        unit = self.world.store.units.unit(UnitCode(UNIT))
        assert unit is not None
        return unit.agents[0]

    def send(self, call: WireCall) -> Answered:
        """Through the front's gateway; two signatures are two fields of one header."""
        path, _, query = call.target.partition("?")
        headers = {"content-type": "application/json", "wzm-signature": ", ".join(call.signatures)}
        if not call.signatures:
            del headers["wzm-signature"]
        use(self.world.services)
        reply = self.world.gateway(WebCall(call.method, path, query, headers, call.body))
        named = {name.lower(): value for name, value in reply.headers}
        return Answered(reply.status, named, json.loads(reply.body) if reply.body else None)

    def recorded(self) -> list[str]:
        """The codes of refused calls on record, one by one or counted."""
        refusals = self.world.services.ports.refusals
        assert isinstance(refusals, MemoryRefusals)
        units = {one.record.unit for one in self.forger.cast.values()}
        entries = [event for unit in units for event in refusals.recorded(refusal_subject(unit))]
        codes = [dict(event.news.facts)["code"] for event in entries]
        return codes + [key.split("#")[0] for key in refusals.counted(NOW)]

    def effects(self) -> int:
        return len(self.world.services.ports.worklist.open_deadlines())


@pytest.fixture
def attacked() -> Attacked:
    return Attacked()


def plain(attacked: Attacked) -> Forger:
    """The same forger for the endpoint's plain target."""
    return replace(attacked.forger, target="/v1/verification-requests")


def test_the_unspoiled_call_is_accepted(attacked: Attacked) -> None:
    forger = plain(attacked)
    answered = attacked.send(forger.good())
    assert answered.status == 201
    assert answered.headers["wzm-signature"]
    assert attacked.effects() == 1


# HTTP itself trims white space around a field's value (RFC 9110, 5.5): it never arrives.
ON_THE_WIRE = [one for one in EACH_ATTACK if one.id != "newline at the end"]


@pytest.mark.parametrize("attack", ON_THE_WIRE)
def test_an_attack_is_refused_with_its_own_code_and_leaves_a_record(
    attacked: Attacked, attack: Attack
) -> None:
    answered = attacked.send(attack.forge(attacked.forger))
    expected = ROUTED_AWAY.get(attack.name, attack.code)
    assert answered.body["code"] == expected
    assert 400 <= answered.status < 500
    assert attacked.effects() == 0
    if attack.name not in ROUTED_AWAY:
        assert attack.code in attacked.recorded()
        assert answered.headers["content-type"] == "application/problem+json"
        assert answered.body["detail"]


@pytest.mark.parametrize("spoil", [lambda token: token, mirrored])
def test_a_call_sent_again_is_a_replay_without_a_second_effect(
    attacked: Attacked, spoil: Callable[[str], str]
) -> None:
    forger = plain(attacked)
    token = forger.token()
    assert attacked.send(forger.call(token)).status == 201
    again = attacked.send(forger.call(spoil(token)))
    assert (again.status, again.body["code"]) == (401, "sig.replay")
    assert attacked.effects() == 1
    assert "sig.replay" in attacked.recorded()


def test_a_full_read_sent_again_shows_nothing(attacked: Attacked) -> None:
    filed = attacked.send(plain(attacked).good()).body["id"]
    forger = replace(
        attacked.forger, method="GET", target=f"/v1/verification-requests/{filed}", body=b""
    )
    token = forger.token()
    assert attacked.send(forger.call(token)).body["applicant"]["name"] == PERSON["name"]
    again = attacked.send(forger.call(token))
    assert (again.status, again.body["code"]) == (401, "sig.replay")
    assert "applicant" not in again.body


def test_one_jti_used_twice_at_the_same_instant_has_one_effect(attacked: Attacked) -> None:
    forger = plain(attacked)
    jti = "A" * 22
    calls = [forger.call(forger.token(jti=jti, op=f"operation-{n}")) for n in range(8)]
    barrier = threading.Barrier(len(calls))

    def send(call: WireCall) -> Answered:
        barrier.wait()
        return attacked.send(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        answers = list(pool.map(send, calls))
    assert sorted(one.status for one in answers) == [201] + [401] * 7
    assert {one.body["code"] for one in answers if one.status == 401} == {"sig.replay"}
    assert attacked.effects() == 1


def test_a_flood_before_a_valid_signature_is_counted_not_written_one_by_one(
    attacked: Attacked,
) -> None:
    for _ in range(50):
        attacked.send(attacked.forger.call("not.a.token"))
    refusals = attacked.world.services.ports.refusals
    assert isinstance(refusals, MemoryRefusals)
    assert list(refusals.counted(NOW).values()) == [50]


def test_a_refusal_before_a_valid_signature_is_not_signed(attacked: Attacked) -> None:
    answered = attacked.send(attacked.forger.call("not.a.token"))
    assert "wzm-signature" not in answered.headers
