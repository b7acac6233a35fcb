"""What published keys are for, and how they are named."""

import re
from collections.abc import Callable
from datetime import timedelta

PROOF, STATUS, EDITION = "proof", "status", "edition"
"""Values of the JWKS member ``purpose``; response and root keys carry another or none."""

LATEST_EDITION = 999_999


_KID = re.compile(r"edition-([1-9][0-9]{0,5})", re.ASCII)


def kid_of(purpose: str, number: int) -> str:
    """As in the JWKS: ``2`` of proofs, ``status-2`` of lists."""
    return str(number) if purpose == PROOF else f"{purpose}-{number}"


def edition_kid(number: int) -> str:
    """The id of the key that signs edition ``number``. Raises ValueError outside 1..999,999."""
    if not 1 <= number <= LATEST_EDITION:
        raise ValueError("an edition's number is from 1 to 999,999")
    return f"edition-{number}"


def edition_of_kid(kid: str) -> int | None:
    found = _KID.fullmatch(kid)
    return int(found[1]) if found else None


PROOF_LIFE = timedelta(days=30)
"""OURS: an extracted proof counts for 30 days."""


Verifies = Callable[[bytes, bytes], bool]
"""(signing input, raw r || s) -> does the signature hold for one published key?"""
