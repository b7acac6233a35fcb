"""The seals: a picture and a signer each. The key stays where it is: a file on the laptop, KMS
in a deployed stage, or the district's seal platform (platform.py)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import algos, pem
from asn1crypto.x509 import Certificate
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from chalicelib.kernel.errors import Misconfigured, Unavailable
from chalicelib.kernel.records import record
from chalicelib.requests.domain.claims import SealKind

if TYPE_CHECKING:
    from datetime import datetime

ECDSA_SHA_256 = "sha256_ecdsa"
# A DER signature of P-256: two integers of up to 33 bytes.
LONGEST_SIGNATURE = 72


@record(frozen=True)
class Seal:
    """``picture`` is a one-page PDF of the seal's print, drawn over unit and date."""

    signer: Signer
    picture: Path


@record(frozen=True)
class Chain:
    """A seal's certificate and those above it up to, not including, the root."""

    own: Certificate
    above: tuple[Certificate, ...]

    @classmethod
    def load(cls, path: Path) -> Chain:
        """Certificates of a PEM file, the seal's own first. Raises Misconfigured."""
        try:
            blocks = list(pem.unarmor(path.read_bytes(), multiple=True))
            found = [Certificate.load(der) for kind, _, der in blocks if kind == "CERTIFICATE"]
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        if not found:
            raise Misconfigured(f"印章证书文件 {path} 里没有证书,请核对。")
        return cls(found[0], tuple(found[1:]))

    def store(self) -> SimpleCertificateStore:
        """What goes into the signature beside the seal's own certificate, which pyHanko adds
        itself: a second copy could be changed unnoticed."""
        return SimpleCertificateStore.from_certs(self.above)


def check_current(certificate: Certificate, name: str, moment: datetime) -> None:
    """Raise Misconfigured if a seal's certificate is not valid at ``moment``: nobody could trust
    the page."""
    if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        raise Misconfigured(
            f"“{name}”的证书有效期是 {certificate.not_valid_before:%Y-%m-%d} 至"
            f" {certificate.not_valid_after:%Y-%m-%d},现在不能用它盖章,请更换证书。"
        )


class KmsSealSigner(Signer):
    """A seal key in KMS (ECC_NIST_P256), which gets the signed attributes and hashes, once."""

    def __init__(self, kms: Any, key_id: str, chain: Chain) -> None:
        self._kms = kms
        self._key_id = key_id
        super().__init__(
            signing_cert=chain.own,
            cert_registry=chain.store(),
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": ECDSA_SHA_256}),
            embed_roots=False,
        )

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Raises Unavailable if KMS does not sign."""
        if digest_algorithm != "sha256":
            raise Misconfigured(f"印章密钥只签 SHA-256,不能签 {digest_algorithm},请核对设置。")
        if dry_run:
            return bytes(LONGEST_SIGNATURE)
        return await asyncio.to_thread(self._sign, data)

    def _sign(self, data: bytes) -> bytes:
        try:
            answer = self._kms.sign(
                KeyId=self._key_id,
                Message=data,
                MessageType="RAW",
                SigningAlgorithm="ECDSA_SHA_256",
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("印章密钥暂时不能使用,没有盖章;系统会自动重试。") from error
        signature: bytes = answer["Signature"]
        return signature


def pem_signer(path: Path) -> Signer:
    """A local key: one PEM file with an unencrypted PKCS #8 key (P-256) and its certificates.

    For the laptop and for tests. Raises Misconfigured.
    """
    from asn1crypto.keys import PrivateKeyInfo
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        load_pem_private_key,
    )

    chain = Chain.load(path)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise _unreadable(path, error) from error
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise Misconfigured(f"印章密钥 {path} 必须是 P-256,请核对。")
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=chain.own, signing_key=PrivateKeyInfo.load(der), cert_registry=chain.store()
    )


def _unreadable(path: Path, error: Exception) -> Misconfigured:
    return Misconfigured(f"印章文件 {path} 读不出来({type(error).__name__}),请核对。")


def local_seals(folder: Path) -> dict[SealKind, Seal]:
    """The seals of a laptop: ``<kind>.pem`` and ``<kind>.pdf`` (the picture) of each kind.

    A kind without files is left out. Raises Misconfigured.
    """
    names = {kind: kind.value.lower() for kind in SealKind}
    return {
        kind: Seal(pem_signer(folder / f"{name}.pem"), folder / f"{name}.pdf")
        for kind, name in names.items()
        if (folder / f"{name}.pem").exists()
    }
