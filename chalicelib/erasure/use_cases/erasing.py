"""删除一件申请的个人信息 (SECURITY.md): its data key is destroyed, its files are removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.erasure.domain.erasure import ErasedProof, ErasedRequest, ErasureMark
from chalicelib.erasure.domain.errors import NotErased, RequestErased, RequestOpen
from chalicelib.kernel.commits import Commit, OutboxEntry
from chalicelib.kernel.events import Event, EventType, News
from chalicelib.kernel.ids import RequestId
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.check_codes import check_code_of
from chalicelib.requests.use_cases.rights import load_request
from chalicelib.units.use_cases.rights import person, require_officer

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.erasure.ports import Ports
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.requests.domain.request import VerificationRequest


@record(frozen=True)
class ErasureReport:
    """``left`` names what is still readable in the live stores; empty is the proof."""

    erased: ErasedRequest
    looked_at: tuple[str, ...]
    left: tuple[str, ...]


def erase_request(id_: RequestId, reason: str, call: SignedCall, ports: Ports) -> ErasedRequest:
    """By an officer; a closed request only. 1 read, 1 batch read, 1 transaction, 1 put.

    What lies in files is removed from the outbox, again until it is gone. Nobody is told before
    the mark stands that outlives a restored table. Raises RoleNotAllowed, RequestUnknown,
    RequestErased, RequestOpen.
    """

    def decide(now: datetime) -> tuple[ErasedRequest, Commit]:
        require_officer(call.caller, now, ports)
        if ports.erased.erased_request(id_) is not None:
            raise RequestErased(f"申请 {id_} 的个人信息已经删除。", field="id")
        request = load_request(id_, ports)
        if request.is_open:
            raise RequestOpen(f"申请 {id_} 还没有办结,不能删除;办结之后再删。", field="id")
        proofs = request.proofs.every_copy
        erased = ErasedRequest(
            id_, now, person(call.caller), reason, proofs, revision=request.revision
        )
        return erased, _commit(erased, call, ports)

    erased = perform(call, ports, ErasedRequest, decide)
    ports.erasures.put(mark_of(erased))
    return erased


def mark_of(erased: ErasedRequest) -> ErasureMark:
    return ErasureMark(erased.id, erased.erased_at, erased.proofs)


def _commit(erased: ErasedRequest, call: SignedCall, ports: Ports) -> Commit:
    standing = ports.copies.proofs(erased.proofs)
    if any(one.file.is_claimed(erased.erased_at) for one in standing):
        # Its page would be kept after everything else was removed.
        raise RequestOpen("有一份证明正在加盖,请一分钟之后再删。", field="id")
    copies = tuple(ErasedProof(one.id, erased.erased_at, revision=one.revision) for one in standing)
    facts = (("copies", str(len(copies))),)
    news = News(EventType.REQUEST_ERASED, erased.erased_at, facts=facts)
    events = events_of(erased.id, (news,), actor_of(call), ports.random)
    at = erased.erased_at
    follow = OutboxEntry(events[0].id, None, events, at, at)
    return Commit(saves=(erased, *copies), events=events, outbox=(follow,))


def forget_files(event: Event, ports: Ports) -> None:
    """What follows an erasure: its mark, should the caller have gone before it stood;
    attachments, sealed pages, tokens for typing. Idempotent."""
    erased = ports.erased.erased_request(RequestId(event.subject))
    if erased is None:
        return
    ports.erasures.put(mark_of(erased))
    remove_files(mark_of(erased), ports)


def remove_files(mark: ErasureMark, ports: Ports) -> None:
    """Idempotent."""
    ports.objects.forget(mark.request)
    for proof in mark.proofs:
        ports.proofs.files.forget(proof)
        ports.proofs.site.remove(f"c/{check_code_of(proof)}.jwt")


def read_erasure(id_: RequestId, call: SignedCall, ports: Ports) -> ErasureReport:
    """Looks again into every live store. Raises RoleNotAllowed, NotErased."""
    require_officer(call.caller, ports.clock.now(), ports)
    erased = ports.erased.erased_request(id_)
    if erased is None:
        raise NotErased(f"申请 {id_} 没有被删除过。", field="id")
    found = look_again(mark_of(erased), ports)
    looked_at = tuple(what for what, _ in found)
    return ErasureReport(erased, looked_at, tuple(what for what, is_left in found if is_left))


def look_again(mark: ErasureMark, ports: Ports) -> list[tuple[str, bool]]:
    """Every place where something could be left, and whether there is."""
    found: list[tuple[str, bool]] = [
        ("申请记录和数据密钥", ports.requests.request(mark.request) is not None),
        ("附件", ports.objects.holds(mark.request)),
        ("证明记录", bool(mark.proofs) and bool(ports.copies.proofs(mark.proofs))),
    ]
    for proof in mark.proofs:
        found.append((f"版式文件 {proof}", ports.proofs.files.read(proof) is not None))
        code = f"c/{check_code_of(proof)}.jwt"
        found.append((f"校验码文件 {code}", ports.proofs.site.has(code)))
    return found


def is_erasable(request: VerificationRequest, before: datetime) -> bool:
    """Closed before ``before``."""
    return request.closed_at is not None and request.closed_at < before
