"""Tables go in by a presigned form, are read back whole, and are gone once forgotten."""

import base64
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.catalogue.tables.adapters.uploads import ObjectUploads
from chalicelib.catalogue.tables.ports import TableUploads
from chalicelib.cloud.objects import FolderObjects, S3Objects
from chalicelib.kernel.files import Upload
from chalicelib.kernel.ids import ImportId
from tests.twins.outside import MemoryUploads

ONE, OTHER = ImportId("i-1"), ImportId("i-2")


@dataclass(frozen=True)
class UploadWorld:
    """``send`` posts a content with the form's fields; was it taken?"""

    uploads: TableUploads
    send: Callable[[Upload, bytes], bool]


def in_memory(_folder: Path) -> UploadWorld:
    uploads = MemoryUploads()
    return UploadWorld(uploads, uploads.receive)


def in_a_folder(folder: Path) -> UploadWorld:
    objects = FolderObjects(folder, "http://127.0.0.1:8000", os.urandom(32))

    def send(upload: Upload, content: bytes) -> bool:
        return objects.receive(dict(upload.fields)["ticket"], content)

    return UploadWorld(ObjectUploads(objects), send)


@pytest.fixture(params=[in_memory, in_a_folder])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> UploadWorld:
    make: Callable[[Path], UploadWorld] = request.param
    return make(tmp_path)


def test_a_table_comes_back_as_it_was_sent(world: UploadWorld) -> None:
    content = bytes(range(256))
    upload = world.uploads.upload(ONE, len(content))
    assert world.uploads.read(ONE) is None
    assert world.send(upload, content)
    assert world.uploads.read(ONE) == content
    assert world.uploads.read(OTHER) is None


def test_another_size_than_announced_is_not_taken(world: UploadWorld) -> None:
    assert not world.send(world.uploads.upload(ONE, 3), b"1234")
    assert world.uploads.read(ONE) is None


def test_what_is_forgotten_is_gone_and_forgetting_twice_is_nothing(world: UploadWorld) -> None:
    assert world.send(world.uploads.upload(ONE, 1), b"1")
    world.uploads.forget(ONE)
    world.uploads.forget(ONE)
    assert world.uploads.read(ONE) is None


def test_in_a_bucket_it_is_an_object_of_its_own_with_the_exact_size_in_its_form() -> None:
    with mock_aws():
        client = boto3.client("s3", "us-east-1")
        client.create_bucket(Bucket="tables")
        enabled: Any = {"Status": "Enabled"}
        client.put_bucket_versioning(Bucket="tables", VersioningConfiguration=enabled)
        uploads = ObjectUploads(S3Objects(client, "tables"))
        fields = dict(uploads.upload(ONE, 3).fields)
        policy = json.loads(base64.b64decode(fields["policy"]))
        assert ["content-length-range", 3, 3] in policy["conditions"]
        assert fields["key"] == "imports/i-1"
        assert uploads.read(ONE) is None
        client.put_object(Bucket="tables", Key=fields["key"], Body=b"123")
        assert uploads.read(ONE) == b"123"
        uploads.forget(ONE)
        assert uploads.read(ONE) is None
        assert "Versions" not in client.list_object_versions(Bucket="tables")
