"""Announce a table and get the form to upload it with (Art. 5-1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chalicelib.catalogue.tables.domain.imports import LARGEST_TABLE, CatalogueImport, ImportState
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.ids import ImportId
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.catalogue.tables.ports import Ports
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.files import Upload

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@record(frozen=True)
class PrepareImport:
    """``sha256`` is lower-case hex; ``size`` in bytes."""

    name: str
    size: int
    sha256: str


def prepare_import(
    command: PrepareImport, call: SignedCall, ports: Ports
) -> tuple[CatalogueImport, Upload]:
    """For the caller's unit. Raises FieldInvalid."""
    if not 0 < command.size <= LARGEST_TABLE:
        raise FieldInvalid("表格大小要在 1 字节到 20 MB 之间,请分成几个文件。", field="size")
    if not _SHA256.fullmatch(command.sha256):
        raise FieldInvalid("sha256 要写成 64 位小写十六进制。", field="sha256")
    id_ = ImportId(ports.random.id())

    def decide(now: datetime) -> tuple[CatalogueImport, Commit]:
        job = CatalogueImport(
            id=id_,
            by=call.caller,
            name=command.name,
            size=command.size,
            sha256=command.sha256,
            state=ImportState.WAITING,
            prepared_at=now,
        )
        news = News(EventType.IMPORT_PREPARED, now, "5-1", facts=(("sha256", job.sha256),))
        events = events_of(f"import:{id_}", (news,), actor_of(call), ports.random)
        return job, Commit(saves=(job,), events=events)

    job = perform(call, ports, CatalogueImport, decide)
    return job, ports.tables.uploads.upload(job.id, job.size)
