"""Signs every answer to a validly signed call, with a response key at most 24 hours old."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.keys.adapters.jwk import load_private
from chalicelib.keys.adapters.jws import ResponseSigner, sign_compact
from chalicelib.keys.adapters.keyring import RESPONSE_KEY_LIFE, Keyring
from chalicelib.keys.domain.claims import digest_claim

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import NoticeId, UnitCode
    from chalicelib.kernel.ports import Clock
    from chalicelib.keys.adapters.roster_store import RosterSource
    from chalicelib.keys.domain.roster import ResponseRotation

NOTICE_TYP = "wzm-ntc+jwt"

Publish = Callable[[Mapping[str, Any]], None]
"""Puts the response keys' JWKS where everybody finds it, with the other published keys."""


class Responder:
    """Unwraps the response key once per process and renews it when it is a day old, or
    when the roster asks for another one."""

    def __init__(
        self,
        origin: str,
        keyring: Keyring,
        publish: Publish,
        clock: Clock,
        roster: RosterSource,
    ) -> None:
        self._origin = origin
        self._keyring = keyring
        self._publish = publish
        self._clock = clock
        self._roster = roster
        self._rotated: ResponseRotation | None = None
        self._lock = threading.Lock()
        self._signer: ResponseSigner | None = None
        self._jwk: dict[str, str] = {}
        self._made_at: datetime | None = None

    def sign(self, call: SignedCall, status: int, body: bytes) -> str:
        """``WZM-Signature`` of the answer."""
        now = self._clock.now()
        return self.current(now).sign(call, status, body, now)

    def sign_notice(self, unit: UnitCode, id_: NoticeId, body: bytes) -> str:
        """``WZM-Signature`` of a webhook call: {iss, aud, iat, jti = the notice's id, dig}."""
        now = self._clock.now()
        self.current(now)
        header = {"alg": "ES256", "kid": self._jwk["kid"], "typ": NOTICE_TYP}
        claims = {
            "iss": self._origin,
            "aud": unit,
            "iat": int(now.timestamp()),
            "jti": id_,
            "dig": digest_claim(body),
        }
        return sign_compact(header, claims, load_private(self._jwk))

    def current(self, now: datetime) -> ResponseSigner:
        """The signer of today, the last one where more were asked for (seen within five minutes);
        publishes the JWKS before a new key signs."""
        with self._lock:
            rotated = self._roster.current().response
            is_fresh = self._made_at is not None and now - self._made_at < RESPONSE_KEY_LIFE
            if self._signer is None or not is_fresh or rotated != self._rotated:
                key = self._keyring.response_key(now, self._publish, rotated)
                self._rotated = rotated
                self._signer = ResponseSigner(self._origin, key.jwk)
                self._jwk, self._made_at = key.jwk, key.made_at
            return self._signer

    def publish(self) -> None:
        """Put the JWKS as it stands to where everybody finds it."""
        rotated, now = self._roster.fresh().response, self._clock.now()
        self._publish(self._keyring.response_key(now, self._publish, rotated).jwks)
