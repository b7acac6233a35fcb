"""The artifacts' bucket: packages, layers, templates, and what was released when."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import BotoCoreError, ClientError

from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import DeployProblem

MOST_RELEASES = 50


@dataclass(frozen=True)
class Release:
    """One deployed template: ``id`` is of the template, ``package`` of the code. ``at`` UTC."""

    id: str
    package: str
    template: str
    at: str


def bucket_of(stage: Stage, cloud: Cloud) -> str:
    return f"{stage.prefix}-artifacts-{cloud.account}-{cloud.region}"


class Artifacts:
    """Named by content, so that an interrupted upload is simply repeated."""

    def __init__(self, stage: Stage, cloud: Cloud) -> None:
        self._stage = stage
        self._s3 = cloud.client("s3")
        self._cloud = cloud
        self.bucket = bucket_of(stage, cloud)

    def exists(self) -> bool:
        try:
            self._s3.head_bucket(Bucket=self.bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"404", "NoSuchBucket"}:
                return False
            raise
        return True

    def prepare(self) -> None:
        """Make the bucket unless it stands: private, encrypted, versioned."""
        if self.exists():
            return
        place = {"LocationConstraint": self._cloud.region}
        options = {} if self._cloud.region == "us-east-1" else {"CreateBucketConfiguration": place}
        self._s3.create_bucket(Bucket=self.bucket, **options)
        self._s3.put_public_access_block(
            Bucket=self.bucket,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": True,
                "RestrictPublicBuckets": True,
            },
        )
        versioning = {"Status": "Enabled"}
        self._s3.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration=versioning)

    def upload(self, path: Path, key: str, tell: Callable[[int], None]) -> bool:
        """Upload a file unless its key stands; whether it was. Raises DeployProblem."""
        if self._has(key):
            return False
        try:
            self._s3.upload_file(str(path), self.bucket, key, Callback=tell)
        except (BotoCoreError, ClientError, S3UploadFailedError, OSError) as error:
            raise DeployProblem(
                f"{path.name} 没有上传完({type(error).__name__})",
                "正在运行的系统没有改动;已传好的文件留着,下次只补缺的。",
                f"mianzheng deploy --stage {self._stage.name}",
            ) from error
        return True

    def put_template(self, template: dict[str, Any]) -> tuple[str, str]:
        """Its release id and key."""
        text = json.dumps(template, sort_keys=True, ensure_ascii=False).encode()
        release = hashlib.sha256(text).hexdigest()[:12]
        key = f"templates/{release}.json"
        if not self._has(key):
            self._s3.put_object(Bucket=self.bucket, Key=key, Body=text)
        return release, key

    def template(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.read(key))
        return found

    def read(self, key: str) -> bytes:
        content: bytes = self._s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return content

    def read_or_none(self, key: str) -> bytes | None:
        return self.read(key) if self._has(key) else None

    def write(self, key: str, content: bytes) -> None:
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=content)

    def record(self, release: Release) -> None:
        """Newest first in the listing: the key counts down."""
        moment = datetime.fromisoformat(release.at)
        key = f"releases/{9_999_999_999 - int(moment.timestamp()):010d}-{release.id}.json"
        self.write(key, json.dumps(asdict(release)).encode())

    def releases(self) -> list[Release]:
        """The newest, latest first."""
        found = self._s3.list_objects_v2(
            Bucket=self.bucket, Prefix="releases/", MaxKeys=MOST_RELEASES
        )
        keys = [one["Key"] for one in found.get("Contents", ())]
        return [Release(**json.loads(self.read(key))) for key in keys]

    def address(self, key: str) -> str:
        """The HTTPS address CloudFormation reads a template from."""
        return f"https://{self.bucket}.s3.{self._cloud.region}.{self._cloud.suffix}/{key}"

    def _has(self, key: str) -> bool:
        try:
            self._s3.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"404", "NoSuchKey", "NoSuchBucket"}:
                return False
            raise
        return True
