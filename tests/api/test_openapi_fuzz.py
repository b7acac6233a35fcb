"""Thousands of generated calls, each really signed: no 5xx, and every answer is as documented.

The signature is made after a case was generated, over exactly what is sent, so that the call
gets past the door; what the signature itself must refuse is tested in tests/security.
"""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok

from chalicelib.kernel.errors import MianzhengError
from chalicelib.requests.domain.copies import EProof
from infra.client.calling.signed import target_of
from tests.api.conversation import ASKER, OFFICER, POLICE_AGENT, TAX_AGENT, converse
from tests.api.openapi import document, faults
from tests.api.service import ORIGIN, Answered, World
from tests.api.talking import Said

SEED = 20220628
CASES = 30
"""Of each operation in each mode; an operation without fields has fewer different ones."""
CALLERS = {
    "agent": (ASKER, TAX_AGENT, POLICE_AGENT),
    "system": ("370402006-system-1", "370402015-system-1"),
    "supervisor": ("370402006-supervisor-1", "370402015-supervisor-1"),
    "officer": (OFFICER,),
    "publisher": ("370402001-publisher-1",),
}
AnyCase = Case[Any]
OF_THE_GATEWAY = {(404, "route.unknown"), (405, "route.method")}


def generated_operations() -> Iterator[Any]:
    """Without the security scheme: a generated signature would never open the door."""
    open_to_all = deepcopy(document())
    del open_to_all["security"], open_to_all["components"]["securitySchemes"]
    for found in schemathesis.openapi.from_dict(open_to_all).get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


@lru_cache(maxsize=1)
def known_names() -> dict[str, tuple[str, ...]]:
    """Path parameters that lead somewhere in a world after :func:`converse`."""
    said = converse(World())
    found: dict[str, dict[str, None]] = {}
    for one in said:
        for name, value in one.names.items():
            found.setdefault(name, {})[value] = None
    made = {"request_id": "id", "code": "code", "complaint": "complaint", "webhook": "webhook"}
    for name, member in made.items():
        found.setdefault(name, {}).update(dict.fromkeys(_texts(said, member)))
    for name, others in OTHERS.items():
        found.setdefault(name, {}).update(dict.fromkeys(others))
    return {name: tuple(values) for name, values in found.items()}


OTHERS = {
    "case_no": ("MZ-2026-0003",),
    "row": ("ZM012", "ZM017"),
    "unit": ("370402006", "370402015", "370402090"),
    "member": ("agent-1", "agent-2", "m-9"),
    "kid": ("demo-370402006-agent-1", "demo-370402015-system-1"),
}
"""Besides what the conversation named: other kinds of rows and units, people who stay."""


def _texts(said: list[Said], name: str) -> Iterator[str]:
    """The values of a member of the answers."""
    bodies = (one.answered.body for one in said if isinstance(one.answered.body, dict))
    return (body[name] for body in bodies if isinstance(body.get(name), str))


@dataclass
class Run:
    """What came of all calls."""

    statuses: Counter[int] = field(default_factory=Counter)

    def check(self, case: AnyCase, answered: Answered) -> None:
        status, headers, body = answered
        self.statuses[status] += 1
        method, path = case.method, case.operation.path
        code = body.get("code") if isinstance(body, dict) else None
        wrong = []
        if (status, code) not in OF_THE_GATEWAY:
            wrong += faults(method, path, status, headers["content-type"], body)
        if status >= 500:
            wrong.append(f"{status} {code}")
        if status == 400 and not body.get("field"):
            wrong.append(f"{code} names no field")
        if status < 300 and has_broken_body(case):
            wrong.append(f"{status} for a body the document forbids")
        assert wrong == [], f"{method} {path}"


def has_broken_body(case: AnyCase) -> bool:
    """Only bodies tell for sure: a query of the wrong type may be a right one once written."""
    part = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    return part is not None and part.mode is GenerationMode.NEGATIVE


def send(world: World, case: AnyCase, caller: str | None) -> Answered:
    """Sign what the case would send, as it would be sent."""
    wanted = case.as_transport_kwargs(base_url=ORIGIN)
    names = ("method", "url", "headers", "params", "data", "json")
    raw = requests.Request(**{name: wanted.get(name) for name in names}).prepare()
    url = urlsplit(str(raw.url))
    target = f"{url.path}?{url.query}" if url.query else url.path
    body = raw.body.encode() if isinstance(raw.body, str) else raw.body or b""
    assert isinstance(body, bytes)
    headers = {name.lower(): str(text) for name, text in raw.headers.items()}
    if caller is not None:
        headers["wzm-signature"] = world.sign(case.method, canonical(target), body, caller).token
    return world.send(case.method, target, body, headers)


def canonical(target: str) -> str:
    """What a client would sign for this target, or the target itself where it can't be signed."""
    try:
        return target_of(target)
    except MianzhengError:
        return target


def can_be_broken(operation: Any) -> bool:
    """Something in it is generated."""
    return bool({"parameters", "requestBody"} & set(operation.definition.raw))


def fuzz(operation: Any, mode: GenerationMode, run: Run) -> None:
    raw = operation.definition.raw
    roles = raw.get("x-roles", [])
    callers: list[str | None] = [name for role in roles for name in CALLERS[role]]
    world = World()
    converse(world)  # so that path parameters lead somewhere, in every state

    @seed(SEED)
    @settings(max_examples=CASES, database=None, suppress_health_check=list(HealthCheck))
    @given(
        case=operation.as_strategy(generation_mode=mode),
        caller=st.sampled_from(callers or [None]),
        which=st.integers(0, 5),
    )
    def call(case: AnyCase, caller: str | None, which: int) -> None:
        for name in case.path_parameters or {}:
            # A path that can't be signed hides whatever else is broken.
            if which and (mode is GenerationMode.POSITIVE or "requestBody" in raw):
                case.path_parameters[name] = choose(world, name, which)
        run.check(case, send(world, case, caller))

    call()


def choose(world: World, name: str, which: int) -> str:
    """A name that leads somewhere; every other time a request nobody has touched."""
    if name == "request_id" and which % 2:
        return str(world.file()["id"])
    if name == "proof_id":  # truly random, so another world's lead nowhere
        proofs = [one for one in world.state.aggregates.values() if isinstance(one, EProof)]
        return str(proofs[which % len(proofs)].id)
    return known_names()[name][which % len(known_names()[name])]


@pytest.mark.slow
@pytest.mark.timeout(400)  # some thousand calls, and other suites run beside it
@pytest.mark.parametrize(
    ("mode", "at_least", "accepted"),
    [
        pytest.param(GenerationMode.POSITIVE, 1000, 150, id="as documented"),
        pytest.param(GenerationMode.NEGATIVE, 1000, 0, id="broken"),
    ],
)
def test_no_generated_call_gets_a_5xx_or_an_undocumented_answer(
    mode: GenerationMode, at_least: int, accepted: int
) -> None:
    run = Run()
    for operation in generated_operations():
        if mode is GenerationMode.POSITIVE or can_be_broken(operation):
            fuzz(operation, mode, run)
    assert run.statuses.total() >= at_least
    assert sum(n for status, n in run.statuses.items() if status < 300) >= accepted
