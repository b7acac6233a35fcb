"""Attachments go in by a presigned form and come out by a presigned address."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from chalicelib.cloud.objects import FolderObjects
from chalicelib.kernel.files import Upload
from chalicelib.kernel.ids import AttachmentId, RequestId
from chalicelib.requests.ports import Objects
from tests.twins.outside import MemoryObjects

REQUEST, FIRST, SECOND = RequestId("r-1"), AttachmentId("a-1"), AttachmentId("a-2")


@dataclass(frozen=True)
class ObjectWorld:
    """``send`` posts a content with the form's fields; was it taken?"""

    objects: Objects
    send: Callable[[Upload, bytes], bool]


def in_memory(_folder: Path) -> ObjectWorld:
    objects = MemoryObjects()
    return ObjectWorld(objects, objects.receive)


def in_a_folder(folder: Path) -> ObjectWorld:
    objects = FolderObjects(folder, "http://127.0.0.1:8000", os.urandom(32))
    return ObjectWorld(
        objects, lambda upload, content: objects.receive(dict(upload.fields)["ticket"], content)
    )


@pytest.fixture(params=[in_memory, in_a_folder])
def object_world(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectWorld:
    make: Callable[[Path], ObjectWorld] = request.param
    return make(tmp_path)


def test_what_was_not_uploaded_is_not_there(object_world: ObjectWorld) -> None:
    object_world.objects.upload(REQUEST, FIRST, 3)
    assert object_world.objects.read(REQUEST, FIRST) is None


def test_what_was_uploaded_is_read_as_it_was(object_world: ObjectWorld) -> None:
    content = bytes(range(256))
    assert object_world.send(object_world.objects.upload(REQUEST, FIRST, 256), content)
    assert object_world.objects.read(REQUEST, FIRST) == content
    assert object_world.objects.read(REQUEST, SECOND) is None
    assert object_world.objects.read(RequestId("r-2"), FIRST) is None


@pytest.mark.parametrize("content", [b"", b"12", b"1234", b"1" * 10_000])
def test_a_content_of_another_size_than_announced_is_not_taken(
    object_world: ObjectWorld, content: bytes
) -> None:
    assert not object_world.send(object_world.objects.upload(REQUEST, FIRST, 3), content)
    assert object_world.objects.read(REQUEST, FIRST) is None


def test_each_attachment_has_its_own_address_that_says_its_name_only_encoded(
    object_world: ObjectWorld,
) -> None:
    first, second = (
        object_world.objects.download_url(REQUEST, one, '证明"\r\n.pdf') for one in (FIRST, SECOND)
    )
    assert first != second
    assert first.isascii()
    assert not set(first) & set(' "\r\n')


def test_what_was_kept_is_given_whatever_is_uploaded_later(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path, "http://127.0.0.1:8000", os.urandom(32))
    ticket = dict(objects.upload(REQUEST, FIRST, 4).fields)["ticket"]
    assert objects.receive(ticket, b"good")
    objects.keep(REQUEST, FIRST, b"good")
    assert objects.receive(ticket, b"evil")
    link = objects.download_url(REQUEST, FIRST, "证明.pdf")
    assert objects.give(link.partition("ticket=")[2]) == b"good"
