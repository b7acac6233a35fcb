"""The keyring of a deployed stage: secrets wrapped by KMS, the root key inside KMS."""

from collections.abc import Mapping
from typing import Any

from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.adapters.dynamodb.failures import reaching_the_table
from chalicelib.adapters.dynamodb.record import Record
from chalicelib.adapters.keyring import Keyring, NamedKey
from chalicelib.adapters.signatures import KmsSigner


class KmsSecrets:
    """Secrets in the table, encrypted by a symmetric KMS key bound to their name."""

    def __init__(self, kms: Any, key_id: str, record: type[Record]) -> None:
        self._kms = kms
        self._key_id = key_id
        self._record = record

    @reaching_the_table()
    def read(self, name: str) -> bytes | None:
        try:
            item = self._record.get("KEYRING", name, consistent_read=True)
        except DoesNotExist:
            return None
        answer = self._kms.decrypt(
            KeyId=self._key_id,
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

    def _item(self, name: str, value: bytes) -> Record:
        answer = self._kms.encrypt(
            KeyId=self._key_id, Plaintext=value, EncryptionContext={"name": name}
        )
        return self._record("KEYRING", name, doc=answer["CiphertextBlob"])


def kms_keyring(
    kms: Any, key_ids: Mapping[str, str], wrapping_key_id: str, record: type[Record]
) -> Keyring:
    """``key_ids``: the KMS keys (ECC_NIST_P256) by name: root, proof, status."""

    def named(name: str) -> NamedKey:
        return NamedKey(KmsSigner(kms, key_ids[name]), name)

    return Keyring(KmsSecrets(kms, wrapping_key_id, record), named)
