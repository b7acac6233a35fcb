"""Settings -> ports, made when first touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.bootstrap.wiring import Services


def from_environment() -> Services:
    """The services of a deployed function, from its environment. Raises Misconfigured."""
    from chalicelib.bootstrap.wiring import build_from_environment

    return build_from_environment()
