"""The keys of proofs: tokens and file receipts by one, status lists by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.ids import ProofId
from chalicelib.keys.domain.kids import STATUS, kid_of
from chalicelib.proofs.adapters.tokens import new_jti, sign_file_receipt, sign_proof

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from chalicelib.cloud.vault import Vault
    from chalicelib.kernel.files import StaticSite
    from chalicelib.kernel.ports import Clock
    from chalicelib.keys.adapters.rostered import RosteredKey
    from chalicelib.proofs.domain.receipts import FileReceipt
    from chalicelib.requests.domain.claims import ProofClaims, ProofStatus

TOKEN_KIND = "application/jwt"  # noqa: S105  # a media type
SALT_SIZE = 16


class ProofKeys:
    """The ProofSigner port: one signature a token."""

    def __init__(self, key: RosteredKey, vault: Vault) -> None:
        self._key = key
        self._vault = vault

    def new_id(self) -> ProofId:
        return ProofId(new_jti())

    def sign_proof(self, claims: ProofClaims) -> str:
        return self._key.sign(lambda number, signer: sign_proof(claims, number, signer))

    def sign_receipt(self, receipt: FileReceipt) -> str:
        return self._key.sign(lambda number, signer: sign_file_receipt(receipt, number, signer))

    def salt(self, proof: ProofId) -> bytes:
        return bytes.fromhex(self._vault.blind_index("salt", proof))[:SALT_SIZE]


class SignedStatusLists:
    """The StatusLists port: ``/status/<shard>.jwt``, signed by a key of its own."""

    def __init__(self, origin: str, key: RosteredKey, site: StaticSite, clock: Clock) -> None:
        self._origin = origin
        self._key = key
        self._site = site
        self._clock = clock

    def publish(self, shard: int, marks: Mapping[int, ProofStatus]) -> None:
        from chalicelib.proofs.status.adapters.lists import StatusIssue, make_status_list
        from chalicelib.proofs.status.domain import pack

        issue = StatusIssue(self._origin, shard, self._now(), pack(marks))
        token = self._key.sign(
            lambda number, signer: make_status_list(issue, kid_of(STATUS, number), signer)
        )
        self._site.put(f"status/{shard}.jwt", token.encode(), TOKEN_KIND)

    def _now(self) -> datetime:
        return self._clock.now()
