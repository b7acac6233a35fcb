"""A certificate request (PKCS #10, RFC 2986) for a seal's new key, signed by the key itself where
it is, in KMS; and the check of what the authority gives back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infra.stage.problems import DeployProblem

NOT_SWITCHED = "印章没有更换:现在的密钥和证书照常盖章。"
LONGEST_WAIT = timedelta(minutes=15)
"""How long a page may wait for its seal before an alarm rings (SealingWaits)."""
Sign = Callable[[bytes], bytes]
"""What is to be signed -> its ECDSA signature with SHA-256, in DER."""


def certificate_request(public: bytes, names: dict[str, str], sign: Sign) -> bytes:
    """In PEM. ``public``: the key in DER; ``names``: country_name, organization_name,
    common_name, as far as they are there."""
    from asn1crypto import csr, keys, pem
    from asn1crypto.algos import SignedDigestAlgorithm
    from asn1crypto.x509 import Name

    given = {name: value for name, value in names.items() if value}
    info = csr.CertificationRequestInfo(
        {
            "version": "v1",
            "subject": Name.build(given),
            "subject_pk_info": keys.PublicKeyInfo.load(public),
            "attributes": csr.CRIAttributes([]),
        }
    )
    made = csr.CertificationRequest(
        {
            "certification_request_info": info,
            "signature_algorithm": SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": sign(info.dump()),
        }
    )
    armoured: bytes = pem.armor("CERTIFICATE REQUEST", made.dump())
    return armoured


def read_certificates(file: Path, next_step: str) -> list[x509.Certificate]:
    """The seal's own first. Raises DeployProblem."""
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        raise _refused(f"{file} 里读不出 PEM 证书({type(error).__name__})", next_step) from error


def check_certificates(
    chain: list[x509.Certificate], public: bytes, now: datetime, next_step: str
) -> x509.Certificate:
    """The seal's own certificate, once it fits the key (DER), the time and those above it.
    Raises DeployProblem."""
    own = chain[0]
    if public_of(own) != public:
        raise _refused("证书里的公钥不是新密钥的公钥:它是为另一把密钥、另一份请求签的", next_step)
    if not own.not_valid_before_utc <= now <= own.not_valid_after_utc:
        span = f"{own.not_valid_before_utc:%Y-%m-%d} 至 {own.not_valid_after_utc:%Y-%m-%d}"
        raise _refused(f"证书的有效期是 {span},现在不能用它盖章", next_step)
    if now < own.not_valid_before_utc + LONGEST_WAIT:
        raise _refused(
            "证书刚刚生效:等着盖章的证明按提取时间盖,提取在证书生效之前的会盖不上",
            f"{own.not_valid_before_utc + LONGEST_WAIT:%Y-%m-%d %H:%M} UTC 之后再运行同一条命令",
        )
    if not _may_sign(own):
        raise _refused("证书的用途(keyUsage)里没有数字签名,阅读器不会承认用它盖的章", next_step)
    for lower, upper in pairwise(chain):
        is_in_time = upper.not_valid_before_utc <= now <= upper.not_valid_after_utc
        if not (is_in_time and _may_issue(upper)):
            raise _refused(
                "证书链里的上级证书不在有效期内,或者不是可以签发证书的(CA:TRUE)", next_step
            )
        try:
            lower.verify_directly_issued_by(upper)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise _refused(
                "证书的次序不对:印章自己的在前,后面每一份都要是签前一份的那一级", next_step
            ) from error
    return own


def public_of(certificate: x509.Certificate) -> bytes:
    key = certificate.public_key()
    if not isinstance(key, EllipticCurvePublicKey):
        return b""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _may_sign(certificate: x509.Certificate) -> bool:
    """A certificate that says nothing may."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return bool(usage.digital_signature or usage.content_commitment)


def _refused(what: str, next_step: str) -> DeployProblem:
    return DeployProblem(what, NOT_SWITCHED, next_step)
