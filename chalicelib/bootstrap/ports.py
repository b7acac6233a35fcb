"""All that a process is wired with, as the type checker sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.background import ports as background

if TYPE_CHECKING:
    from chalicelib.http.serving import Refusals
    from chalicelib.storage.store import Store


class EveryPort(background.Ports, Protocol):
    """The ports of every subject, and of serving calls, over one store."""

    @property
    def refusals(self) -> Refusals: ...

    @property
    def store(self) -> Store: ...

    def replaced(self, **others: Any) -> EveryPort:
        """A copy in which these ports are others; for tests and measurements."""
        ...
