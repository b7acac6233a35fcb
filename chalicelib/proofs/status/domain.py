"""The status list as a checker holds it: one shard, two bits a proof, and until when it counts.

The bits are those of the IETF Token Status List: index 0 in the lowest two bits of the first
byte. This module packs and reads them; the signed file around them is the adapter's.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.records import record
from chalicelib.requests.domain.claims import SHARD_SIZE, STATUS_NUMBERS, ProofStatus, check_place

if TYPE_CHECKING:
    from collections.abc import Mapping

BITS = 2
PACKED_SIZE = SHARD_SIZE * BITS // 8
_BY_NUMBER = {number: status for status, number in STATUS_NUMBERS.items()}


class StatusUnreadable(Exception):
    """Why nothing is known about the status, in Chinese; ``as_of`` where a list was genuine."""

    def __init__(self, why: str, as_of: datetime | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.as_of = as_of


@record(frozen=True)
class StatusSheet:
    """A shard whose signature held. Times are aware UTC; the list counts until ``expires_at``.

    ``issued_at`` is also a lower bound of "now": the service signed it then.
    """

    shard: int
    issued_at: datetime
    expires_at: datetime
    packed: bytes

    def status_of(self, index: int) -> ProofStatus:
        """Raises StatusUnreadable for a number that means nothing here."""
        if not 0 <= index < len(self.packed) * 4:
            raise StatusUnreadable("状态列表里没有这个序号", self.issued_at)
        number = self.packed[index // 4] >> index % 4 * BITS & 3
        if number not in _BY_NUMBER:
            raise StatusUnreadable("状态列表里的记号不合规定", self.issued_at)
        return _BY_NUMBER[number]


def pack(statuses: Mapping[int, ProofStatus]) -> bytes:
    """A shard of 16,384 bytes; every index not named is VALID. Raises FieldInvalid."""
    packed = bytearray(PACKED_SIZE)
    for index, status in statuses.items():
        check_place(0, index)
        packed[index // 4] |= STATUS_NUMBERS[status] << index % 4 * BITS
    return bytes(packed)
