"""Requests in their boxes, cases, and the extracted copies of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.kernel.ids import RequestId
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.storage.dynamodb.places import case_place, proof_place, request_place
from chalicelib.storage.dynamodb.reading import is_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.kernel.commits import Page
    from chalicelib.kernel.ids import CaseNo, ProofId, UnitCode
    from chalicelib.requests.domain.cases import Case
    from chalicelib.requests.domain.copies import EProof
    from chalicelib.requests.domain.summaries import BoxQuery, RequestSummary
    from chalicelib.storage.dynamodb.reading import Table

MOST_FOUND = 100


class RequestTable:
    """The RequestStore port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def request(self, request: RequestId) -> VerificationRequest | None:
        item = self._table.get(request_place(request))
        if not is_kind(item, VerificationRequest):
            return None
        return self._table.items.sealed(item, VerificationRequest)

    def requests(self, ids: Sequence[RequestId]) -> tuple[VerificationRequest, ...]:
        found = self._table.batch([request_place(one) for one in ids])
        standing = [one for one in found if is_kind(one, VerificationRequest)]
        opened = [self._table.items.sealed(one, VerificationRequest) for one in standing]
        return tuple(sorted(opened, key=lambda one: one.filed_at))

    def case(self, requester: UnitCode, case_no: CaseNo) -> Case | None:
        from chalicelib.kernel.times.clock import from_sort_key
        from chalicelib.requests.domain.cases import Case

        item = self._table.get(case_place(requester, case_no))
        if item is None:
            return None
        members = tuple(RequestId(one) for one in sorted(item.members or ()))
        return Case(requester, case_no, from_sort_key(str(item.digest)), members)

    def box(self, query: BoxQuery) -> Page[RequestSummary]:
        from chalicelib.requests.domain.summaries import Box, RequestSummary

        prefix = "in" if query.box is Box.INBOX else "out"
        hash_key = f"{prefix}#{query.unit}" + (f"#{query.state}" if query.state else "")
        record = self._table.record
        index: Any = {
            (Box.INBOX, False): record.box_index,
            (Box.INBOX, True): record.box_state_index,
            (Box.OUTBOX, False): record.sent_index,
            (Box.OUTBOX, True): record.sent_state_index,
        }[query.box, query.state is not None]
        return self._table.summaries(index, hash_key, query, RequestSummary)

    def by_applicant(self, requester: UnitCode, id_type: str, id_no: str) -> Page[RequestSummary]:
        from chalicelib.requests.domain.summaries import Box, BoxQuery, RequestSummary

        key = self._table.items.applicant_key(requester, id_type, id_no)
        everything = BoxQuery(requester, Box.OUTBOX, None, MOST_FOUND)
        index = self._table.record.applicant_index
        return self._table.summaries(index, key, everything, RequestSummary)


class CopyTable:
    """The CopyStore port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def proof(self, proof: ProofId) -> EProof | None:
        from chalicelib.requests.domain.copies import EProof

        return self._table.plain(proof_place(proof), EProof)

    def proofs(self, ids: Sequence[ProofId]) -> tuple[EProof, ...]:
        from chalicelib.requests.domain.copies import EProof

        batch = self._table.batch([proof_place(one) for one in ids])
        found = [self._table.items.plain(one, EProof) for one in batch if is_kind(one, EProof)]
        return tuple(sorted(found, key=lambda one: ids.index(one.id)))
