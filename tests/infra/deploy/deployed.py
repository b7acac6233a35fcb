"""A deployed stage in moto, used in process: each function with the environment it was given."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from click.testing import CliRunner, Result

from chalicelib.bootstrap import wiring as bootstrap
from chalicelib.bootstrap.wiring import Services
from chalicelib.cloud.settings import Settings
from chalicelib.http import serving
from chalicelib.http.serving import use
from chalicelib.kernel.callers import Role
from chalicelib.kernel.commits import Aggregate, Commit
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.proofs.check.adapters import StatusFiles
from chalicelib.proofs.check.domain.check import Expected, check_token
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from chalicelib.proofs.seal.adapters.kept import seal_file
from chalicelib.proofs.seal.adapters.typesetting import draw_seal
from chalicelib.requests.domain.claims import SealKind
from infra.cli.main import main
from infra.client.calling.signed import Client, Reply, body_of, sign_request
from infra.local.http.gateway import Gateway
from infra.local.http.web import WebCall
from infra.local.moto import server as moto_server
from infra.local.moto.lambda_functions import LambdaContext
from infra.local.moto.server import REGION, MotoServer
from infra.local.seed.catalogue import publish_seed
from infra.local.seed.demo_seals import TestAuthority
from infra.local.seed.fill import KEY_LIFE
from infra.local.seed.units import DemoKey, demo_keys, seed_units
from infra.template.keys import SEALS
from tests.infra.deploy.built_once import built_once

STAGE, PREFIX = "test", "mianzheng-test"
REQUESTS = "/v1/verification-requests"
AGENT, POLICE = "370402006-agent-1", "370402002-agent-1"
PERSON = {
    "kind": "person",
    "name": "样例甲",
    "id_type": "RESIDENT_ID",
    "id_no": "370402199001010016",
}


def at(endpoint: str) -> tuple[str, ...]:
    """What tells a command which stage is meant, and that it stands in moto."""
    return ("--stage", STAGE, "--endpoint-url", endpoint)


def mianzheng(*arguments: str, input_: str | None = None) -> Result:
    """The command line in this process."""
    return CliRunner().invoke(main, list(arguments), input=input_, catch_exceptions=False)


@dataclass
class Deployed:
    """What stands in ``server`` after `mianzheng deploy --stage test`. ``clock``: every function
    runs by it, not by the machine's."""

    server: MotoServer
    clock: Clock | None = None
    _wired: dict[str, Services] = field(default_factory=dict)
    _keys: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return self.services("api").settings.origin

    def configuration(self, name: str) -> dict[str, Any]:
        client = self.server.client("lambda")
        found: dict[str, Any] = client.get_function_configuration(FunctionName=f"{PREFIX}-{name}")
        return found

    def services(self, name: str) -> Services:
        """This function's own wiring, from nothing but its deployed environment."""
        if name not in self._wired:
            told: Mapping[str, str] = self.configuration(name)["Environment"]["Variables"]
            around = {"AWS_REGION": REGION, "AWS_ENDPOINT_URL": self.server.endpoint}
            settings = Settings.from_environment({**told, **around})
            self._wired[name] = bootstrap.build(settings, self.clock)
        return self._wired[name]

    def forget_wiring(self) -> None:
        """The functions start anew, as after a change of their environment."""
        self._wired.clear()

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Its deployed handler, found by its deployed name."""
        module, _, attribute = self.configuration(name)["Handler"].rpartition(".")
        handler = getattr(import_module(module), attribute)
        use(self.services(name))
        return handler(event, LambdaContext(f"{PREFIX}-{name}"))

    def seed(self) -> None:
        """Units and people of the seed, with keys that are not the demo's; edition 1."""
        services = self.services("api")
        now = services.ports.clock.now()
        for unit in seed_units():
            records = [self._record(one, now) for one in demo_keys() if one.unit == unit.code]
            saves: tuple[Aggregate, ...] = (unit, *records)
            services.ports.commit(Commit(saves=saves))
        publish_seed(services.ports)

    def _record(self, one: DemoKey, now: Any) -> KeyRecord:
        name = one.file_name.removesuffix(".json")
        jwk = generate_private_jwk("ES256")
        about = {"kid": f"journey-{name}", "unit": one.unit, "member": one.member}
        self._keys[name] = {**jwk, **about, "unit_name": one.unit_name, "role": one.role.lower()}
        return KeyRecord(
            kid=self._keys[name]["kid"],
            unit=one.unit,
            member=one.member,
            role=Role(one.role),
            alg="ES256",
            jwk=jwk_pairs(jwk),
            not_before=now,
            not_after=now + KEY_LIFE,
            status=KeyStatus.ACTIVE,
            approved_by="journey",
        )

    def give_seals(self) -> None:
        """A test authority certifies the KMS keys; certificates and prints go to their place."""
        services = self.services("seal")
        kms, s3 = self.server.client("kms"), self.server.client("s3")
        now = services.ports.clock.now()
        authority = TestAuthority.make(now)
        keys = json.loads(services.settings.seal_keys)
        assert set(keys) == set(SEALS)
        for kind in SealKind:
            certificate = authority.certify_kms(kms, keys[kind.value], f"测试 {kind.value}", now)
            bucket = services.settings.attachment_bucket
            s3.put_object(Bucket=bucket, Key=seal_file(kind, "pem"), Body=certificate)
            picture = draw_seal("市中区专用章", "TEST")
            s3.put_object(Bucket=bucket, Key=seal_file(kind, "pdf"), Body=picture)

    def call(self, method: str, path: str, content: object | None, as_: str) -> Any:
        """A signed call through the API function; the answer's signature is checked."""
        use(self.services("api"))
        module = import_module(self.configuration("api")["Handler"].partition(".")[0])
        client = Client(self.origin, self._keys[as_], jwks=self._jwks)
        now = self.services("api").ports.clock.now()
        body = body_of(content)
        request = sign_request(client._key, self.origin, (method, path, body), None, now)
        headers = {"wzm-signature": request.token, "content-type": "application/json"}
        reply = Gateway(module.app)(WebCall(method, path, "", headers, body))
        client.check(request, Reply(reply.status, dict(reply.headers), reply.body))
        assert reply.status < 300, reply.body.decode()
        is_json = "json" in dict(reply.headers).get("Content-Type", "")
        return json.loads(reply.body) if is_json else reply.body

    def answered(self, case_no: str) -> str:
        """The id of a request that was filed and answered."""
        body = {"row": "ZM011", "case_no": case_no, "applicant": PERSON}
        id_ = str(self.call("POST", REQUESTS, body, AGENT)["id"])
        self.answer(id_)
        return id_

    def answer(self, id_: str) -> Any:
        today = self.services("api").ports.clock.now().astimezone(SHANGHAI).date()
        facts = [{"name": "机动车", "value": "无"}]
        answer = {"conclusion": "CONFIRMED", "facts": facts, "as_of": today.isoformat()}
        return self.call("POST", f"{REQUESTS}/{id_}/answer", answer, POLICE)

    def check(self, url: str) -> CheckOutcome:
        """By the published files alone, as a phone does."""
        keys, lists = self.published()
        now = self.services("api").ports.clock.now()
        expected = Expected(None, origin=self.origin)
        return check_token(url, keys.proof_key, lists.read, now, expected).outcome

    def published(self) -> tuple[PublishedKeys, StatusFiles]:
        keys = PublishedKeys(self._jwks())
        return keys, StatusFiles(keys, lambda shard: self.site(f"status/{shard}.jwt").decode())

    def site(self, path: str) -> bytes:
        bucket = self.services("api").settings.site_bucket
        found = self.server.client("s3").get_object(Bucket=bucket, Key=path.lstrip("/"))
        content: bytes = found["Body"].read()
        return content

    def seal_messages(self) -> list[dict[str, str]]:
        """What waits in the deployed queue, in the form the function gets it."""
        url = self.services("seal").settings.seal_queue_url
        found = self.server.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        return [
            {"messageId": one["MessageId"], "body": one["Body"]}
            for one in found.get("Messages", ())
        ]

    def _jwks(self) -> Mapping[str, object]:
        found: Mapping[str, object] = json.loads(self.site(".well-known/jwks.json"))
        return found


OneDeployed = TypeVar("OneDeployed", bound=Deployed)


@contextmanager
def deployed_stage(
    make: Callable[[MotoServer], OneDeployed], session_folder: Path
) -> Iterator[OneDeployed]:
    """A moto of its own with the whole stage in it."""
    installed = list(serving._installed)
    with built_once(session_folder), moto_server.running() as server:
        done = mianzheng("deploy", *at(server.endpoint), "--yes")
        assert done.exit_code == 0, done.output
        deployed = make(server)
        server.functions.register(
            f"{PREFIX}-pass-deadline",
            lambda event, _context: deployed.invoke("pass-deadline", event),
        )
        yield deployed
    serving._installed[:] = installed
