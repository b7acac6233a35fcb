"""One attack on one call, as data: what is sent, and the code that refuses it."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.kernel.targets import WireCall
from tests.security.proofs.forging import Forger


@dataclass(frozen=True)
class Attack:
    name: str
    code: str
    forge: Callable[[Forger], WireCall]
    is_signature_valid: bool = False
    """Is the signature itself true, so that the refusal is recorded under its caller?"""
