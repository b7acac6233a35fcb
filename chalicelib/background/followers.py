"""What follows an event: imports, published files, tasks of the units, erasure of files, notices
about complaints; of proofs sealing, the check code, the status list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from chalicelib.adjustments.use_cases.propagation_acts import open_propagation
from chalicelib.background.ports import Ports
from chalicelib.background.recounting import recount_after_change
from chalicelib.catalogue.tables.use_cases.running import run_import
from chalicelib.complaints.domain.notices import TOLD
from chalicelib.complaints.use_cases.telling import tell_complaint
from chalicelib.erasure.use_cases.erasing import forget_files
from chalicelib.kernel.events import Event, EventType
from chalicelib.kernel.ids import ProofId
from chalicelib.proofs.status.use_cases.names import publish_names
from chalicelib.proofs.status.use_cases.publishing import publish_shard
from chalicelib.proofs.use_cases.sealing import publish_check_code
from chalicelib.publishing.use_cases.announcing import announce_edition
from chalicelib.publishing.use_cases.writing import publish_edition_files

if TYPE_CHECKING:
    from chalicelib.requests.domain.request import VerificationRequest

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


DIRTY = {
    EventType.PROOF_REVOKED,
    EventType.PROOF_SUSPENDED,
    EventType.PROOF_RESUMED,
    EventType.ANSWER_CORRECTED,
}


def follow_proofs(event: Event, request: VerificationRequest, ports: Ports) -> None:
    """Idempotent: the same event again asks for what is done already."""
    if event.news.type is EventType.PROOF_EXTRACTED:
        facts = dict(event.news.facts)
        proof = ports.copies.proof(ProofId(facts["proof"]))
        if proof is not None:
            publish_check_code(proof, ports)
            shard = proof.claims.status_shard
            if not ports.proofs.site.has(f"status/{shard}.jwt"):
                # The first proof of a shard; later ones are valid in the list that stands.
                publish_shard(shard, ports)
            ports.proofs.queue.ask(proof.id)
    elif event.news.type in DIRTY:
        copies = ports.copies.proofs(request.proofs.every_copy)
        for shard in sorted({one.claims.status_shard for one in copies}):
            publish_shard(shard, ports)
