"""The laptop's seals: drawn by the project and marked 测试, signed under a root made on the spot.

Nobody outside this machine trusts them, and the root's private key is thrown away once it has
signed the two seals' certificates.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)
from cryptography.x509.oid import NameOID

from chalicelib.proofs.seal.adapters.typesetting import draw_seal
from chalicelib.requests.domain.claims import SealKind

ORGANIZATION = "枣庄市市中区（测试，不具法律效力）"
ROOT_LIFE = timedelta(days=3650)
SEAL_LIFE = timedelta(days=1095)
# A clock that is a little behind must still find the certificates valid.
BACKDATED = timedelta(days=1)
_LETTERS = {SealKind.DATA_SHARING_QUERY: "A", SealKind.VERIFIED_INFORMATION: "B"}


@dataclass(frozen=True)
class TestAuthority:
    """A root that signs seals' certificates. Times are aware UTC datetimes."""

    __test__ = False  # no test class, whatever pytest makes of the name

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls, now: datetime) -> "TestAuthority":
        key = generate_private_key(SECP256R1())
        name = _name("免证测试根证书")
        start = now - BACKDATED
        builder = _builder(name, key.public_key(), start, start + ROOT_LIFE).issuer_name(name)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        builder = builder.add_extension(_usage(signs_certificates=True), True)
        return cls(key, builder.sign(key, SHA256()))

    def certify(
        self, common_name: str, key: EllipticCurvePublicKey, now: datetime
    ) -> x509.Certificate:
        """A seal's certificate, valid for three years from now."""
        start = now - BACKDATED
        builder = _builder(_name(common_name), key, start, start + SEAL_LIFE)
        builder = builder.issuer_name(self.certificate.subject)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        builder = builder.add_extension(_usage(signs_certificates=False), True)
        own = self.key.public_key()
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(own)
        return builder.add_extension(issuer, False).sign(self.key, SHA256())

    def certify_kms(self, kms: Any, key_id: str, common_name: str, now: datetime) -> bytes:
        """The PEM certificate of a key in KMS (P-256), by its public half."""
        public = load_der_public_key(kms.get_public_key(KeyId=key_id)["PublicKey"])
        if not isinstance(public, EllipticCurvePublicKey):
            raise TypeError("a seal's key is P-256")
        return self.certify(common_name, public, now).public_bytes(Encoding.PEM)


def make_test_seals(folder: Path, names: Mapping[SealKind, str], now: datetime) -> None:
    """Write root.pem, and <kind>.pem (mode 0600) and <kind>.pdf of each named seal.

    Does nothing where all of them exist. ``names`` are the seals' display names.
    """
    wanted = [folder / "root.pem", *(folder / f"{kind.value.lower()}.pem" for kind in names)]
    if all(path.exists() for path in wanted):
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = TestAuthority.make(now)
    for kind, name in names.items():
        key = generate_private_key(SECP256R1())
        certificate = authority.certify(f"测试·{name}", key.public_key(), now)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        base = kind.value.lower()
        _write(folder / f"{base}.pdf", draw_seal(name, f"TEST-{_LETTERS[kind]}"))
        _write(folder / f"{base}.pem", private + certificate.public_bytes(Encoding.PEM))
    # Last: where it stands, the others do, too.
    _write(folder / "root.pem", authority.certificate.public_bytes(Encoding.PEM))


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _builder(
    name: x509.Name, key: EllipticCurvePublicKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder(subject_name=name, public_key=key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(end)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner only."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    temporary.replace(path)
