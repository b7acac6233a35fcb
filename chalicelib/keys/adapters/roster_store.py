"""The roster of signing keys at rest: public halves and times, kept as they are beside a keyed
digest, so that nobody who only writes the table can put a key of his own into the JWKS.

A process reads it at most every five minutes, and anew before it publishes the JWKS.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.kernel.errors import Misconfigured, Unavailable
from chalicelib.kernel.times.clock import instant
from chalicelib.keys.domain.roster import KeyRoster, KeyVersion, ResponseRotation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from chalicelib.kernel.ports import Clock

NAME = "roster"
KEPT_FOR = timedelta(minutes=5)
"""How old a process's view may be, so that a warm call reads nothing."""


class RosterStore(Protocol):
    """One text. ``swap`` writes ``new`` only where ``old`` stands (None: nothing)."""

    def read(self) -> bytes | None: ...

    def swap(self, old: bytes | None, new: bytes) -> bool: ...


class RosterSource(Protocol):
    """The roster as signers and publishers see it."""

    def current(self) -> KeyRoster:
        """At most five minutes old."""
        ...

    def fresh(self) -> KeyRoster:
        """As it stands now."""
        ...

    def replace(self, old: KeyRoster, new: KeyRoster) -> bool:
        """False where somebody else changed ``old`` meanwhile."""
        ...

    def now(self) -> datetime: ...


class KeptRoster:
    """The RosterSource over a store. Raises Misconfigured for a roster that was tampered with,
    and Unavailable where it can't be read the first time."""

    def __init__(self, store: RosterStore, digest_key: bytes, clock: Clock) -> None:
        self._store = store
        self._key = hmac.digest(digest_key, NAME.encode(), hashlib.sha256)
        self._clock = clock
        self._lock = threading.Lock()
        self._text: bytes | None = None
        self._roster = KeyRoster()
        self._read_at: datetime | None = None

    def now(self) -> datetime:
        return self._clock.now()

    def current(self) -> KeyRoster:
        with self._lock:
            now = self.now()
            if self._read_at is None:
                return self._read(now)
            if not timedelta() <= now - self._read_at < KEPT_FOR:
                try:
                    return self._read(now)
                except Unavailable:
                    # What was right five minutes ago signs on; the next call asks again.
                    return self._roster
            return self._roster

    def fresh(self) -> KeyRoster:
        with self._lock:
            return self._read(self.now())

    def replace(self, old: KeyRoster, new: KeyRoster) -> bool:
        with self._lock:
            if self._roster != old:
                return False
            text = to_text(new, self._key)
            is_done = self._store.swap(self._text, text)
            if is_done:
                self._text, self._roster, self._read_at = text, new, self.now()
            return is_done

    def _read(self, now: datetime) -> KeyRoster:
        text = self._store.read()
        if text != self._text:
            self._roster = KeyRoster() if text is None else from_text(text, self._key)
            self._text = text
        self._read_at = now
        return self._roster


class FileRoster:
    """A file of the laptop's keyring, whole or not there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes | None:
        return self._path.read_bytes() if self._path.exists() else None

    def swap(self, old: bytes | None, new: bytes) -> bool:
        with self._locked():
            if self.read() != old:
                return False
            temporary = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
            temporary.touch(0o600)
            temporary.write_bytes(new)
            temporary.replace(self._path)
            return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Between processes of this machine."""
        lock = os.open(self._path.with_name(f".{self._path.name}.lock"), os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def to_text(roster: KeyRoster, key: bytes) -> bytes:
    """The stored form: the content, and its HMAC-SHA-256 under ``key``."""
    response = roster.response
    content = {
        "versions": {
            purpose: [_version_out(one) for one in every]
            for purpose, every in roster.versions.items()
        },
        "response": response and [response.day, response.serial, response.stands_alone],
        "told": roster.told,
    }
    text = json.dumps(content, separators=(",", ":"))
    return json.dumps({"roster": text, "mac": _mac(text, key)}).encode()


def from_text(text: bytes, key: bytes) -> KeyRoster:
    """The inverse. Raises Misconfigured for what was not written under ``key``."""
    try:
        outer = json.loads(text)
        inner, mac = str(outer["roster"]), str(outer["mac"])
    except (ValueError, KeyError, TypeError):
        inner = mac = ""
    if not hmac.compare_digest(mac.encode(), _mac(inner, key).encode()):
        raise Misconfigured(
            "密钥名册不是本系统写的,或被改动过;没有照它签名。请从备份恢复 KEYRING 的 roster 一条。"
        )
    return read_unchecked(text)


def read_unchecked(text: bytes) -> KeyRoster:
    """To be shown, never to be trusted: whoever writes the table could have written it."""
    content = json.loads(json.loads(text)["roster"])
    response, told = content["response"], content["told"]
    return KeyRoster(
        {
            purpose: tuple(_version_in(one) for one in every)
            for purpose, every in content["versions"].items()
        },
        response and ResponseRotation(*response),
        None if told is None else tuple(told),
    )


def _mac(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


_TIMES = ("announced_at", "published_at", "withdrawn_at")


def _version_out(version: KeyVersion) -> dict[str, Any]:
    times = {name: getattr(version, name) for name in _TIMES}
    return {
        "number": version.number,
        "key": version.key,
        "jwk": dict(version.jwk),
        "is_urgent": version.is_urgent,
        **{name: None if at is None else at.isoformat() for name, at in times.items()},
    }


def _version_in(content: dict[str, Any]) -> KeyVersion:
    times = {name: content[name] for name in _TIMES}
    return KeyVersion(
        number=content["number"],
        key=content["key"],
        jwk=tuple(sorted(content["jwk"].items())),
        is_urgent=content["is_urgent"],
        **{name: at and instant(datetime.fromisoformat(at)) for name, at in times.items()},
    )
