"""A signing key in its versions: the roster says which one signs, and which are published."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib.kernel.records import record
from chalicelib.keys.adapters.roster_store import RosterSource
from chalicelib.keys.adapters.signers import Signer
from chalicelib.keys.domain.kids import PROOF, STATUS, kid_of

if TYPE_CHECKING:
    from chalicelib.keys.adapters.keyring import NamedKey
    from chalicelib.keys.domain.roster import KeyRoster, KeyVersion

Sign = Callable[[int, Signer], str]
"""(number of the version, its signer) -> what it signed."""


class RosteredKey:
    """The versions of one purpose. ``key`` finds a key by the roster's name for it; the empty name
    is the key of the settings."""

    def __init__(self, purpose: str, key: Callable[[str], NamedKey], roster: RosterSource) -> None:
        self.purpose = purpose
        self._key = key
        self._roster = roster

    def sign(self, sign: Sign) -> str:
        """One signature by the version that signs now. Where KMS refuses it, the roster is read
        anew: a key that was withdrawn in a hurry is disabled, and another one signs."""
        chosen = self._signing(self._roster.current())
        try:
            return sign(chosen.number, self._key(chosen.key).signer)
        except ClientError:
            other = self._signing(self._roster.fresh())
            if other.number == chosen.number:
                raise
            return sign(other.number, self._key(other.key).signer)

    def number(self) -> int:
        """The version that signs now."""
        return self._signing(self._roster.current()).number

    def is_rotated(self) -> bool:
        return len(self._roster.current().of(self.purpose)) > 1

    def entries(self, roster: KeyRoster) -> list[dict[str, object]]:
        """The JWKS entries of ``roster``'s standing versions, oldest first."""
        standing = roster.standing(self.purpose, self._roster.now())
        return [self._entry(one) for one in standing]

    def entry_of(self, kid: str) -> dict[str, object] | None:
        """The public half of any version there ever was, for what this system signed itself."""
        for one in self._roster.current().of(self.purpose):
            if kid_of(self.purpose, one.number) == kid:
                return self._entry(one)
        return None

    def _signing(self, roster: KeyRoster) -> KeyVersion:
        return roster.signing(self.purpose, self._roster.now())

    def _entry(self, version: KeyVersion) -> dict[str, object]:
        jwk = dict(version.jwk) or self._key(version.key).jwk
        kid = kid_of(self.purpose, version.number)
        from chalicelib.keys.adapters.published import purpose_entry

        return purpose_entry({**jwk, "kid": kid, "alg": "ES256"}, self.purpose)


@record(frozen=True)
class SigningKeys:
    """What stands in the JWKS beside the response keys, over one roster."""

    proof: RosteredKey
    status: RosteredKey
    roster: RosterSource

    def entries(self, roster: KeyRoster) -> list[dict[str, object]]:
        return [*self.proof.entries(roster), *self.status.entries(roster)]

    def is_due(self) -> bool:
        """The JWKS has to be put anew; 1 read."""
        return self.roster.fresh().is_due(self.roster.now())

    def tell(self, published: KeyRoster) -> bool:
        """The JWKS was put as ``published`` says. False: the roster changed, put it again."""
        now = self.roster.now()
        if not published.is_due(now):
            return True
        return self.roster.replace(published, published.told_at(now))


def signing_keys(key: Callable[[str], NamedKey], roster: RosterSource) -> SigningKeys:
    """``key`` finds the keys of the settings by their purpose, others by the roster's names."""

    def of(purpose: str) -> RosteredKey:
        return RosteredKey(purpose, lambda name: key(name or purpose), roster)

    return SigningKeys(of(PROOF), of(STATUS), roster)
