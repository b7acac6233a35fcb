"""Two-phase sealing: an outside seal platform signs, and sees a 32-byte digest only.

prepare -> digest -> (the platform makes a PAdES CMS over it) -> embed. What is prepared is plain
data, so that the platform may take its time and another process may embed.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from asn1crypto import algos, cms
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import ExternalSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import PdfTBSDocument
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from chalicelib.kernel.errors import Unavailable
from chalicelib.proofs.seal.adapters.seals import ECDSA_SHA_256, LONGEST_SIGNATURE, Chain
from chalicelib.proofs.seal.adapters.stamping import Stamp, pdf_signer, writer_of

if TYPE_CHECKING:
    from chalicelib.proofs.seal.adapters.typesetting import TypesetPage

# Hex digits kept free for the CMS: chain, time stamp and revocation data of a platform fit.
RESERVED = 32_768


class SealPlatform(Protocol):
    """The district's seal platform, behind whatever protocol it speaks."""

    def sign_digest(self, digest: bytes) -> bytes:
        """A detached PAdES CMS (DER) over this SHA-256 digest. Raises Unavailable."""
        ...


@dataclass(frozen=True)
class PlatformSeal:
    """A seal whose key the platform holds; ``chain`` is the certificate it signs with."""

    platform: SealPlatform
    chain: Chain
    picture: Path


@dataclass(frozen=True)
class PreparedSeal:
    """A page waiting for its signature: ``digest`` (32 bytes) is all the platform is shown."""

    pdf: bytes
    digest: bytes
    reserved_from: int
    reserved_to: int


def prepare(page: TypesetPage, stamp: Stamp, chain: Chain) -> PreparedSeal:
    """Place the seal's picture and leave room for the signature."""
    signer = ExternalSigner(
        signing_cert=chain.own,
        cert_registry=chain.store(),
        signature_value=bytes(LONGEST_SIGNATURE),
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": ECDSA_SHA_256}),
    )
    made = pdf_signer(page, stamp, signer, None)
    digest, _, output = asyncio.run(
        made.async_digest_doc_for_signing(writer_of(page), bytes_reserved=RESERVED)
    )
    return PreparedSeal(
        output.read() if not isinstance(output, io.BytesIO) else output.getvalue(),
        digest.document_digest,
        digest.reserved_region_start,
        digest.reserved_region_end,
    )


def embed(prepared: PreparedSeal, signature: bytes, chain: Chain) -> bytes:
    """Put the platform's CMS into the page.

    Raises Unavailable if it does not sign this digest with the key of ``chain``: a page whose
    seal does not hold never leaves.
    """
    _check(prepared, signature, chain)
    output = io.BytesIO(prepared.pdf)
    digest = PreparedByteRangeDigest(prepared.digest, prepared.reserved_from, prepared.reserved_to)
    try:
        PdfTBSDocument.finish_signing(output, digest, signature)
    except (SigningError, ValueError) as error:
        raise _unfit() from error
    return output.getvalue()


def _check(prepared: PreparedSeal, signature: bytes, chain: Chain) -> None:
    try:
        signed = cms.ContentInfo.load(signature)["content"]
        intact, valid = validate_sig_integrity(
            signed["signer_infos"][0], chain.own, "data", prepared.digest
        )
    except Exception as error:
        raise _unfit() from error
    if not (intact and valid):
        raise _unfit()


def _unfit() -> Unavailable:
    return Unavailable("印章平台返回的签名与这份证明不符,没有盖章;系统会自动重试,请核对平台证书。")
