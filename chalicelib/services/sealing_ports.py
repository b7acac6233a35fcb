"""What the issue path needs from outside to make a sealed page."""

from typing import Protocol

from chalicelib.domain.proof_documents import ProofDocument


class Sealer(Protocol):
    """Typesets a proof and seals it.

    Two calls with one document give two valid files of different bytes: the signature is
    random, and a time stamp names its own moment. The caller keeps the first and never seals
    again what is kept.
    """

    def seal(self, document: ProofDocument) -> bytes:
        """The sealed PDF/A. Raises GlyphMissing (no font holds a character), Misconfigured
        (no seal of this kind) or Unavailable (the key, the platform or the time stamp did not
        answer; calling again is safe)."""
        ...
