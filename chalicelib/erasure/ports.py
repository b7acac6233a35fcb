"""Where it stands, outside the table, what was erased."""

from collections.abc import Iterator
from typing import Protocol

from chalicelib.erasure.domain.erasure import ErasureMark
from chalicelib.kernel.ids import RequestId


class ErasureMarks(Protocol):
    """One mark for each erasure, kept for ever; putting one again changes nothing."""

    def put(self, mark: ErasureMark) -> None: ...

    def has(self, request: RequestId) -> bool: ...

    def every(self) -> Iterator[ErasureMark]:
        """All of them, in no particular order."""
        ...
