"""`mianzheng rotate` in a deployed stage (moto): proofs and lists made before, during and after the
overlap all hold by the published files alone; then the old key is gone."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import Result
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from chalicelib.kernel.texts import base64url
from chalicelib.keys.domain.kids import PROOF, STATUS
from chalicelib.keys.domain.roster import OVERLAP, STAYS
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from infra.local.moto.server import MotoServer
from infra.local.seed.demo_seals import TestAuthority
from infra.rotate.roster import Now
from tests.infra.deploy.deployed import AGENT, REQUESTS, Deployed, at, deployed_stage, mianzheng
from tests.twins.surroundings import SettableClock

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
KEY_SET = ".well-known/jwks.json"
MINUTES = timedelta(minutes=5)


@dataclass
class Timed(Deployed):
    """Every function runs by the clock of the test."""

    @property
    def hands(self) -> SettableClock:
        assert isinstance(self.clock, SettableClock)
        return self.clock

    def kids(self) -> list[str]:
        entries = json.loads(self.site(KEY_SET))["keys"]
        return sorted(one["kid"] for one in entries if one.get("purpose") in {PROOF, STATUS})

    def extract(self) -> str:
        """The link of a new proof, as its QR code has it."""
        place = f"{REQUESTS}/{self.answered(uuid4().hex)}"
        return str(self.call("POST", f"{place}/extractions", None, AGENT)["url"])

    def signer_of(self, path: str) -> str:
        """The kid under which a list stands, once its signature held by the published key."""
        content = self.site(path)
        token = content.decode() if path.endswith(".jwt") else json.loads(content)["signed"]
        head, payload, signature = token.split(".")
        kid = str(json.loads(base64url.decode(head))["kid"])
        verifies = self.published()[0].status_key(kid)
        assert verifies is not None, f"{kid} of {path} is not published"
        assert verifies(f"{head}.{payload}".encode(), base64url.decode(signature))
        return kid

    def signers(self) -> set[str]:
        paths = ("status/0.jwt", "units.json", "list/manifest.json", "list/editions/1.json")
        return {self.signer_of(one) for one in paths}

    def content_of(self, path: str) -> Any:
        return json.loads(self.site(path))["signed"].split(".")[1]

    def pass_by(self, period: timedelta) -> None:
        """Every minute and every hour of it, as far as they matter here: at its end."""
        self.hands.advance(period)
        self.invoke("sweep", {"lane": "quick"})
        self.invoke("statuses", {})

    def rotate(self, what: str, *more: str) -> Result:
        """The operator's clock is the functions'."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Now, "now", lambda _self: self.hands.now())
            return mianzheng("rotate", what, *at(self.server.endpoint), *more)


@pytest.fixture(scope="module")
def stage(session_folder: Path) -> Iterator[Timed]:
    """Deployed once; the tests of this module follow one another in its life."""

    def timed(server: MotoServer) -> Timed:
        return Timed(server, SettableClock(Now().now()))

    with deployed_stage(timed, session_folder) as deployed:
        deployed.seed()
        deployed.invoke("catalogue", {"lane": "catalogue"})
        deployed.invoke("statuses", {})
        yield deployed


def test_a_seal_changes_to_its_new_certificate_and_pages_sealed_before_keep_theirs(
    stage: Timed, tmp_path: Path
) -> None:
    stage.give_seals()
    before = sealed_page(stage)
    request, file = tmp_path / "seal.csr", tmp_path / "seal.pem"
    assert stage.rotate("seal-b", "--request", str(request)).exit_code == 0
    assert sealed_by(sealed_page(stage)) == sealed_by(before), "asking changes nothing"
    key: Any = x509.load_pem_x509_csr(request.read_bytes()).public_key()
    certificate = TestAuthority.make(stage.hands.now()).certify("新章", key, stage.hands.now())
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    done = stage.rotate("seal-b", "--certificate", str(file), "--yes")
    assert done.exit_code == 0, done.output
    stage.hands.advance(MINUTES)
    after = sealed_page(stage)
    assert sealed_by(after) == certificate.serial_number != sealed_by(before)


def test_what_was_signed_before_during_and_after_the_overlap_holds_all_the_time(
    stage: Timed,
) -> None:
    before = stage.extract()
    assert stage.kids() == ["1", "status-1"]
    statement = stage.content_of("list/editions/1.json")
    for what in ("proof", "status"):
        assert "不用再运行命令" in stage.rotate(what, "--dry-run").output
        assert stage.rotate(what, "--yes").exit_code == 0
    assert stage.kids() == ["1", "status-1"], "the functions publish, within a minute"
    assert stage.rotate("proof", "--yes").exit_code == 1
    stage.pass_by(timedelta(minutes=1))
    assert stage.kids() == ["1", "2", "status-1", "status-2"]
    during = stage.extract()
    assert [stage.check(one) for one in (before, during)] == [CheckOutcome.VALID] * 2
    assert stage.signers() == {"status-1"}

    stage.pass_by(OVERLAP + MINUTES)
    after = stage.extract()
    assert [kid_of_link(one) for one in (before, during, after)] == [1, 1, 2]
    assert [stage.check(one) for one in (before, during, after)] == [CheckOutcome.VALID] * 3
    assert stage.signers() == {"status-2"}
    assert stage.content_of("list/editions/1.json") == statement, "not a letter of it is changed"
    shown = mianzheng("status", *at(stage.server.endpoint))
    assert shown.exit_code == 0, shown.output

    stage.pass_by(STAYS[STATUS])
    assert stage.kids() == ["1", "2", "status-2"]
    assert [stage.check(one) for one in (before, after)] == [CheckOutcome.VALID] * 2
    stage.pass_by(STAYS[PROOF] - STAYS[STATUS])
    assert stage.kids() == ["2", "status-2"]
    assert stage.check(before) is CheckOutcome.KEY_UNKNOWN
    assert stage.check(after) is CheckOutcome.EXPIRED
    assert stage.check(stage.extract()) is CheckOutcome.VALID


def test_a_leaked_key_confirms_nothing_more_and_the_next_proof_holds(stage: Timed) -> None:
    before = stage.extract()
    leaked = kid_of_link(before)
    asked = stage.rotate("proof", "--compromised", "--dry-run")
    assert "不能再确认真假" in asked.output
    assert stage.rotate("proof", "--compromised", "--yes").exit_code == 0
    # A process that has not read the new roster is refused by KMS, reads it, and signs by the new.
    disable_in_moto(stage)
    again = stage.extract()
    stage.pass_by(timedelta(minutes=1))
    assert kid_of_link(again) == leaked + 1
    assert [one for one in stage.kids() if one.isdigit()] == [str(leaked + 1)]
    assert stage.check(before) is CheckOutcome.KEY_UNKNOWN
    assert stage.check(again) is CheckOutcome.VALID


def test_a_further_response_key_signs_within_five_minutes_and_leaves_no_answer_unproven(
    stage: Timed,
) -> None:
    stage.extract()
    first = responding(stage)
    assert stage.rotate("service", "--yes").exit_code == 0
    stage.extract()
    assert responding(stage) == first, "a process may not have seen it yet"
    stage.hands.advance(MINUTES)
    stage.extract()
    second = responding(stage)
    assert second[1:] == first
    assert stage.rotate("service", "--compromised", "--yes").exit_code == 0
    stage.hands.advance(MINUTES)
    stage.extract()
    assert len(responding(stage)) == 1
    assert set(responding(stage)).isdisjoint(second)


def sealed_page(stage: Timed) -> bytes:
    stage.extract()
    stage.invoke("drain-outbox", {"Records": [{}]})
    messages = stage.seal_messages()
    assert stage.invoke("seal", {"Records": messages}) == {"batchItemFailures": []}
    proof = json.loads(messages[-1]["body"])["proof_id"]
    page: bytes = stage.call("GET", f"/v1/proofs/{proof}/pdf", None, AGENT)
    return page


def sealed_by(page: bytes) -> int:
    """The serial number of the certificate whose seal holds over the whole page."""
    (seal,) = PdfFileReader(io.BytesIO(page)).embedded_regular_signatures
    # Nobody trusts the test's roots: whether the page is the one that was sealed is the question.
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(seal, nobody)
    assert status.intact
    assert status.valid
    found: int = seal.signer_cert.serial_number
    return found


def responding(stage: Timed) -> list[str]:
    """The response keys of the JWKS, the one that signs first; each answer was checked by it."""
    entries = json.loads(stage.site(KEY_SET))["keys"]
    return [one["kid"] for one in entries if one["kid"].startswith("res-")]


def kid_of_link(url: str) -> int:
    from chalicelib.kernel.texts.qr_text import token_of

    head = token_of(url).split(".")[0]
    return int(json.loads(base64url.decode(head))["kid"])


def disable_in_moto(stage: Timed) -> None:
    """moto signs with a disabled key; KMS does not."""
    from botocore.exceptions import ClientError

    kms = stage.server.client("kms")
    signing: Any = stage.services("api").ports.proofs.signer
    key = signing._key._key("").signer  # every version's signer has this client
    real = key._kms.sign

    def sign(**asked: Any) -> Any:
        if kms.describe_key(KeyId=asked["KeyId"])["KeyMetadata"]["KeyState"] == "Disabled":
            raise ClientError({"Error": {"Code": "DisabledException"}}, "Sign")
        return real(**asked)

    key._kms.sign = sign
