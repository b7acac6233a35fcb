"""ES256 by a key that others never see: in KMS, or in a local PEM file."""

import json
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)
from jwt.algorithms import ECAlgorithm
from jwt.utils import der_to_raw_signature

from chalicelib.kernel.errors import Misconfigured

_ES256 = ECAlgorithm(ECAlgorithm.SHA256)


class LocalSigner:
    """A P-256 key in this process."""

    def __init__(self, key: Any) -> None:
        if not isinstance(key, EllipticCurvePrivateKey):
            raise Misconfigured("本地根密钥必须是 P-256 私钥,请删除后重新生成。")
        self._key = key

    def sign(self, data: bytes) -> bytes:
        signature: bytes = _ES256.sign(data, self._key)
        return signature

    def public_pem(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class KmsSigner:
    """A KMS key (ECC_NIST_P256). MessageType RAW: KMS hashes, once."""

    def __init__(self, kms: Any, key_id: str) -> None:
        self._kms = kms
        self._key_id = key_id

    def sign(self, data: bytes) -> bytes:
        answer = self._kms.sign(
            KeyId=self._key_id,
            Message=data,
            MessageType="RAW",
            SigningAlgorithm="ECDSA_SHA_256",
        )
        return der_to_raw_signature(answer["Signature"], _curve())

    def public_pem(self) -> bytes:
        der = self._kms.get_public_key(KeyId=self._key_id)["PublicKey"]
        return pem_of_der(der)


def pem_of_der(der: bytes) -> bytes:
    """A public key as KMS gives it, in PEM."""
    return load_der_public_key(der).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def jwk_of_public_pem(pem: bytes, kid: str) -> dict[str, str]:
    """The public JWK {kty, crv, x, y, kid, alg} of a P-256 key. Raises Misconfigured."""
    key = load_pem_public_key(pem)
    if not isinstance(key, EllipticCurvePublicKey):
        raise Misconfigured("签名公钥必须是 P-256 公钥,请检查密钥配置。")
    jwk = json.loads(ECAlgorithm.to_jwk(key))
    members = {name: str(jwk[name]) for name in ("kty", "crv", "x", "y")}
    return {**members, "kid": kid, "alg": "ES256"}


def _curve() -> Any:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1

    return SECP256R1()


class Signer(Protocol):
    """The root key's only act: an ES256 signature (SHA-256 inside) as raw r || s, 64 bytes."""

    def sign(self, data: bytes) -> bytes: ...
