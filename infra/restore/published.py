"""What everybody can read and the restored table may have forgotten: status lists, proofs given
out, the list in force. All of it signed by keys that no table holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.bootstrap.wiring import Services
from chalicelib.cloud.buckets import load
from chalicelib.cloud.site import JWKS_PATH
from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.proofs.ports import StatusMark
from chalicelib.proofs.status.adapters.lists import read_status_list
from chalicelib.proofs.status.domain import StatusUnreadable
from chalicelib.publishing.use_cases.statements import MANIFEST, MANIFEST_TYP, read_signed
from chalicelib.requests.domain.claims import SHARD_SIZE, ProofClaims, ProofStatus
from infra.stage.problems import DeployProblem

LISTS, TOKENS = "status/", "c/"


@dataclass(frozen=True)
class GivenOut:
    """A proof that people hold: its id and its place in the status list."""

    id: str
    shard: int
    index: int


class Published:
    """The site's bucket, read as anybody would."""

    def __init__(self, s3: Any, services: Services) -> None:
        self._s3 = s3
        self._bucket = services.settings.site_bucket
        self._ports = services.ports

    def marks(self) -> tuple[StatusMark, ...]:
        """Every place that is not valid, of every shard. Raises DeployProblem where a list is not
        what this system signed: nobody can say then what was revoked."""
        keys = self._keys()
        found: list[StatusMark] = []
        for name, _ in self._names(LISTS):
            shard = name.removeprefix(LISTS).removesuffix(".jwt")
            if not shard.isdecimal():
                continue
            token = (load(self._s3, self._bucket, name) or b"").decode("ascii", "replace")
            try:
                sheet = read_status_list(token, int(shard), keys.status_key)
            except StatusUnreadable as why:
                raise DeployProblem(
                    f"公布的状态列表 {name} 不能采信:{why.why}",
                    "正在使用的表没有动。",
                    f"从桶 {self._bucket} 的旧版本里找回这个文件,再运行同一条命令",
                ) from why
            places = ((index, sheet.status_of(index)) for index in range(SHARD_SIZE))
            found += [
                StatusMark(sheet.shard, index, status)
                for index, status in places
                if status is not ProofStatus.VALID
            ]
        return tuple(found)

    def given_out_since(self, moment: datetime) -> Iterator[GivenOut]:
        """By the tokens that people may type; listing goes through all of them."""
        for name, at in self._names(TOKENS):
            # S3 writes whole seconds, and may have written a little late.
            if at < moment:
                continue
            token = (load(self._s3, self._bucket, name) or b"").decode("ascii", "replace")
            try:
                claims = ProofClaims.from_payload(base64url.decode(token.split(".")[1]))
            except (IndexError, MianzhengError, ValueError):
                continue
            yield GivenOut(claims.jti, claims.status_shard, claims.status_index)

    def edition(self) -> int:
        """The number in the list's front page; 0 before any."""
        claims = read_signed(MANIFEST, MANIFEST_TYP, self._ports)
        if claims is None:
            return 0
        following = claims.get("next")
        number = following["edition"] if isinstance(following, dict) else claims["edition"]
        return int(str(number))

    def _keys(self) -> PublishedKeys:
        return PublishedKeys(parse_object(load(self._s3, self._bucket, JWKS_PATH) or b"{}"))

    def _names(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        pages = self._s3.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
            for one in page.get("Contents", ()):
                yield one["Key"], one["LastModified"]
