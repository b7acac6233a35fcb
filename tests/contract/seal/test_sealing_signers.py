"""A key in KMS seals alike; and the time stamp."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import boto3
import pytest
from asn1crypto import keys, tsp
from botocore.config import Config
from botocore.exceptions import ClientError
from cryptography import x509 as rim
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from moto import mock_aws
from pyhanko.sign.timestamps import DummyTimeStamper

from chalicelib.kernel.errors import Unavailable
from chalicelib.proofs.seal.adapters.sealer import PdfSealer, timestamper_at, typesetter_for
from chalicelib.proofs.seal.adapters.seals import Chain, KmsSealSigner, Seal, pem_signer
from infra.local.seed.demo_seals import TestAuthority
from tests.contract.seal.sealing import (
    KIND,
    NAMES,
    NOW,
    judge,
    load_certificate,
    own_files,
    plain,
    sealed,
    sealer_of,
)

# --- KMS ------------------------------------------------------------------------------------


def kms_seal(tmp_path: Path) -> tuple[Seal, rim.Certificate]:
    """A seal whose key was made in (moto's) KMS, certified by a root of its own."""
    kms = boto3.client("kms", region_name="cn-north-1", config=Config(retries={"max_attempts": 0}))
    made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    key_id = made["KeyMetadata"]["KeyId"]
    public = load_der_public_key(kms.get_public_key(KeyId=key_id)["PublicKey"])
    authority = TestAuthority.make(NOW)
    certificate = authority.certify(NAMES[KIND], public, NOW)  # type: ignore[arg-type]  # an EC key, by its KeySpec
    (tmp_path / "chain.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    signer = KmsSealSigner(kms, key_id, Chain.load(tmp_path / "chain.pem"))
    return Seal(signer, own_files()[1]), authority.certificate


def test_a_key_in_kms_seals(tmp_path: Path) -> None:
    with mock_aws():
        seal, authority = kms_seal(tmp_path)
        pdf = sealer_of(seal).seal(plain())
    assert judge(pdf, trusted=load_certificate(authority.public_bytes(Encoding.PEM))).bottom_line


def test_kms_is_given_what_is_signed_and_hashes_it_itself() -> None:
    asked: list[dict[str, object]] = []

    class Recording:
        def sign(self, **arguments: object) -> dict[str, bytes]:
            asked.append(arguments)
            return {"Signature": bytes(70)}

    signer = KmsSealSigner(Recording(), "alias/seal-a", Chain.load(own_files()[0]))
    sealer_of(Seal(signer, own_files()[1])).seal(plain())
    (call,) = asked
    message = call.pop("Message")
    assert isinstance(message, bytes)
    assert len(message) > 100
    assert call == {
        "KeyId": "alias/seal-a",
        "MessageType": "RAW",
        "SigningAlgorithm": "ECDSA_SHA_256",
    }


def test_kms_that_does_not_sign_is_a_passing_trouble() -> None:
    class Refusing:
        def sign(self, **_arguments: object) -> dict[str, bytes]:
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "Sign")

    signer = KmsSealSigner(Refusing(), "key", Chain.load(own_files()[0]))
    with pytest.raises(Unavailable, match="没有盖章"):
        sealer_of(Seal(signer, own_files()[1])).seal(plain())


# --- the time stamp ---------------------------------------------------------------------------


@pytest.fixture
def authority_server() -> Iterator[tuple[str, bytes]]:
    """(url, root certificate) of an RFC 3161 authority on this machine."""
    authority = TestAuthority.make(NOW)
    key = generate_private_key(65537, 2048)  # pyHanko's stand-in signs with RSA only
    builder = (
        rim.CertificateBuilder()
        .subject_name(rim.Name([rim.NameAttribute(NameOID.COMMON_NAME, "TSA")]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=300))
        .add_extension(rim.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    )
    certificate = builder.sign(authority.key, SHA256())
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        load_certificate(certificate.public_bytes(Encoding.PEM)),
        keys.PrivateKeyInfo.load(private),
        fixed_dt=NOW,
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            answer = stamper.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield (
            f"http://127.0.0.1:{server.server_port}/",
            authority.certificate.public_bytes(Encoding.PEM),
        )
        server.shutdown()
        thread.join()


def test_with_an_authority_the_seal_carries_its_time_stamp(
    authority_server: tuple[str, bytes],
) -> None:
    url, _ = authority_server
    pem, picture = own_files()
    seal = Seal(pem_signer(pem), picture)
    pdf = PdfSealer({KIND: seal}, typesetter_for(None), timestamper_at(url)).seal(plain())
    status = judge(pdf)
    assert status.intact
    assert status.valid
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.intact
    assert status.timestamp_validity.timestamp == NOW
    assert judge(sealed()).timestamp_validity is None


def test_without_an_answer_of_the_authority_nothing_is_sealed() -> None:
    pem, picture = own_files()
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as bound:
        port = bound.server_port
    deaf = timestamper_at(f"http://127.0.0.1:{port}/")
    seal = Seal(pem_signer(pem), picture)
    with pytest.raises(Unavailable, match="时间戳"):
        PdfSealer({KIND: seal}, typesetter_for(None), deaf).seal(plain())
