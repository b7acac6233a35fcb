"""A seal's new key in two visits: first the key and its certificate request, then, with what the
authority gave back, the change. Pages that were sealed before carry their own certificate."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.serialization import Encoding

from chalicelib.keys.adapters.roster_store import KeptRoster
from chalicelib.keys.domain.roster import KeyVersion
from chalicelib.proofs.seal.adapters.kept import seal_file
from chalicelib.requests.domain.claims import SealKind
from infra.rotate.certificate_request import (
    NOT_SWITCHED,
    certificate_request,
    check_certificates,
    public_of,
    read_certificates,
)
from infra.rotate.kms_keys import RotatedKey, key_policy, new_key
from infra.rotate.versions import CONTENDED, pairs_of
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import DeployProblem
from infra.template.keys import SEALS

TRIES, PAUSE = 15, 2.0
"""A key's policy counts everywhere within seconds."""
Pause = Callable[[float], None]


@dataclass(frozen=True)
class SealPlace:
    """One seal of one stage; ``name`` is seal-a or seal-b."""

    stage: Stage
    cloud: Cloud
    name: str

    @property
    def kind(self) -> SealKind:
        return SealKind(next(kind for kind, name in SEALS.items() if name == self.name))

    @property
    def bucket(self) -> str:
        return f"{self.stage.prefix}-private-{self.cloud.account}-{self.cloud.region}"

    @property
    def shown_name(self) -> str:
        return self.stage.seal_names()[self.kind]

    def command(self, rest: str) -> str:
        return f"mianzheng rotate {self.name} {self.cloud.place(self.stage)} {rest}"


def request_certificate(
    place: SealPlace, roster: KeptRoster, organization: str, pause: Pause = time.sleep
) -> bytes:
    """Make the next key, or find the one made before, and its request in PEM: asking again gives
    another request for the same key.

    The policy lets nobody but the sealing function sign; for this one signature it lets its maker,
    too, before there is any certificate by which such a signature could pass for a seal.
    """
    key = _next_key(place, roster)
    kms = place.cloud.client("kms")
    names = {
        "country_name": "CN",
        "organization_name": organization,
        "common_name": place.shown_name,
    }
    _set_policy(place, key, _callers(place.cloud))
    try:
        return certificate_request(
            key.public, names, lambda data: _signed(kms, key.id, data, pause)
        )
    finally:
        _set_policy(place, key, ())


def change_seal(place: SealPlace, roster: KeptRoster, file: Path) -> KeyVersion:
    """Certificates to their place, then the roster: from then on the sealing function takes both,
    within five minutes. Run again with the same file it does nothing. Raises DeployProblem."""
    again = place.command(f"--certificate {file}")
    chain = read_certificates(file, again)
    kind, standing = place.kind, roster.fresh()
    newest = standing.of(kind.value)[-1]
    if newest.jwk and pairs_of(public_of(chain[0]) or b"") == newest.jwk:
        return newest
    key = _next_key(place, roster)
    check_certificates(chain, key.public, roster.now(), place.command("--request 文件"))
    number = newest.number + 1
    _upload(place, number, b"".join(one.public_bytes(Encoding.PEM) for one in chain))
    version = KeyVersion(number, key.arn, pairs_of(key.public), roster.now(), is_urgent=True)
    first = KeyVersion(1)
    if not roster.replace(standing, standing.announcing(kind.value, version, first)):
        raise DeployProblem(CONTENDED, NOT_SWITCHED, again)
    return version


def _next_key(place: SealPlace, roster: KeptRoster) -> RotatedKey:
    number = roster.fresh().of(place.kind.value)[-1].number + 1
    return new_key(place.stage, place.cloud, place.name, number)


def _upload(place: SealPlace, number: int, certificates: bytes) -> None:
    s3 = place.cloud.client("s3")
    picture = seal_file(place.kind, "pdf")
    try:
        s3.head_object(Bucket=place.bucket, Key=picture)
    except ClientError as error:
        raise DeployProblem(
            f"桶 {place.bucket} 里没有印文图样 {picture}",
            NOT_SWITCHED,
            f"上传图样({picture}),再运行同一条命令",
        ) from error
    s3.put_object(Bucket=place.bucket, Key=seal_file(place.kind, "pem", number), Body=certificates)


def _set_policy(place: SealPlace, key: RotatedKey, also: tuple[str, ...]) -> None:
    policy = key_policy(place.stage, place.cloud, place.name, also)
    place.cloud.client("kms").put_key_policy(
        KeyId=key.id, PolicyName="default", Policy=json.dumps(policy)
    )


def _callers(cloud: Cloud) -> tuple[str, ...]:
    """Who runs this, as a policy knows him: a session by its role, whose path it does not tell."""
    arn = str(cloud.client("sts").get_caller_identity()["Arn"])
    if ":assumed-role/" not in arn:
        return (arn,)
    role = arn.split(":assumed-role/")[1].split("/", maxsplit=1)[0]
    place = f"arn:{cloud.partition}:iam::{cloud.account}:role"
    return (f"{place}/{role}", f"{place}/*/{role}")


def _signed(kms: Any, key: str, data: bytes, pause: Pause) -> bytes:
    for left in reversed(range(TRIES)):
        try:
            found: bytes = kms.sign(
                KeyId=key, Message=data, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256"
            )["Signature"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "AccessDeniedException" or not left:
                raise
            pause(PAUSE)
        else:
            return found
    raise AssertionError("the last try returns or raises")
