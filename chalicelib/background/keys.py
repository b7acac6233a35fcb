"""Put the JWKS anew once the versions of a signing key have changed: a new one was announced, or
an old one has had its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.background.ports import Ports


def publish_due_keys(ports: Ports) -> bool:
    """Every minute: 1 read where nothing is due. Whether it was published."""
    if not ports.editions.are_keys_due():
        return False
    ports.editions.publish_keys()
    return True
