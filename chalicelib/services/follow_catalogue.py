"""What follows an event about no request: imports, published files, tasks of the units; erasure
of files; notices about complaints."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from chalicelib.domain.complaint_notices import TOLD
from chalicelib.domain.events import Event, EventType
from chalicelib.services.announce_edition import announce_edition
from chalicelib.services.erase_request import forget_files
from chalicelib.services.open_propagation import open_propagation
from chalicelib.services.ports import Ports
from chalicelib.services.publish_edition_files import publish_edition_files
from chalicelib.services.publish_names import publish_names
from chalicelib.services.recount_deadlines import recount_after_change
from chalicelib.services.run_import import run_import
from chalicelib.services.tell_complaint import tell_complaint

Follow = Callable[[Event, Ports], None]


def _put_files(event: Event, ports: Ports) -> None:
    publish_edition_files(int(dict(event.news.facts)["edition"]), ports)


def _announce(_event: Event, ports: Ports) -> None:
    announce_edition(ports)


def _put_names(_event: Event, ports: Ports) -> None:
    """The names behind the codes of proofs: those of a new edition at once, not next day."""
    publish_names(ports)


FOLLOWERS: Mapping[EventType, tuple[Follow, ...]] = MappingProxyType(
    {
        EventType.REQUEST_ERASED: (forget_files,),
        EventType.IMPORT_STARTED: (run_import,),
        EventType.EDITION_PUBLISHED: (open_propagation, _put_files, _put_names),
        EventType.EDITION_IN_FORCE: (_announce, _put_names),
        EventType.CALENDAR_CHANGED: (recount_after_change,),
        **dict.fromkeys(TOLD, (tell_complaint,)),
    }
)
"""What is done after an event, in order; each is idempotent by the event."""


def follow_catalogue(event: Event, ports: Ports) -> None:
    """Do everything that follows ``event``; raises what a follower raises, to be tried again."""
    for follow in FOLLOWERS.get(event.news.type, ()):
        follow(event, ports)
