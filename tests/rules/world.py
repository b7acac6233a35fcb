"""The district in memory: the seed's units and rows, the real services, a clock that stands still.

Every act passes the same role check as at the rim (``chalicelib.api``), then the service itself.
Times in texts are Asia/Shanghai.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import cast

from chalicelib.background.outbox import deliver_outbox
from chalicelib.background.sweeping import sweep_deadlines
from chalicelib.bootstrap.wiring import Services
from chalicelib.catalogue.domain.rows import CatalogueEdition, CatalogueRow
from chalicelib.http.access import check_role
from chalicelib.kernel.callers import Caller, SignedCall
from chalicelib.kernel.commits import Aggregate
from chalicelib.kernel.events import Event, EventType, News
from chalicelib.kernel.ids import CaseNo, RowCode, UnitCode
from chalicelib.kernel.texts.people import Applicant, ApplicantKind, IdType
from chalicelib.kernel.times.clock import SHANGHAI, instant
from chalicelib.kernel.times.promises import Promise
from chalicelib.kernel.times.working_days import WorkingDayCalendar
from chalicelib.notices.domain.notice import Audience
from chalicelib.requests.api.routes import ROUTES
from chalicelib.requests.domain.answers import Conclusion, Evidence, Fact, Statement
from chalicelib.requests.domain.cases import CaseClocks
from chalicelib.requests.domain.deadlines import DeadlinePolicy
from chalicelib.requests.domain.outcomes import Referral
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.answering import AnswerRequest, accept_request, answer_request
from chalicelib.requests.use_cases.extending import ExtendRequest, extend_request
from chalicelib.requests.use_cases.filing import FileRequest, file_request
from chalicelib.requests.use_cases.passing import pass_deadline
from chalicelib.requests.use_cases.reading import read_case_clocks
from chalicelib.requests.use_cases.routing_acts import (
    ArbitrateRequest,
    SendBackRequest,
    arbitrate_request,
    re_route_request,
    send_back_request,
)
from chalicelib.requests.use_cases.supervising import note_supervision
from chalicelib.requests.use_cases.withdrawing import withdraw_request
from chalicelib.units.domain.unit import Unit
from infra.local.seed.units import seed_units
from tests import worlds
from tests.seed import seed_days, seed_edition
from tests.twins.ports import TwinPorts as Ports
from tests.twins.state import AggregateKey
from tests.twins.surroundings import FixedCatalogue

POLICE = UnitCode("370402002")
CIVIL_AFFAIRS = UnitCode("370402006")
LABOUR = UnitCode("370402007")
LAND = UnitCode("370402008")
HEALTH = UnitCode("370402011")
TAX = UnitCode("370402015")

MS = timedelta(milliseconds=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HALF_HOUR = 30 * MINUTE
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

PERSON = Applicant(ApplicantKind.PERSON, "赵样例", IdType.PASSPORT, "E00000000")
FACTS = (Fact("登记状态", "样例"),)
EVIDENCE = Evidence("head.claims.signature", b'{"conclusion":"CONFIRMED"}')
NOT_OUR_DUTY = "这一事实不由本单位登记,请向登记单位核验。"
REQUESTS = "/v1/verification-requests"
ONE = REQUESTS + "/{request_id}"
ACCESS = {(one.method, one.path): one.access for one in ROUTES}


def at(text: str) -> datetime:
    """``at("2026-11-18 10:00")`` in Asia/Shanghai, as an instant."""
    return instant(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


START = at("2026-11-18 10:00")
"""A Wednesday; the promises of the rows used here end in 2026."""


def edition() -> CatalogueEdition:
    return seed_edition()


def calendar() -> WorkingDayCalendar:
    return seed_days()


def row(code: str) -> CatalogueRow:
    return edition().rows[RowCode(code)]


def edition_with(*rows: CatalogueRow) -> CatalogueEdition:
    """The seed edition with these rows in place of those of the same code."""
    return replace(edition(), rows={**edition().rows, **{one.code: one for one in rows}})


def promising(code: str, promise: str) -> CatalogueRow:
    """A real row whose item promises something else, e.g. ``24 小时``."""
    found = row(code)
    changed = Promise.parse(promise, field="promise")
    return replace(found, service_item=replace(found.service_item, promise=changed))


@dataclass(frozen=True)
class How:
    """What a call may say besides its main point. ``by`` None = who usually does it."""

    by: Caller | None = None
    op: str | None = None
    body: str = "body"


USUAL = How()


@lru_cache(maxsize=1)
def _settled() -> Mapping[AggregateKey, Aggregate]:
    """The seed's units as the store keeps them, saved once for all districts."""
    world = worlds.empty_world(START)
    world.save(*seed_units())
    return dict(world.state.aggregates)


class District:
    """One district at ``start``. ``ports`` may be changed by a test: a policy, say."""

    def __init__(self, start: datetime = START, *rows: CatalogueRow) -> None:
        self._world = worlds.empty_world(start)
        self.clock = self._world.clock
        self.timers = self._world.timers
        self.sender = self._world.sender
        self.telemetry = self._world.telemetry
        self.ports: Ports = self._world.ports.replaced(
            catalogue=FixedCatalogue(edition_with(*rows)),
        )
        self._world.state.aggregates |= _settled()

    # --- time ----------------------------------------------------------------------------

    def pass_by(self, period: timedelta) -> None:
        self.clock.advance(period)

    def until(self, moment: datetime) -> None:
        self.clock.set(moment)

    def follow(self, policy: DeadlinePolicy) -> None:
        self.ports = self.ports.replaced(policy=policy)

    # --- units ---------------------------------------------------------------------------

    def unit(self, code: UnitCode) -> Unit:
        return self._world.unit(code)

    def save(self, unit: Unit) -> None:
        self._world.save(unit)

    # --- what people do --------------------------------------------------------------------

    def file(
        self,
        row_code: str = "ZM007",
        case_no: str = "A-1",
        accepted_at: datetime | None = None,
        how: How = USUAL,
    ) -> VerificationRequest:
        """By an agent of the unit whose row it is."""
        known = self.ports.catalogue.edition_at(self.clock.now()).rows.get(RowCode(row_code))
        owner = known.service_item.unit if known else CIVIL_AFFAIRS
        command = FileRequest(RowCode(row_code), CaseNo(case_no), accepted_at, PERSON, (), note="")
        return file_request(command, self._call(how, owner, REQUESTS), self.ports)

    def accept(self, request: VerificationRequest, how: How = USUAL) -> VerificationRequest:
        call = self._call(how, request.issuer, ONE + "/accept")
        return accept_request(request.id, call, self.ports)

    def answer(
        self,
        request: VerificationRequest,
        how: How = USUAL,
        conclusion: Conclusion = Conclusion.CONFIRMED,
        facts: tuple[Fact, ...] = FACTS,
        evidence: Evidence = EVIDENCE,
    ) -> VerificationRequest:
        command = AnswerRequest(
            request.id, Statement(conclusion, facts, "2022-06-28", evidence), ()
        )
        call = self._call(how, request.issuer, ONE + "/answer")
        return answer_request(command, call, self.ports)

    def send_back(
        self, request: VerificationRequest, to: UnitCode | None, how: How = USUAL
    ) -> VerificationRequest:
        """``to`` None = 不明."""
        command = SendBackRequest(request.id, NOT_OUR_DUTY, Referral(to, "样例"))
        call = self._call(how, request.issuer, ONE + "/send-back")
        return send_back_request(command, call, self.ports)

    def re_route(
        self, request: VerificationRequest, to: UnitCode, how: How = USUAL
    ) -> VerificationRequest:
        """Returns the child."""
        call = self._call(how, request.requester, ONE + "/re-route")
        return re_route_request(request.id, to, call, self.ports)

    def arbitrate(
        self, request: VerificationRequest, to: UnitCode, how: How = USUAL
    ) -> VerificationRequest:
        """Returns the decided parent."""
        by_office = replace(how, by=how.by or worlds.officer())
        call = self._call(by_office, request.issuer, ONE + "/arbitrate")
        command = ArbitrateRequest(request.id, to, "按职责分工由该单位出具")
        return arbitrate_request(command, call, self.ports)

    def withdraw(self, request: VerificationRequest, how: How = USUAL) -> VerificationRequest:
        call = self._call(how, request.requester, ONE + "/withdraw")
        return withdraw_request(request.id, "申请人撤回办件", call, self.ports)

    def extend(
        self, request: VerificationRequest, until: datetime, how: How = USUAL
    ) -> VerificationRequest:
        call = self._call(how, request.issuer, ONE + "/extend")
        command = ExtendRequest(request.id, "需要调阅纸质档案", until)
        return extend_request(command, call, self.ports)

    def note(self, request: VerificationRequest, how: How = USUAL) -> VerificationRequest:
        """By the issuer's supervisor unless told."""
        by = how.by or worlds.supervisor(request.issuer)
        call = self._call(replace(how, by=by), request.issuer, ONE + "/supervision")
        return note_supervision(request.id, "已催办", call, self.ports)

    # --- what the system does ----------------------------------------------------------------

    def timer(self, request: VerificationRequest) -> None:
        """The request's timer fires now."""
        pass_deadline(request.id, self.ports)

    def sweep(self) -> int:
        return sweep_deadlines(self.ports)

    def deliver(self) -> int:
        return deliver_outbox(self.ports)

    # --- what stands ---------------------------------------------------------------------

    def stored(self, request: VerificationRequest) -> VerificationRequest:
        found = self.ports.requests.request(request.id)
        assert found is not None
        return found

    def child(self, request: VerificationRequest) -> VerificationRequest:
        child = self.stored(request).child
        assert child is not None
        found = self.ports.requests.request(child)
        assert found is not None
        return found

    def clocks(self, requester: UnitCode, case_no: str = "A-1") -> CaseClocks:
        return read_case_clocks(CaseNo(case_no), worlds.agent(requester), self.ports)

    def events(self, request: VerificationRequest) -> tuple[Event, ...]:
        return self.ports.ledger.events(request.id)

    def told(self, request: VerificationRequest) -> list[EventType]:
        """What the ledger says of it, oldest first."""
        return [one.news.type for one in self.events(request)]

    def news(self, request: VerificationRequest, kind: EventType) -> News:
        """The one piece of news of this kind."""
        (found,) = [one.news for one in self.events(request) if one.news.type is kind]
        return found

    def inbox(self, unit: UnitCode, audience: Audience) -> list[EventType]:
        """What this audience of this unit was told, oldest first."""
        page = self.ports.notices.page(unit, audience, 100, None)
        return [one.event for one in reversed(page.items)]

    def _call(self, how: How, unit: UnitCode, path: str) -> SignedCall:
        """A signed call that has passed the role check of ``path``."""
        call = replace(worlds.call_by(how.by or worlds.agent(unit), how.op, how.body), target=path)
        rim = cast("Services", SimpleNamespace(ports=self.ports))
        check_role(call, ACCESS["POST", path], rim)
        return call
