"""What follows an event about the catalogue: imports, published files, tasks of the units."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from chalicelib.domain.events import Event, EventType
from chalicelib.services.ports import Ports

Follow = Callable[[Event, Ports], None]

FOLLOWERS: Mapping[EventType, tuple[Follow, ...]] = MappingProxyType({})
"""What is done after an event, in order; each is idempotent by the event."""


def follow_catalogue(event: Event, ports: Ports) -> None:
    """Do everything that follows ``event``; raises what a follower raises, to be tried again."""
    for follow in FOLLOWERS.get(event.news.type, ()):
        follow(event, ports)
