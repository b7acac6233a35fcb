"""Many change one unit or one key at the same instant, from two processes with caches."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event as Flag

import pytest

from chalicelib.kernel.callers import Role, SignedCall
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import KeyRuleBroken, RoleNotAllowed, SignatureRefused
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import KeyId, MemberId
from chalicelib.kernel.targets import WireCall
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs
from chalicelib.keys.adapters.jws import RequestChecker
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.keys.use_cases.revoking import revoke_key
from chalicelib.keys.use_cases.rights import key_subject
from chalicelib.requests.use_cases.passing import pass_deadline
from chalicelib.requests.use_cases.supervising import note_supervision
from chalicelib.units.domain.unit import Unit
from chalicelib.units.use_cases.changing import unit_subject
from chalicelib.units.use_cases.offices import hand_over_supervisor
from infra.client.calling.keyfile import parse_key
from infra.client.calling.signed import sign_request
from tests.contract.store.racing import (
    LATER,
    POLICE,
    Outcome,
    Race,
    assert_losers_were_told,
    assert_whole,
    at_once,
    new_race,
)
from tests.twins.ports import TwinPorts as Ports
from tests.worlds import NOW, ORIGIN, call_by, supervisor

MANY = 16
SUCCESSORS = (MemberId("member-1"), MemberId("member-2"))


@pytest.fixture
def race(dynamodb_endpoint: str) -> Race:
    """With a second person at the police who could become supervisor."""
    race = new_race(dynamodb_endpoint)
    police = race.ports.units.unit(POLICE)
    assert police is not None
    other = replace(police.members[-1], id=SUCCESSORS[1])
    race.ports.commit(Commit(saves=(police.add_member(other),)))
    for ports in race.processes:
        ports.units.unit(POLICE)  # into the cache: everybody starts from the same knowledge
    return race


def unit_now(race: Race) -> Unit:
    """As a process sees it that has nothing cached."""
    (unit,) = [one for one in race.ports.units.units() if one.code == POLICE]
    return unit


def hand_over(race: Race, number: int) -> Callable[[], Unit]:
    """By the supervisor of the start; every second one to the other successor."""
    to, call = SUCCESSORS[number % 2], call_by(supervisor(POLICE))
    return partial(hand_over_supervisor, POLICE, to, call, race.turn(number // 2))


def test_of_two_handovers_by_one_supervisor_at_once_one_counts(race: Race) -> None:
    before = unit_now(race).revision
    outcomes = at_once([hand_over(race, n) for n in range(MANY)])
    (won,) = [one.result for one in outcomes if one.result is not None]
    assert_losers_were_told(outcomes, RoleNotAllowed)
    after = unit_now(race)
    assert (after.supervisor, after.revision) == (won.supervisor, before + 1)
    assert after.supervisor in SUCCESSORS
    events = race.ports.ledger.events(unit_subject(POLICE))
    assert [dict(one.news.facts)["member"] for one in events] == [after.supervisor]


def test_whoever_looks_during_handovers_sees_exactly_one_supervisor(race: Race) -> None:
    done = Flag()

    def look() -> list[MemberId | None]:
        seen = []
        while not done.is_set():
            seen.append(unit_now(race).supervisor)
        return seen

    def change() -> list[MemberId | None]:
        try:
            for n in range(8):
                holder = unit_now(race).supervisor
                who = replace(supervisor(POLICE), member=holder)
                hand_over_supervisor(POLICE, SUCCESSORS[n % 2], call_by(who), race.ports)
        finally:
            done.set()
        return []

    seen, changed = at_once([look, change])
    assert changed.what == "won"
    assert seen.result
    assert set(seen.result) <= {MemberId("supervisor-1"), *SUCCESSORS}


def test_supervisors_who_note_while_the_office_changes_hands_lose_no_note(race: Race) -> None:
    id_ = race.file().id
    race.clock.set(LATER)
    successor = replace(supervisor(POLICE), member=SUCCESSORS[0])
    notes: list[Callable[[], object]] = [
        partial(note_supervision, id_, f"第{n}次", call_by(who), race.turn(n))
        for n in range(4)
        for who in (supervisor(POLICE), successor)
    ]
    handovers: list[Callable[[], object]] = [hand_over(race, n) for n in range(4)]
    timers: list[Callable[[], object]] = [partial(pass_deadline, id_, race.ports)] * 2
    outcomes = at_once(notes + handovers + timers)
    assert [one.what for one in outcomes[: len(notes)]] == ["won"] * len(notes)
    assert_losers_were_told(outcomes, RoleNotAllowed)
    assert len(assert_whole(race, id_).supervision_notes) == len(notes)
    assert sum(one.is_won for one in outcomes[len(notes) : -2]) == 1


# --- a key revoked while it is used ----------------------------------------------------------


@pytest.fixture
def signed(race: Race) -> Callable[[], WireCall]:
    """A new signed call at each use, by a supervisor's key that the registry knows."""
    content = {**generate_private_jwk(), "kid": "key-1", "alg": "ES256", "unit": POLICE}
    content |= {"unit_name": "区公安分局", "member": "supervisor-1", "role": "supervisor"}
    key = parse_key(content)
    record = KeyRecord(
        kid=KeyId(key.kid),
        unit=POLICE,
        member=MemberId("supervisor-1"),
        role=Role.SUPERVISOR,
        alg=key.alg,
        jwk=jwk_pairs(key.jwk),
        not_before=NOW,
        not_after=NOW + timedelta(days=30),
        status=KeyStatus.ACTIVE,
    )
    race.ports.commit(Commit(saves=(record,)))

    def sign() -> WireCall:
        made = sign_request(key, ORIGIN, ("GET", "/v1/units", b""), None, race.clock.now())
        return WireCall("GET", made.target, (made.token,), b"")

    return sign


def check(race: Race, ports: Ports, wire: WireCall) -> SignedCall:
    checker = RequestChecker(audience=ORIGIN, find_key=ports.keys.key, allow_demo_keys=True)
    return checker.check(wire, now=race.clock.now(), is_write=False)


def test_a_key_revoked_while_used_counts_no_more_in_this_process_at_once(
    race: Race, signed: Callable[[], WireCall]
) -> None:
    here, elsewhere = race.processes
    revoked = Flag()

    def use() -> list[str]:
        seen = []
        for _ in range(30):
            was_revoked, wire = revoked.is_set(), signed()
            (outcome,) = at_once([partial(check, race, here, wire)])
            seen.append(outcome.what)
            if was_revoked:
                assert outcome.what == "sig.key_revoked"
        return seen

    def revoke() -> list[str]:
        revoke_key(KeyId("key-1"), call_by(supervisor(POLICE)), here)
        revoked.set()
        return []

    assert check(race, elsewhere, signed()).caller.unit == POLICE  # and is cached there
    outcomes: list[Outcome[list[str]]] = at_once([use, use, use, revoke])
    assert [one.what for one in outcomes] == ["won"] * 4
    seen = {what for one in outcomes if one.result for what in one.result}
    assert seen <= {"won", "sig.key_revoked"}
    with pytest.raises(SignatureRefused, match="吊销"):
        check(race, here, signed())
    race.clock.set(race.clock.now() + timedelta(seconds=31))
    with pytest.raises(SignatureRefused, match="吊销"):
        check(race, elsewhere, signed())


def test_of_many_revocations_at_once_one_counts(race: Race, signed: Callable[[], WireCall]) -> None:
    check(race, race.ports, signed())
    kid = KeyId("key-1")
    revoke = [partial(revoke_key, kid, call_by(supervisor(POLICE)), race.turn(n)) for n in range(8)]
    outcomes = at_once(revoke)
    assert sum(one.is_won for one in outcomes) == 1
    assert_losers_were_told(outcomes, KeyRuleBroken)
    events = race.ports.ledger.events(key_subject(kid))
    assert [one.news.type for one in events] == [EventType.KEY_REVOKED]
