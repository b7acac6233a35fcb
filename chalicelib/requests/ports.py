"""Connected databases, as the services see them (Art. 7-2)."""

from typing import Protocol

from chalicelib.kernel.ids import UnitCode
from chalicelib.requests.domain.sources import Connector, SourceAnswer, SourceQuery


class SourceSilent(Exception):
    """The database gave no usable answer; ``cause`` is a short English word for the ledger."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Sources(Protocol):
    """The connectors of this stage."""

    def find(self, owner: UnitCode, material: str) -> Connector | None:
        """The connected database that holds this material of this unit."""
        ...

    def ask(self, connector: Connector, query: SourceQuery) -> SourceAnswer:
        """One query, bounded in time. Raises SourceSilent."""
        ...


class NoSources:
    """A stage without connectors: a connected row runs by people, as S0's fallback."""

    def find(self, owner: UnitCode, material: str) -> Connector | None:  # noqa: ARG002  # the port's
        return None

    def ask(self, connector: Connector, query: SourceQuery) -> SourceAnswer:
        raise SourceSilent(f"none for {query.row} at {connector.name}")
