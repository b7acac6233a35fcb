"""A new version of a key that signs proofs or lists, and a further response key of the day: from
the KMS key to the roster, each step such that a run that was broken off is simply run again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.keys.adapters.jwk import jwk_pairs
from chalicelib.keys.adapters.roster_store import KeptRoster
from chalicelib.keys.adapters.signers import jwk_of_public_pem, pem_of_der
from chalicelib.keys.domain.kids import kid_of
from chalicelib.keys.domain.roster import KeyRoster, KeyVersion, NumbersSpent, RotationUnderWay
from infra.rotate.kms_keys import new_key
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import DeployProblem
from infra.template.keys import alias

MOST_RESPONSE_KEYS = 3
"""A day; each one's public half stays for up to two days in a record of 4 kB (KMS)."""
NOTHING_ROTATED = "没有更换:现在的密钥照常签名,名册没有改动。"
MOST_TRIES = 5
CONTENDED = "名册一再被别人改动,没有写成"
Pairs = tuple[tuple[str, str], ...]
"""The sorted members of a public JWK."""


@dataclass(frozen=True)
class Rotation:
    """What is asked for. ``is_urgent``: the key before has leaked."""

    purpose: str
    is_urgent: bool = False


def check_rotation(roster: KeyRoster, asked: Rotation, now: datetime, where: str) -> int:
    """The number of the new version. Raises DeployProblem."""
    try:
        return roster.check_free(asked.purpose, now, is_urgent=asked.is_urgent)
    except RotationUnderWay as refused:
        version = refused.version
        kid = kid_of(asked.purpose, version.number)
        raise DeployProblem(
            f"密钥 {kid} 已经在更换之中({_since(version)}),不能同时再换一把",
            "没有再建密钥,更换照常进行。",
            f"mianzheng rotate show {where} 看它何时起签名;密钥泄露等不及的,加 --compromised",
        ) from refused
    except NumbersSpent as refused:
        raise DeployProblem(
            f"{asked.purpose} 的编号 1 至 255 已经用完:编号在二维码里只占一个字节,用过的不能再用",
            NOTHING_ROTATED,
            "另建一个阶段(新的网址),或先扩充 docs/eproof.md 的二维码格式",
        ) from refused


def _since(version: KeyVersion) -> str:
    if version.published_at is None:
        return f"{version.announced_at:%Y-%m-%d %H:%M} UTC 建成,还没有公布"
    if version.is_urgent:
        return f"{version.announced_at:%Y-%m-%d %H:%M} UTC 建成,已经在签名"
    return f"{version.signs_from:%Y-%m-%d %H:%M} UTC 起签名"


class KeyMaker(Protocol):
    """Where keys are made: KMS, or the files of a laptop. ``where``: the option that says so."""

    @property
    def where(self) -> str: ...

    def make(self, purpose: str, number: int) -> tuple[str, Pairs]:
        """(the roster's name for it, its public half) of the one key of that number."""
        ...

    def first(self, purpose: str) -> Pairs:
        """The public half of version 1: kept, so that it can be published when the key is gone."""
        ...

    def disable(self, purpose: str, version: KeyVersion) -> None:
        """It signs nothing more, whoever asks. Idempotent."""
        ...


class CloudKeys:
    """The KeyMaker of a stage."""

    def __init__(self, stage: Stage, cloud: Cloud) -> None:
        self._stage = stage
        self._cloud = cloud

    @property
    def where(self) -> str:
        return self._cloud.place(self._stage)

    def make(self, purpose: str, number: int) -> tuple[str, Pairs]:
        key = new_key(self._stage, self._cloud, purpose, number)
        return key.arn, pairs_of(key.public)

    def first(self, purpose: str) -> Pairs:
        kms = self._cloud.client("kms")
        return pairs_of(kms.get_public_key(KeyId=alias(self._stage, purpose))["PublicKey"])

    def disable(self, purpose: str, version: KeyVersion) -> None:
        kms = self._cloud.client("kms")
        named = version.key or alias(self._stage, purpose)
        found = kms.describe_key(KeyId=named)["KeyMetadata"]
        if found["KeyState"] == "Enabled":
            kms.disable_key(KeyId=found["KeyId"])


def rotate(keys: KeyMaker, asked: Rotation, roster: KeptRoster) -> KeyVersion:
    """Make the key, then announce it. Raises DeployProblem.

    Broken off before the roster was written, a repeat finds the key; after that, a repeat is told
    that the rotation is under way, once it has disabled what was withdrawn.
    """
    for _ in range(MOST_TRIES):
        standing = roster.fresh()
        _disable_withdrawn(keys, asked.purpose, standing)
        now = roster.now()
        number = check_rotation(standing, asked, now, keys.where)
        name, jwk = keys.make(asked.purpose, number)
        version = KeyVersion(number, name, jwk, now, is_urgent=asked.is_urgent)
        first = KeyVersion(1)
        if asked.purpose not in standing.versions:
            first = KeyVersion(1, jwk=keys.first(asked.purpose))
        announced = standing.announcing(asked.purpose, version, first)
        if roster.replace(standing, announced):
            _disable_withdrawn(keys, asked.purpose, announced)
            return version
    raise DeployProblem(CONTENDED, NOTHING_ROTATED, "稍候再运行同一条命令")


def _disable_withdrawn(keys: KeyMaker, purpose: str, roster: KeyRoster) -> None:
    """A process that has not read the new roster yet can't sign with them either."""
    for one in roster.of(purpose):
        if one.withdrawn_at is not None:
            keys.disable(purpose, one)


def pairs_of(der: bytes) -> Pairs:
    """The sorted members of a public key as KMS gives it."""
    return jwk_pairs(jwk_of_public_pem(pem_of_der(der), ""))


def rotate_response(roster: KeptRoster, *, is_urgent: bool) -> KeyRoster:
    """A further response key of today: the first process to see it makes and publishes it.
    Raises DeployProblem."""
    for _ in range(MOST_TRIES):
        standing, day = roster.fresh(), f"{roster.now():%Y%m%d}"
        check_response(standing, day)
        renewed = standing.renewing_response(day, stands_alone=is_urgent)
        if roster.replace(standing, renewed):
            return renewed
    raise DeployProblem(CONTENDED, NOTHING_ROTATED, "稍候再运行同一条命令")


def check_response(roster: KeyRoster, day: str) -> None:
    if roster.serial_on(day) >= MOST_RESPONSE_KEYS:
        raise DeployProblem(
            f"今天(UTC)已经有 {MOST_RESPONSE_KEYS} 把应答密钥,不再添加",
            NOTHING_ROTATED,
            "午夜(UTC)自动换新;先查清密钥是怎样泄露的(谁能读表、谁能用 wrapping 密钥解密)",
        )
