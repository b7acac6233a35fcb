"""重做删除: a table that was brought back to before an erasure is made to forget again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.erasure.domain.erasure import ErasedProof, ErasedRequest, ErasureMark
from chalicelib.erasure.use_cases.erasing import look_again, remove_files
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import THE_SYSTEM, EventType, News
from chalicelib.kernel.performing import events_of
from chalicelib.kernel.records import record
from chalicelib.proofs.status.use_cases.keeping import AFTER_RESTORE

if TYPE_CHECKING:
    from chalicelib.erasure.ports import Ports

REDONE_BY = "restore"
REASON = "恢复到删除之前的时间之后,重新删除"


@record(frozen=True)
class RedoneErasure:
    """``was_back``: the table held the data again; ``left`` names what is still readable."""

    mark: ErasureMark
    was_back: bool
    left: tuple[str, ...]


def redo_erasure(mark: ErasureMark, ports: Ports) -> RedoneErasure:
    """Destroy the data key, remove the files, look again; idempotent, whatever the table holds.

    An open request goes, too: it was closed when it was erased. 1 read, 1 batch read, at most 1
    transaction. Nobody else may write meanwhile: raises RevisionLost.
    """
    request = ports.requests.request(mark.request)
    known = request.proofs.every_copy if request is not None else ()
    proofs = tuple(dict.fromkeys((*mark.proofs, *known)))
    whole = replace(mark, proofs=proofs)
    standing = ports.copies.proofs(proofs) if proofs else ()
    copies = tuple(ErasedProof(one.id, mark.erased_at, revision=one.revision) for one in standing)
    if request is not None:
        erased = ErasedRequest(
            mark.request, mark.erased_at, REDONE_BY, REASON, proofs, revision=request.revision
        )
        facts = (("copies", str(len(copies))), AFTER_RESTORE)
        news = News(EventType.REQUEST_ERASED, ports.clock.now(), facts=facts)
        events = events_of(mark.request, (news,), THE_SYSTEM, ports.random)
        ports.commit(Commit(saves=(erased, *copies), events=events))
    elif copies:
        ports.commit(Commit(saves=copies))
    if whole != mark:
        ports.erasures.put(whole)
    remove_files(whole, ports)
    left = tuple(what for what, is_left in look_again(whole, ports) if is_left)
    return RedoneErasure(whole, request is not None or bool(copies), left)
