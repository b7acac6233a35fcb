"""The roster of signing keys: which version signs, and which are published, from the roster and
the time alone (docs/adr/0017).

A key that was never rotated has version 1, the one the stage was deployed with. A later version is
announced, published in the JWKS, and signs once it has been published for ``OVERLAP``; the one
before stays published for as long as anything it signed can count. Times are aware UTC.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta

from chalicelib.kernel.records import record
from chalicelib.keys.domain.kids import PROOF, PROOF_LIFE, STATUS, kid_of

PUBLISHED = (PROOF, STATUS)
"""The keys whose versions stand in the JWKS; those of seals have certificates instead."""

OVERLAP = timedelta(hours=25)
"""A reader without a network relies on what it kept for 24 hours at most: then its status list is
over and nothing is confirmed by it any more. One hour more is for the caches on the way (300 s),
for processes that read the roster every five minutes, and for clocks."""

STAYS = {
    PROOF: PROOF_LIFE + timedelta(days=1),
    STATUS: timedelta(days=7),
}
"""How long a version stays published after the next one signs. A proof counts for 30 days. A status
list counts for 24 hours, and what stands for ever (editions, names) is signed anew within the hour;
a week leaves time to mend what keeps that from happening."""

LAST_NUMBER = 255
"""A token's kid is one byte in its QR code."""

URGENT_PAUSE = timedelta(hours=1)
"""Within it a further urgent rotation is taken for a repeat of the first."""


class RotationRefused(Exception):
    """Why no new version may be announced now; the roster stays as it is."""


class RotationUnderWay(RotationRefused):
    """``version`` was announced and does not sign yet, or has just been made in a hurry."""

    def __init__(self, version: "KeyVersion") -> None:
        super().__init__(f"version {version.number} is under way")
        self.version = version


class NumbersSpent(RotationRefused):
    """Number 255 was given: no kid is ever used again."""


@record(frozen=True)
class KeyVersion:
    """``key``: its KMS key or, on the laptop, its file; empty for the one the settings name.

    ``jwk``: the sorted members of the public half; empty where it has to be asked for.
    ``published_at``: when the JWKS with it was first put. ``is_urgent``: it signs without overlap.
    ``withdrawn_at``: nothing it signed counts from then on.
    """

    number: int
    key: str = ""
    jwk: tuple[tuple[str, str], ...] = ()
    announced_at: datetime | None = None
    published_at: datetime | None = None
    is_urgent: bool = False
    withdrawn_at: datetime | None = None

    @property
    def signs_from(self) -> datetime | None:
        """None while it is not published: the overlap has not begun."""
        if self.is_urgent or self.announced_at is None:
            return self.announced_at
        return None if self.published_at is None else self.published_at + OVERLAP

    def is_ready(self, now: datetime) -> bool:
        """It may sign: version 1 always could."""
        if self.withdrawn_at is not None:
            return False
        if self.announced_at is None:
            return True
        return self.signs_from is not None and self.signs_from <= now


FIRST = KeyVersion(1)


@record(frozen=True)
class ResponseRotation:
    """The response key of ``day`` (UTC, YYYYMMDD) is the ``serial``th; ``stands_alone``: those
    before it leave the JWKS with it."""

    day: str
    serial: int
    stands_alone: bool = False


@record(frozen=True)
class KeyRoster:
    """``versions`` by purpose, oldest first, none ever taken out. ``told``: the kids of the JWKS
    as it was last put."""

    versions: Mapping[str, tuple[KeyVersion, ...]] = field(default_factory=dict)
    response: ResponseRotation | None = None
    told: tuple[str, ...] | None = None

    def of(self, purpose: str) -> tuple[KeyVersion, ...]:
        return self.versions.get(purpose) or (FIRST,)

    def signing(self, purpose: str, now: datetime) -> KeyVersion:
        """The version that signs at ``now``; there always is one, also for a clock that is behind
        the one by which the others were withdrawn."""
        every = self.of(purpose)
        return ([one for one in every if one.is_ready(now)] or [every[-1]])[-1]

    def leaves_at(self, purpose: str, version: KeyVersion) -> datetime | None:
        """When it leaves the JWKS; None while nothing is there to replace it."""
        return dict(self._leaving(purpose))[version.number]

    def standing(self, purpose: str, now: datetime) -> tuple[KeyVersion, ...]:
        """The versions that belong into the JWKS at ``now``, newest last."""
        leaving = dict(self._leaving(purpose))
        return tuple(
            one
            for one in self.of(purpose)
            if (leaves := leaving[one.number]) is None or now < leaves
        )

    def _leaving(self, purpose: str) -> Iterator[tuple[int, datetime | None]]:
        """(number, when it leaves the JWKS), newest first: one pass, for there may be 255."""
        replaced_at: datetime | None = None
        for one in reversed(self.of(purpose)):
            stays = None if replaced_at is None else replaced_at + STAYS[purpose]
            yield one.number, stays if one.withdrawn_at is None else one.withdrawn_at
            if one.withdrawn_at is None and one.signs_from:
                replaced_at = min(replaced_at or one.signs_from, one.signs_from)

    def kids(self, now: datetime) -> tuple[str, ...]:
        """What the JWKS should hold of the keys that were rotated."""
        return tuple(
            kid_of(purpose, one.number)
            for purpose in PUBLISHED
            for one in self.standing(purpose, now)
        )

    def is_due(self, now: datetime) -> bool:
        """The JWKS says something else; never so where nothing was rotated."""
        return bool(self.versions) and self.told != self.kids(now)

    def told_at(self, now: datetime) -> "KeyRoster":
        """The JWKS was put as this roster says: overlaps begin."""
        versions = {
            purpose: tuple(_published(one, now) if purpose in PUBLISHED else one for one in every)
            for purpose, every in self.versions.items()
        }
        return replace(self, versions=versions, told=self.kids(now))

    def check_free(self, purpose: str, now: datetime, *, is_urgent: bool = False) -> int:
        """The number of the next version. Raises RotationUnderWay and NumbersSpent."""
        newest = self.of(purpose)[-1]
        if newest.announced_at is not None:
            is_repeat = newest.is_urgent and now < newest.announced_at + URGENT_PAUSE
            if is_repeat or (not is_urgent and not newest.is_ready(now)):
                raise RotationUnderWay(newest)
        if newest.number >= LAST_NUMBER:
            raise NumbersSpent(purpose)
        return newest.number + 1

    def announcing(self, purpose: str, new: KeyVersion, first: KeyVersion) -> "KeyRoster":
        """With ``new`` behind the standing versions, of which ``first`` is the first where nothing
        was rotated yet. An urgent one withdraws the published ones before it."""
        before = self.versions.get(purpose) or (first,)
        if new.is_urgent and purpose in PUBLISHED:
            before = tuple(
                one if one.withdrawn_at else replace(one, withdrawn_at=new.announced_at)
                for one in before
            )
        return replace(self, versions={**self.versions, purpose: (*before, new)})

    def renewing_response(self, day: str, *, stands_alone: bool) -> "KeyRoster":
        """A further response key of ``day``."""
        serial = self.serial_on(day) + 1
        return replace(self, response=ResponseRotation(day, serial, stands_alone))

    def serial_on(self, day: str) -> int:
        """Which of the day's response keys signs; 1 where none was added."""
        return self.response.serial if self.response and self.response.day == day else 1


def _published(version: KeyVersion, now: datetime) -> KeyVersion:
    is_new = version.announced_at is not None and version.published_at is None
    return replace(version, published_at=now) if is_new else version
