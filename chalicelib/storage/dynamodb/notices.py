"""Notices per unit and audience, and where a unit's system hears of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.cloud.codec import decode, encode
from chalicelib.cloud.dynamodb.failures import reaching_the_table
from chalicelib.kernel.commits import Page
from chalicelib.kernel.times.clock import sort_key
from chalicelib.notices.domain.notice import Notice
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.storage.dynamodb.places import webhook_place

if TYPE_CHECKING:
    from chalicelib.cloud.dynamodb.record import Record
    from chalicelib.kernel.ids import UnitCode, WebhookId
    from chalicelib.storage.dynamodb.reading import Table


class WebhookTable:
    """The WebhookStore port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def webhook(self, unit: UnitCode, webhook: WebhookId) -> Webhook | None:
        return self._table.plain(webhook_place(unit, webhook), Webhook)

    def webhooks(self, unit: UnitCode) -> tuple[Webhook, ...]:
        return self._table.every(f"UNIT#{unit}", "WEBHOOK#", Webhook)


class DynamoNotices:
    """The Notices port, newest first."""

    def __init__(self, record: type[Record]) -> None:
        self._record = record

    @reaching_the_table()
    def put(self, notice: Notice) -> bool:
        """Idempotent: the key is made of the notice's time and id. True, always."""
        key = f"NOTICE#{notice.unit}#{notice.audience}"
        self._record(key, f"{sort_key(notice.at)}#{notice.id}", doc=encode(notice)).save()
        return True

    @reaching_the_table()
    def page(self, unit: UnitCode, audience: str, limit: int, after: str | None) -> Page[Notice]:
        condition = self._record.sk < after if after else None
        found = list(
            self._record.query(
                f"NOTICE#{unit}#{audience}",
                condition,
                limit=limit + 1,
                scan_index_forward=False,
                consistent_read=True,
            )
        )
        notices = tuple(decode(one.doc or b"", Notice) for one in found[:limit])
        return Page(notices, found[limit - 1].sk if len(found) > limit else None)
