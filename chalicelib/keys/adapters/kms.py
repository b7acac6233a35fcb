"""The keyring of a deployed stage: secrets wrapped by KMS, the root key inside KMS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.cloud.dynamodb.failures import reaching_the_table
from chalicelib.keys.adapters.keyring import Keyring, NamedKey
from chalicelib.keys.adapters.signers import KmsSigner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.cloud.dynamodb.record import Record


class KmsSecrets:
    """Secrets in the table, encrypted by a symmetric KMS key bound to their name.

    ``own_keys`` names the secrets that have a KMS key of their own.
    """

    def __init__(
        self,
        kms: Any,
        key_id: str,
        record: type[Record],
        own_keys: Mapping[str, str] | None = None,
    ) -> None:
        self._kms = kms
        self._key_id = key_id
        self._record = record
        self._own_keys = own_keys or {}

    @reaching_the_table()
    def read(self, name: str) -> bytes | None:
        try:
            item = self._record.get("KEYRING", name, consistent_read=True)
        except DoesNotExist:
            return None
        answer = self._kms.decrypt(
            KeyId=self._key_of(name),
            CiphertextBlob=item.doc,
            EncryptionContext={"name": name},
        )
        plain: bytes = answer["Plaintext"]
        return plain

    @reaching_the_table()
    def create(self, name: str, value: bytes) -> bytes:
        try:
            self._item(name, value).save(self._record.pk.does_not_exist())
        except PutError:
            # Another process was first, or no answer came. Only what stands may be used: data
            # sealed under a secret that was not kept can never be read again.
            found = self.read(name)
            if found is None:
                raise
            return found
        return value

    @reaching_the_table()
    def replace(self, name: str, value: bytes) -> None:
        self._item(name, value).save()

    def _item(self, name: str, value: bytes) -> Record:
        answer = self._kms.encrypt(
            KeyId=self._key_of(name), Plaintext=value, EncryptionContext={"name": name}
        )
        return self._record("KEYRING", name, doc=answer["CiphertextBlob"])

    def _key_of(self, name: str) -> str:
        return self._own_keys.get(name) or self._key_id


def kms_keyring(kms: Any, key_ids: Mapping[str, str], secrets: KmsSecrets) -> Keyring:
    """``key_ids``: the KMS keys (ECC_NIST_P256) by name: root, proof, status. A later version of
    one is named by its own ARN."""

    def named(name: str) -> NamedKey:
        return NamedKey(KmsSigner(kms, key_ids.get(name, name)), name)

    return Keyring(secrets, named)
