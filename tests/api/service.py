"""The whole API in this process: the real app behind the laptop's gateway, over the twins.

Units and people are the made-up ones of the seed, with the seed's key names
(``370402006-agent-1``). Every call is really signed and every signed answer really checked.
Time stands still until a test moves ``world.clock``.
"""

import json as jsonlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from app import app
from chalicelib.bootstrap import wiring as bootstrap
from chalicelib.bootstrap.publishing import edition_entries, edition_ports, jwks_publisher
from chalicelib.calendar.adapters import StoredCalendars
from chalicelib.catalogue.adapters.contents import KeptContents
from chalicelib.catalogue.tables.adapters.opening import open_table
from chalicelib.catalogue.tables.ports import TablePorts
from chalicelib.cloud.settings import Settings
from chalicelib.cloud.vault import Vault
from chalicelib.complaints.ports import OpenCalls
from chalicelib.http.serving import use
from chalicelib.kernel.commits import Aggregate, Commit
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.keys.adapters.answers import Responder
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs
from chalicelib.keys.adapters.jws import RequestChecker
from chalicelib.keys.adapters.keyring import Keyring
from chalicelib.keys.adapters.possession_check import PossessionCheck
from chalicelib.keys.adapters.rostered import signing_keys
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.proofs.use_cases.sealing import seal_proof
from chalicelib.requests.domain.deadlines import DeadlinePolicy
from infra.client.calling.signed import Client, Reply, SignedRequest, body_of, sign_request
from infra.local.http.gateway import Gateway
from infra.local.http.web import WebCall, WebReply
from infra.local.seed.units import DemoKey, demo_keys, seed_units
from tests.seed import SeedCatalogue, seed_days
from tests.twins.contents import MemoryDocuments
from tests.twins.counters import MemoryCounters
from tests.twins.editions import MemorySecrets
from tests.twins.erasures import MemoryErasureMarks
from tests.twins.outside import (
    MemoryObjects,
    MemorySender,
    MemoryTelemetry,
    MemoryTimers,
    MemoryUploads,
)
from tests.twins.ports import ports_over
from tests.twins.proofs import MemorySite, memory_key, memory_proofs
from tests.twins.rosters import own_roster
from tests.twins.state import MemoryState
from tests.twins.store import MemoryStore
from tests.twins.surroundings import HmacCursors, SeededRandom, SettableClock
from tests.twins.work import MemoryNotices, MemoryRefusals, MemoryWorklist

ORIGIN = "http://127.0.0.1:8000"
START = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)
"""A Wednesday; 30 working days from here still end in 2026."""

REQUESTER_AGENT = "370402006-agent-1"
"""区民政局: asks for ZM007 (承诺件, of 区税务局), ZM011 (of 区公安分局) and others."""

PERSON = {
    "kind": "person",
    "name": "样例甲",
    "id_type": "RESIDENT_ID",
    "id_no": "370402199001010016",
}


class Answered(NamedTuple):
    """``headers`` have lower-case names; ``body`` is parsed JSON, None when empty, or the bytes of
    anything else."""

    status: int
    headers: dict[str, str]
    body: Any


@lru_cache(maxsize=1)
def key_files() -> dict[str, dict[str, object]]:
    """The content of each demo key file, by its name without ``.json``."""
    return {one.file_name.removesuffix(".json"): _key_file(one) for one in demo_keys()}


class World:
    """One empty, seeded system."""

    def __init__(self, start: datetime = START) -> None:
        self.clock = SettableClock(start)
        self.state = MemoryState()
        self.store = MemoryStore(self.state)
        self.telemetry = MemoryTelemetry()
        self.objects = MemoryObjects()
        self.timers = MemoryTimers()
        self.uploads = MemoryUploads()
        self.site = MemorySite()
        self.counters = MemoryCounters()
        self.services = self._wire()
        self.gateway = Gateway(app)
        self._clients: dict[str, Client] = {}
        for unit in seed_units():
            keys = [one for one in demo_keys() if one.unit == unit.code]
            records = [_record(one, self.clock.now()) for one in keys]
            saves: tuple[Aggregate, ...] = (unit, *records)
            self.store.commit(Commit(saves=saves))
        self.services.responder.current(self.clock.now())

    def call(
        self,
        method: str,
        path: str,
        json: object | None = None,
        as_: str | None = REQUESTER_AGENT,
        op: str | None = None,
    ) -> Answered:
        """Sign (``as_`` names the key; None = unsigned), send, check the answer's signature.

        ``path`` may carry a query; ``json`` may be bytes, sent as they are.
        """
        body = body_of(json)
        if as_ is None:
            return self.send(method, path, body)
        client = self.client(as_)
        request = self.sign(method, path, body, as_, op)
        reply = self._reply(method, path, body, {"wzm-signature": request.token})
        client.check(request, Reply(reply.status, dict(reply.headers), reply.body))
        return _answered(reply)

    def sign(
        self, method: str, path: str, body: bytes, as_: str, op: str | None = None
    ) -> SignedRequest:
        """A valid signature over ``path`` exactly as it is written (it is not made canonical)."""
        key = self.client(as_)._key  # the parsed key file; parsing costs more than signing
        if op is None and method != "GET":
            op = secrets.token_urlsafe(12)
        return sign_request(key, ORIGIN, (method, path, body), op, self.clock.now())

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Send what is ready. ``headers`` have lower-case names; JSON unless they say else."""
        return _answered(self._reply(method, path, body, headers or {}))

    def client(self, as_: str) -> Client:
        if as_ not in self._clients:
            self._clients[as_] = Client(
                ORIGIN,
                key_files()[as_],
                jwks=lambda: jsonlib.loads(self.site.files[".well-known/jwks.json"]),
                now=self.clock.now,
            )
        return self._clients[as_]

    def file(self, row: str = "ZM007", as_: str = REQUESTER_AGENT, **changes: object) -> Any:
        """A new request's body as filed (201); ``changes`` replace members of the call's JSON."""
        body = {"row": row, "case_no": secrets.token_hex(8), "applicant": PERSON} | changes
        answered = self.call("POST", "/v1/verification-requests", body, as_)
        assert answered.status == 201, answered.body
        return answered.body

    def _reply(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> WebReply:
        use(self.services)
        url = urlsplit(path)
        said = {"content-type": "application/json"} if body else {}
        return self.gateway(WebCall(method, url.path, url.query, said | dict(headers), body))

    def _wire(self) -> bootstrap.Services:
        settings = Settings(stage="local", origin=ORIGIN, region="cn-north-1", table_name="none")
        keyring = Keyring(MemorySecrets(), memory_key)
        signing = signing_keys(memory_key, own_roster(self.clock))
        publish = jwks_publisher(signing, self.site, edition_entries(self.store.lists))
        responder = Responder(ORIGIN, keyring, publish, self.clock, signing.roster)
        ports = ports_over(
            clock=self.clock,
            store=self.store,
            worklist=MemoryWorklist(self.state),
            notices=MemoryNotices(self.state),
            refusals=MemoryRefusals(self.state),
            catalogue=SeedCatalogue(),
            calendars=StoredCalendars(seed_days(), self.store.lists, self.clock),
            policy=DeadlinePolicy(),
            timers=self.timers,
            objects=self.objects,
            cursors=HmacCursors(secrets.token_bytes(32)),
            random=SeededRandom(),
            sender=MemorySender(),
            telemetry=self.telemetry,
            trust=PossessionCheck(ORIGIN),
            contents=KeptContents(MemoryDocuments()),
            open_calls=OpenCalls(Vault(bytes(32), bytes(32)), self.counters),
            editions=edition_ports(keyring, signing, responder.publish),
            tables=TablePorts(open_table, self.uploads),
            erasures=MemoryErasureMarks(),
            proofs=memory_proofs(ORIGIN, self.clock, lambda id_: seal_proof(id_, ports), self.site),
        )
        checker = RequestChecker(
            audience=ORIGIN, find_key=self.store.keys.key, allow_demo_keys=settings.is_local
        )
        return bootstrap.Services(settings, ports, checker, responder, tuple)


def _answered(reply: WebReply) -> Answered:
    headers = {name.lower(): value for name, value in reply.headers}
    body: Any = reply.body or None
    if reply.body and headers.get("content-type", "").endswith("json"):
        body = jsonlib.loads(reply.body)
    return Answered(reply.status, headers, body)


def _key_file(key: DemoKey) -> dict[str, object]:
    return {
        **generate_private_jwk(),
        "kid": key.kid,
        "unit": key.unit,
        "unit_name": key.unit_name,
        "member": key.member,
        "role": key.role.lower(),
    }


def _record(key: DemoKey, now: datetime) -> KeyRecord:
    return KeyRecord(
        kid=key.kid,
        unit=key.unit,
        member=key.member,
        role=key.role,
        alg="ES256",
        jwk=jwk_pairs(key_files()[key.file_name.removesuffix(".json")]),
        not_before=now - timedelta(minutes=5),
        not_after=now + timedelta(days=365),
        status=KeyStatus.ACTIVE,
        approved_by="seeding",
    )
