"""Asks for a page to be sealed: through SQS, or in this very process on the laptop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.kernel.ids import ProofId


class SqsSealQueue:
    """The sealing function's queue; what it can't do goes to the dead-letter queue."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def ask(self, proof: ProofId) -> None:
        self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps({"proof_id": proof}))


class DirectSealQueue:
    """Seals at once: the outbox entry that asks stays until it is done, so nothing is lost."""

    def __init__(self, seal: Callable[[ProofId], object]) -> None:
        self._seal = seal

    def ask(self, proof: ProofId) -> None:
        self._seal(proof)
