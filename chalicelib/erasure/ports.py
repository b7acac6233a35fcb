"""What forgetting needs from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.complaints import ports as complaints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.erasure.domain.erasure import ErasedRequest, ErasureMark
    from chalicelib.kernel.ids import RequestId


class ErasureMarks(Protocol):
    """Outside the table, one mark for each erasure, kept for ever; putting one again changes
    nothing."""

    def put(self, mark: ErasureMark) -> None: ...

    def has(self, request: RequestId) -> bool: ...

    def every(self) -> Iterator[ErasureMark]:
        """All of them, in no particular order."""
        ...


class ErasedStore(Protocol):
    """What was left in the place of what was erased."""

    def erased_request(self, request: RequestId) -> ErasedRequest | None: ...


class Ports(complaints.Ports, Protocol):
    @property
    def erasures(self) -> ErasureMarks: ...

    @property
    def erased(self) -> ErasedStore: ...
