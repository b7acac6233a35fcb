"""The service's own keys behind one port: KMS, or local PEM files on the laptop.

A keyring holds three secrets: the key that wraps data keys, the key of keyed digests, and the
response key (P-256), renewed daily and endorsed by the root key, which never leaves its place.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from chalicelib.kernel.records import record
from chalicelib.kernel.texts import base64url
from chalicelib.keys.adapters.jwk import generate_private_jwk, load_private, public_jwk
from chalicelib.keys.adapters.signers import LocalSigner, Signer, jwk_of_public_pem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from chalicelib.keys.domain.roster import ResponseRotation

RESPONSE_KEY_LIFE = timedelta(hours=24)
ENDORSEMENT_LIFE = timedelta(hours=48)
ROOT_KID = "mianzheng-root"


class Secrets(Protocol):
    """Named secrets at rest. ``create`` writes only if absent and returns what stands;
    ``replace`` writes over what stands."""

    def read(self, name: str) -> bytes | None: ...

    def create(self, name: str, value: bytes) -> bytes: ...

    def replace(self, name: str, value: bytes) -> None: ...


@record(frozen=True)
class ResponseKey:
    """The private JWK that signs answers, and the JWKS that lets others trust it."""

    jwk: dict[str, Any]
    jwks: dict[str, Any]
    made_at: datetime


class KeySigner(Signer, Protocol):
    """A signer that knows its public half."""

    def public_pem(self) -> bytes: ...


@record(frozen=True)
class NamedKey:
    """A P-256 key that signs where it is. Its public half is asked for where it is needed: to
    sign, and to wire a process, takes no call."""

    signer: KeySigner
    name: str

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public JWK {kty, crv, x, y, kid, alg}; KMS: one call a process."""
        return jwk_of_public_pem(self.signer.public_pem(), self.name)


class Keyring:
    """Loads each secret once per process; makes it on the first start of a stage.

    ``keys`` gives the keys that never leave their place: ``root``, ``proof``, ``status``, and
    their later versions by the name that the roster has for them.
    """

    def __init__(self, stored: Secrets, keys: Callable[[str], NamedKey]) -> None:
        self._stored = stored
        self._keys = lru_cache(maxsize=8)(keys)

    def key(self, name: str) -> NamedKey:
        return self._keys(name)

    def symmetric(self, name: str) -> bytes:
        """A 32-byte key: ``wrapping`` or ``digest``."""
        return self._stored.read(name) or self._stored.create(name, secrets.token_bytes(32))

    def made_once(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The secret of this name; the first one made stands."""
        return self._stored.read(name) or self._stored.create(name, make())

    def spend(self, name: str, mark: bytes) -> None:
        """Destroy a secret that was made; ``mark`` stands in its place for ever."""
        if self._stored.read(name) not in (None, mark):
            self._stored.replace(name, mark)

    def response_key(
        self,
        now: datetime,
        publish: Callable[[dict[str, Any]], None],
        rotated: ResponseRotation | None = None,
    ) -> ResponseKey:
        """The response key of this day (UTC), the last one where more were asked for; those before
        it stay in the JWKS while their endorsement counts.

        Each day has a secret of its own that is written once, so processes that renew at the
        same moment agree. Its JWKS is published before any answer is signed by it; a mark says
        so, and whoever finds none publishes, however the first one ended.
        """
        name = _response_name(now, rotated)
        found = self._stored.read(name)
        if found is None:
            before = self._before(now, rotated)
            found = self._stored.create(name, _text(self._make(now, before)))
        key = _parse(found)
        if self._stored.read(f"{name}-published") is None:
            publish(key.jwks)
            self._stored.create(f"{name}-published", b"1")
        return key

    def _before(self, now: datetime, rotated: ResponseRotation | None) -> ResponseKey | None:
        if rotated is not None and rotated.day == f"{now:%Y%m%d}" and rotated.serial > 1:
            if rotated.stands_alone:
                return None
            earlier = replace(rotated, serial=rotated.serial - 1)
            found = self._stored.read(_response_name(now, earlier))
        else:
            found = self._stored.read(_response_name(now - RESPONSE_KEY_LIFE, rotated))
        return None if found is None else _parse(found)

    def _make(self, now: datetime, previous: ResponseKey | None) -> ResponseKey:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        jwk: dict[str, Any] = dict(generate_private_jwk())
        jwk["kid"] = f"res-{now:%Y%m%d}-{secrets.token_hex(6)}"
        root = self.key("root")
        root_jwk = {**root.jwk, "kid": ROOT_KID, "alg": "ES256", "use": "sig"}
        from chalicelib.keys.adapters.endorsement import endorse

        endorsement = endorse(jwk, ROOT_KID, root.signer, (midnight, midnight + ENDORSEMENT_LIFE))
        keys = [{**public_jwk(jwk), "use": "sig"}, root_jwk]
        endorsements = [endorsement]
        if previous is not None:
            counting = {kid: one for one in previous.jwks["endorsement"] if (kid := _for(one, now))}
            keys += [one for one in previous.jwks["keys"] if one["kid"] in counting]
            endorsements += counting.values()
        return ResponseKey(jwk, {"keys": keys, "endorsement": endorsements}, midnight)


def _response_name(day: datetime, rotated: ResponseRotation | None) -> str:
    text = f"{day:%Y%m%d}"
    is_further = rotated is not None and rotated.day == text and rotated.serial > 1
    return f"response-{text}-{rotated.serial}" if rotated and is_further else f"response-{text}"


def _for(endorsement: str, now: datetime) -> str | None:
    """The kid of our own endorsement while it counts."""
    claims = json.loads(base64url.decode(endorsement.split(".")[1]))
    return str(claims["kid"]) if now.timestamp() < claims["exp"] else None


def _text(key: ResponseKey) -> bytes:
    made_at = key.made_at.isoformat()
    return json.dumps({"jwk": key.jwk, "jwks": key.jwks, "made_at": made_at}).encode()


def _parse(text: bytes) -> ResponseKey:
    parsed = json.loads(text)
    return ResponseKey(parsed["jwk"], parsed["jwks"], datetime.fromisoformat(parsed["made_at"]))


class FileSecrets:
    """Secrets as files of mode 0600 in a folder of mode 0700: the laptop's keyring."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        path = self._folder / name
        return path.read_bytes() if path.exists() else None

    def create(self, name: str, value: bytes) -> bytes:
        temporary = self._write(name, value)
        try:
            # A link is made once, however many processes start at the same time.
            os.link(temporary, self._folder / name)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
        return (self._folder / name).read_bytes()

    def replace(self, name: str, value: bytes) -> None:
        self._write(name, value).replace(self._folder / name)

    def _write(self, name: str, value: bytes) -> Path:
        """Beside its place first: a crash never leaves half a key."""
        temporary = self._folder / f".{name}.{secrets.token_hex(8)}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        return temporary


def local_keyring(folder: Path, files: Mapping[str, str] | None = None) -> Keyring:
    """Keys of the laptop: PEM files beside the secrets; ``files`` may name another one."""
    stored = FileSecrets(folder)

    def named(name: str) -> NamedKey:
        name = (files or {}).get(name) or name
        pem = stored.read(f"{name}.pem")
        if pem is None:
            private = load_private(generate_private_jwk())
            text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            pem = stored.create(f"{name}.pem", text)
        return NamedKey(LocalSigner(load_pem_private_key(pem, None)), name)

    return Keyring(stored, named)
