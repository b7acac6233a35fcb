"""Where a stage keeps files and asks others: folders of this machine, or S3; the connected
databases; what bounds the calls nobody signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.catalogue.adapters.contents import BucketDocuments, FolderDocuments, KeptContents
from chalicelib.catalogue.tables.adapters.uploads import ObjectUploads
from chalicelib.catalogue.tables.ports import TablePorts
from chalicelib.cloud.aws import LazyClient
from chalicelib.cloud.objects import FolderObjects, S3Objects
from chalicelib.complaints.adapters.counters import DynamoCounters, RememberingCounters
from chalicelib.complaints.domain.limits import COMPLAINING, FOLLOWING, Limits
from chalicelib.complaints.ports import OpenCalls
from chalicelib.erasure.adapters import BucketErasureMarks, FolderErasureMarks
from chalicelib.requests.ports import NoSources, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.catalogue.ports import CatalogueContents
    from chalicelib.catalogue.tables.domain.cells import Row
    from chalicelib.cloud.dynamodb.record import Record
    from chalicelib.cloud.settings import Settings
    from chalicelib.cloud.vault import Vault
    from chalicelib.erasure.ports import ErasureMarks
    from chalicelib.keys.adapters.keyring import Keyring


def objects_of(settings: Settings, keyring: Keyring) -> FolderObjects | S3Objects:
    if settings.objects_dir is not None:
        folder = Path(settings.objects_dir)
        return FolderObjects(folder, settings.origin, keyring.symmetric("objects"))
    return S3Objects(LazyClient("s3", settings), settings.attachment_bucket)


def table_ports(settings: Settings, keyring: Keyring) -> TablePorts:
    objects = objects_of(settings, keyring)
    return TablePorts(_open_table, ObjectUploads(objects))


def _open_table(content: bytes) -> Iterator[Row]:
    """Loaded where a table is read, not by every cold start."""
    from chalicelib.catalogue.tables.adapters.opening import open_table

    return open_table(content)


def contents_of(settings: Settings) -> CatalogueContents:
    if settings.objects_dir is not None:
        return KeptContents(FolderDocuments(Path(settings.objects_dir) / "catalogue"))
    return KeptContents(BucketDocuments(LazyClient("s3", settings), settings.attachment_bucket))


def erasures_of(settings: Settings) -> ErasureMarks:
    if settings.objects_dir is not None:
        return FolderErasureMarks(Path(settings.objects_dir))
    return BucketErasureMarks(LazyClient("s3", settings), settings.attachment_bucket)


def open_calls(settings: Settings, vault: Vault, record: type[Record]) -> OpenCalls:
    """What bounds the calls nobody signs. Raises Misconfigured for limits that are none."""
    complaining, following = settings.complaint_limits, settings.follow_limits
    return OpenCalls(
        vault,
        RememberingCounters(DynamoCounters(record)),
        Limits.parse(complaining, field="MIANZHENG_COMPLAINT_LIMITS")
        if complaining
        else COMPLAINING,
        Limits.parse(following, field="MIANZHENG_FOLLOW_LIMITS") if following else FOLLOWING,
    )


def sources_of(settings: Settings) -> Sources:
    """The connected databases; without any, nothing is loaded."""
    if settings.connectors == "[]":
        return NoSources()
    import urllib3

    from chalicelib.requests.adapters.http_sources import HttpSources, connectors_from_json

    return HttpSources(connectors_from_json(settings.connectors), urllib3.PoolManager())
