"""The store as bootstrap and tests know it: one commit, and a part for each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from chalicelib.complaints.ports import ComplaintStore
    from chalicelib.erasure.ports import ErasedStore
    from chalicelib.kernel.commits import Commit, Lists
    from chalicelib.kernel.ports import Ledger
    from chalicelib.keys.ports import KeyStore
    from chalicelib.notices.ports import WebhookStore
    from chalicelib.proofs.ports import PlaceStore
    from chalicelib.requests.ports import CopyStore, RequestStore
    from chalicelib.units.ports import UnitStore


PARTS = (
    "ledger",
    "lists",
    "units",
    "keys",
    "requests",
    "copies",
    "places",
    "webhooks",
    "complaints",
    "erased",
)


class Store(Protocol):
    """Each part stands under the name its port has in the subjects' ``Ports``."""

    def commit(self, commit: Commit) -> None: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def lists(self) -> Lists: ...

    @property
    def units(self) -> UnitStore: ...

    @property
    def keys(self) -> KeyStore: ...

    @property
    def requests(self) -> RequestStore: ...

    @property
    def copies(self) -> CopyStore: ...

    @property
    def places(self) -> PlaceStore: ...

    @property
    def webhooks(self) -> WebhookStore: ...

    @property
    def complaints(self) -> ComplaintStore: ...

    @property
    def erased(self) -> ErasedStore: ...
