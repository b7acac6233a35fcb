"""What follows an event about no request: imports, published files, tasks of the units; erasure
of files; notices about complaints."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from chalicelib.domain.complaint_notices import TOLD
from chalicelib.domain.events import Event, EventType
from chalicelib.services.erase_request import forget_files
from chalicelib.services.ports import Ports
from chalicelib.services.tell_complaint import tell_complaint

Follow = Callable[[Event, Ports], None]

FOLLOWERS: Mapping[EventType, tuple[Follow, ...]] = MappingProxyType(
    {EventType.REQUEST_ERASED: (forget_files,), **dict.fromkeys(TOLD, (tell_complaint,))}
)
"""What is done after an event, in order; each is idempotent by the event."""


def follow_catalogue(event: Event, ports: Ports) -> None:
    """Do everything that follows ``event``; raises what a follower raises, to be tried again."""
    for follow in FOLLOWERS.get(event.news.type, ()):
        follow(event, ports)
