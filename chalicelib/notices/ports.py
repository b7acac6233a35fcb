"""What telling people needs from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.adjustments import ports as adjustments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.kernel.commits import Page
    from chalicelib.kernel.ids import UnitCode, WebhookId
    from chalicelib.notices.domain.notice import Notice
    from chalicelib.notices.domain.webhook import Webhook


class Notices(Protocol):
    """通知, kept per unit and audience. ``put`` is idempotent by the notice's id."""

    def put(self, notice: Notice) -> bool: ...

    def page(
        self, unit: UnitCode, audience: str, limit: int, after: str | None
    ) -> Page[Notice]: ...


class WebhookStore(Protocol):
    def webhook(self, unit: UnitCode, webhook: WebhookId) -> Webhook | None: ...

    def webhooks(self, unit: UnitCode) -> tuple[Webhook, ...]:
        """By id."""
        ...


class Sender(Protocol):
    """Carries a notice out of the house: signed webhooks, SNS. Raises nothing: tells."""

    def send(self, notice: Notice, webhooks: Sequence[Webhook]) -> bool: ...


class Ports(adjustments.Ports, Protocol):
    @property
    def notices(self) -> Notices: ...

    @property
    def webhooks(self) -> WebhookStore: ...

    @property
    def sender(self) -> Sender: ...
