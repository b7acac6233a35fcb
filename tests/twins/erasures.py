"""The twin of ``erasure.ports.ErasureMarks``."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from chalicelib.erasure.domain.erasure import ErasureMark
from chalicelib.kernel.ids import RequestId


@dataclass
class MemoryErasureMarks:
    """By request."""

    marks: dict[RequestId, ErasureMark] = field(default_factory=dict)

    def put(self, mark: ErasureMark) -> None:
        self.marks[mark.request] = mark

    def has(self, request: RequestId) -> bool:
        return request in self.marks

    def every(self) -> Iterator[ErasureMark]:
        yield from tuple(self.marks.values())
