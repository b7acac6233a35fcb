"""A seal whose key the district's seal platform holds (统一电子印章平台, Art. 9).

The platform is shown a digest of 32 bytes, never the page, and answers with the signature: a
PAdES CMS, its own time stamp in it where it has one. The answer is checked before it goes into
the page, so that a page whose seal does not hold never leaves (docs/deploy.md).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import urllib3
from asn1crypto import cms
from pyhanko.sign.signers import Signer
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from chalicelib.kernel.errors import Unavailable

if TYPE_CHECKING:
    from chalicelib.proofs.seal.adapters.seals import Chain
    from chalicelib.requests.domain.claims import SealKind

PLATFORM_SECONDS = 10.0
LONGEST_SIGNATURE = 16 * 1024
"""Bytes of a CMS: chain, time stamp and revocation data of a platform fit."""


class PlatformSigner(Signer):
    """Asks the platform at ``address`` for each signature; ``chain`` begins with the certificate
    it signs with."""

    def __init__(self, address: str, kind: SealKind, chain: Chain) -> None:
        super().__init__(signing_cert=chain.own, cert_registry=chain.store(), embed_roots=False)
        self._address = address
        self._kind = kind
        self._chain = chain
        self._pool = urllib3.PoolManager()

    async def async_sign(
        self,
        data_digest: bytes,
        digest_algorithm: str,
        dry_run: bool = False,
        *_more: Any,
        **_attributes: Any,
    ) -> cms.ContentInfo:
        """The attributes are the platform's own. Raises Unavailable."""
        if dry_run:  # pyHanko asks how much room to leave
            return cms.ContentInfo({"content_type": "data", "content": bytes(LONGEST_SIGNATURE)})
        return self._checked(self._ask(data_digest, digest_algorithm), data_digest)

    def _ask(self, digest: bytes, algorithm: str) -> bytes:
        question = {"seal": self._kind.value, "algorithm": algorithm, "digest": digest.hex()}
        try:
            answer = self._pool.request(
                "POST",
                self._address,
                body=json.dumps(question).encode(),
                headers={"Content-Type": "application/json"},
                timeout=PLATFORM_SECONDS,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            signature: bytes = answer.read(LONGEST_SIGNATURE + 1)
            answer.release_conn()
        except (OSError, urllib3.exceptions.HTTPError) as error:
            raise Unavailable("印章平台没有回应,没有盖章;系统会自动重试。") from error
        if answer.status != 200:
            raise Unavailable(f"印章平台没有签名(状态码 {answer.status}),没有盖章;系统会自动重试。")
        return signature

    def _checked(self, signature: bytes, digest: bytes) -> cms.ContentInfo:
        try:
            if len(signature) > LONGEST_SIGNATURE:
                raise ValueError("longer than the room left for it")
            found = cms.ContentInfo.load(signature, strict=True)
            (signer,) = found["content"]["signer_infos"]
            holds = validate_sig_integrity(signer, self._chain.own, "data", digest) == (True, True)
        except Exception as error:  # damage may fail anywhere in the parser
            raise _unfit() from error
        if not holds:
            raise _unfit()
        return found


def _unfit() -> Unavailable:
    return Unavailable("印章平台返回的签名与这份证明不符,没有盖章;系统会自动重试,请核对平台证书。")
