"""Documents of the catalogue: what is kept comes back, and what was altered is never used."""

from collections.abc import Callable
from pathlib import Path

import boto3
import pytest

from chalicelib.catalogue.adapters.contents import (
    BucketDocuments,
    Documents,
    FolderDocuments,
    KeptContents,
)
from chalicelib.kernel.errors import Misconfigured
from infra.local.moto.server import MotoServer
from tests.seed import seed_edition
from tests.twins.contents import MemoryDocuments

ROWS = tuple(seed_edition().rows.values())


def bucket(server: MotoServer) -> BucketDocuments:
    client = boto3.client("s3", region_name="us-east-1", endpoint_url=server.endpoint)
    client.create_bucket(Bucket="contents")
    return BucketDocuments(client, "contents")


@pytest.fixture(params=["memory", "folder", "bucket"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Documents:
    made: dict[str, Callable[[], Documents]] = {
        "memory": MemoryDocuments,
        "folder": lambda: FolderDocuments(tmp_path / "catalogue"),
        "bucket": lambda: bucket(request.getfixturevalue("moto_server")),
    }
    return made[request.param]()


def test_rows_and_names_come_back_as_they_were_kept(documents: Documents) -> None:
    contents = KeptContents(documents)
    names = {"户籍信息": "M00001", "死亡证明": "M00002"}
    assert contents.rows(contents.keep_rows(ROWS)) == ROWS
    assert contents.names(contents.keep_names(names)) == names


def test_the_same_content_is_the_same_document(documents: Documents) -> None:
    contents = KeptContents(documents)
    first = contents.keep_rows(ROWS)
    packed = documents.get(first)
    assert contents.keep_rows(ROWS) == first
    assert documents.get(first) == packed
    assert contents.keep_rows(ROWS[:-1]) != first


@pytest.mark.parametrize("at", [0, 12, 200, -1])
def test_an_altered_document_is_never_used(documents: Documents, at: int) -> None:
    contents = KeptContents(documents)
    name = contents.keep_rows(ROWS)
    packed = bytearray(documents.get(name) or b"")
    packed[at] ^= 1
    documents.put(name, bytes(packed))
    with pytest.raises(Misconfigured, match="改动"):
        contents.rows(name)


def test_a_lost_document_is_named(documents: Documents) -> None:
    with pytest.raises(Misconfigured, match="0123 不见了"):
        KeptContents(documents).rows("0123")
