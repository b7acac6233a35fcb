"""秒批秒办 (Art. 7-2): the system asks the connected database and answers at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.commits import Commit, RevisionLost
from chalicelib.kernel.events import THE_SYSTEM, EventType, News
from chalicelib.kernel.ids import KeyId, RequestId
from chalicelib.kernel.performing import MOST_TRIES, events_of
from chalicelib.requests.domain.answers import Answer, Evidence, check_as_of
from chalicelib.requests.domain.deadlines import Rule
from chalicelib.requests.domain.sources import PATIENCE, SourceAnswer, SourceQuery
from chalicelib.requests.ports import Ports, SourceSilent
from chalicelib.requests.use_cases.changing import told

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.requests.domain.request import VerificationRequest

CONNECTOR_KEY = KeyId("connector")


def ask_source(id_: RequestId, ports: Ports) -> bool:
    """Ask once. True when nothing is left to ask: answered, closed, or handed to people.

    Every query is kept (留存备案), also one that brought nothing.
    """
    request = ports.requests.request(id_)
    if request is None or not request.is_open or request.plan.rule is not Rule.S0:
        return True
    if ports.clock.now() - request.filed_at >= PATIENCE:
        return _settle(id_, None, ports)
    row = ports.catalogue.edition(request.edition).rows[request.row]
    connector = ports.sources.find(request.issuer, row.material.code)
    if connector is None:
        return _settle(id_, None, ports)
    query = SourceQuery(id_, request.row, row.material.code, request.applicant, request.subjects)
    try:
        found = ports.sources.ask(connector, query)
    except SourceSilent as silent:
        _record(request, connector.name, silent.cause, ports)
        return False
    _record(request, connector.name, found.conclusion.value, ports)
    return _settle(id_, (connector.name, found), ports)


def _settle(id_: RequestId, found: tuple[str, SourceAnswer] | None, ports: Ports) -> bool:
    """Answer with what was found; without it hand the request to the agents."""
    for _ in range(MOST_TRIES):
        request = ports.requests.request(id_)
        if request is None or not request.is_open or request.plan.rule is not Rule.S0:
            return True
        now = ports.clock.now()
        changed = request.hand_over(now) if found is None else _answered(request, found, now)
        quiet, commit = told(changed, THE_SYSTEM, now, ports)
        try:
            ports.commit(commit)
        except RevisionLost:
            continue
        if not quiet.is_open:
            ports.timers.stop(quiet, quiet.timer)
        return True
    return False


def _answered(
    request: VerificationRequest, found: tuple[str, SourceAnswer], now: datetime
) -> VerificationRequest:
    name, said = found
    answer = Answer(
        conclusion=said.conclusion,
        facts=said.facts,
        as_of=check_as_of(said.as_of, now),
        at=now,
        by=Caller(request.issuer, None, Role.SYSTEM, CONNECTOR_KEY),
        evidence=Evidence("", said.raw),
        source=name,
    )
    return request.give_answer(answer)


def _record(request: VerificationRequest, name: str, outcome: str, ports: Ports) -> None:
    """留存备案: which database was asked when, and with what outcome."""
    facts = (("source", name), ("outcome", outcome))
    news = (News(EventType.SOURCE_QUERIED, ports.clock.now(), "7-2", facts=facts),)
    events = events_of(request.id, news, THE_SYSTEM, ports.random)
    told_of = tuple(replace(one, request=request.id) for one in events)
    ports.commit(Commit(events=told_of))
