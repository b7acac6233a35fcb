"""Notices and webhooks -> JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.fields import Json, present
from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:
    from chalicelib.notices.domain.notice import Notice
    from chalicelib.notices.domain.webhook import Webhook


def notice_json(notice: Notice) -> Json:
    return present(
        {
            "id": notice.id,
            "event": notice.event,
            "audience": notice.audience,
            "request_id": notice.request,
            "complaint": notice.complaint,
            "row": notice.row,
            "text": notice.text,
            "at": to_text(notice.at),
        }
    )


def webhook_json(webhook: Webhook) -> Json:
    return {
        "webhook": webhook.id,
        "unit": webhook.unit,
        "url": webhook.url,
        "is_active": webhook.is_active,
        "is_removed": webhook.is_removed,
        "proposed_by": webhook.proposed_by,
        "approved_by": webhook.approved_by,
    }
