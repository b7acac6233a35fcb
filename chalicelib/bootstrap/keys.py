"""The keys a stage signs, seals and digests with: files of this machine, or KMS."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.cloud.vault import Vault
from chalicelib.kernel.records import record
from chalicelib.keys.adapters.keyring import Keyring
from chalicelib.keys.adapters.roster_store import NAME as ROSTER
from chalicelib.keys.adapters.roster_store import FileRoster, KeptRoster, RosterSource
from chalicelib.keys.adapters.rostered import SigningKeys, signing_keys
from chalicelib.keys.domain.kids import PROOF

if TYPE_CHECKING:
    from chalicelib.cloud.dynamodb.record import Record
    from chalicelib.cloud.settings import Settings
    from chalicelib.kernel.ports import Clock


def keyring_of(settings: Settings, record: type[Record]) -> Keyring:
    if settings.keyring_dir is not None:
        from chalicelib.keys.adapters.keyring import local_keyring

        files = {"proof": settings.proof_key_id, "status": settings.status_key_id}
        return local_keyring(Path(settings.keyring_dir), files)
    from chalicelib.cloud.aws import LazyClient
    from chalicelib.keys.adapters.kms import KmsSecrets, kms_keyring

    key_ids = {
        "root": settings.root_key_id,
        "proof": settings.proof_key_id,
        "status": settings.status_key_id,
    }
    kms = LazyClient("kms", settings)
    own_keys = {"digest": settings.digest_key_id}
    secrets = KmsSecrets(kms, settings.wrapping_key_id, record, own_keys)
    return kms_keyring(kms, key_ids, secrets)


def roster_of(
    settings: Settings, record: type[Record], digest_key: bytes, clock: Clock
) -> RosterSource:
    """Which versions of the signing keys there are. Data in memory has keys of its own, so it
    never reads the roster of what is kept."""
    if settings.keyring_dir is None:
        from chalicelib.keys.adapters.roster_table import TableRoster

        return KeptRoster(TableRoster(record), digest_key, clock)
    file = Path(settings.keyring_dir) / f"{ROSTER}-{settings.proof_key_id or PROOF}.json"
    return KeptRoster(FileRoster(file), digest_key, clock)


@record(frozen=True)
class Keys:
    """Everything this system signs, seals and digests with."""

    keyring: Keyring
    vault: Vault
    signing: SigningKeys


def keys_of(settings: Settings, record: type[Record], clock: Clock) -> Keys:
    """Calls KMS for the keyring's secrets only, once each."""
    keyring = keyring_of(settings, record)
    wrapping, digest = keyring.symmetric("wrapping"), keyring.symmetric("digest")
    signing = signing_keys(keyring.key, roster_of(settings, record, digest, clock))
    return Keys(keyring, Vault(wrapping, digest), signing)
