"""What the machine gives: the time, and random bits."""

import secrets
from datetime import UTC, datetime

from chalicelib.kernel.times.clock import instant

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12


class SystemClock:
    """UTC, cut to the millisecond."""

    def now(self) -> datetime:
        return instant(datetime.now(UTC))


class SystemRandom:
    """Random bits of the operating system."""

    def id(self) -> str:
        """128 bits as base64url; drawn again if it began with ``-``, which a shell would take
        for an option."""
        while True:
            drawn = secrets.token_urlsafe(16)
            if not drawn.startswith("-"):
                return drawn

    def below(self, end: int) -> int:
        return secrets.randbelow(end)

    def one_time_code(self) -> str:
        """60 bits in Crockford base32: easy to read out, hard to guess."""
        return "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LENGTH))
