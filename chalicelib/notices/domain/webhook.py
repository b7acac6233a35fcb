"""Webhooks: pre-registered https origins, approved by a second person."""

import re
from dataclasses import replace

from chalicelib.kernel.errors import FieldInvalid, WebhookRuleBroken
from chalicelib.kernel.ids import UnitCode, WebhookId
from chalicelib.kernel.records import record

_URL = re.compile(r"https://[a-z0-9.-]{1,253}(:\d{1,5})?/[A-Za-z0-9._~/-]{0,200}", re.ASCII)


@record(frozen=True)
class Webhook:
    """Where a unit's own system hears of notices. Used only once approved."""

    id: WebhookId
    unit: UnitCode
    url: str
    proposed_by: str
    approved_by: str | None = None
    is_removed: bool = False
    revision: int = 0

    def __post_init__(self) -> None:
        found = _URL.fullmatch(self.url)
        if found is None or not 0 < int((found[1] or ":443")[1:]) < 65_536:
            raise FieldInvalid(
                "回调地址必须是 https:// 开头的小写域名地址,不带账号、参数和片段。", field="url"
            )

    @property
    def is_active(self) -> bool:
        return self.approved_by is not None and not self.is_removed

    def approve(self, by: str) -> "Webhook":
        """Two persons: whoever proposed it can't approve it."""
        if self.approved_by is not None or self.is_removed:
            raise WebhookRuleBroken("这个回调地址不在待批准状态。")
        if by == self.proposed_by:
            raise WebhookRuleBroken("提出人不能批准自己提出的回调地址,请另一人批准。")
        return replace(self, approved_by=by)

    def remove(self) -> "Webhook":
        if self.is_removed:
            raise WebhookRuleBroken("这个回调地址已经停用。")
        return replace(self, is_removed=True)
