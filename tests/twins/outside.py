"""Twins of what reaches outside: timers, objects, sender, telemetry. They remember."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from chalicelib.adjustments.domain.adjustment import Adjustment
from chalicelib.kernel.files import Upload
from chalicelib.kernel.ids import AdjustmentId, AttachmentId, ImportId, RequestId, WebhookId
from chalicelib.notices.domain.notice import Notice
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.requests.domain.request import VerificationRequest


@dataclass
class MemoryTimers:
    """Twin of ``requests.ports.Timers``: ``running`` maps (request, number) to what was started,
    ``adjustments`` likewise."""

    running: dict[tuple[RequestId, int], VerificationRequest] = field(default_factory=dict)
    started: list[tuple[RequestId, int]] = field(default_factory=list)
    stopped: list[tuple[RequestId, int]] = field(default_factory=list)
    adjustments: dict[tuple[AdjustmentId, int], Adjustment] = field(default_factory=dict)
    adjustments_started: list[tuple[AdjustmentId, int]] = field(default_factory=list)

    def start(self, request: VerificationRequest) -> None:
        """Starting one that runs already changes nothing: the name is taken."""
        at = (request.id, request.timer)
        if at not in self.started:
            self.started.append(at)
            self.running[at] = request

    def stop(self, request: VerificationRequest, number: int) -> None:
        if self.running.pop((request.id, number), None) is not None:
            self.stopped.append((request.id, number))

    def start_adjustment(self, adjustment: Adjustment) -> None:
        at = (adjustment.id, adjustment.timer)
        if at not in self.adjustments_started:
            self.adjustments_started.append(at)
            self.adjustments[at] = adjustment

    def stop_adjustment(self, adjustment: Adjustment, number: int) -> None:
        self.adjustments.pop((adjustment.id, number), None)


class MemoryObjects:
    """Twin of ``requests.ports.Objects``. ``receive`` plays the browser's multipart upload."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._contents: dict[str, bytes] = {}
        self.kept: dict[str, bytes] = {}

    def upload(self, request: RequestId, attachment: AttachmentId, size: int) -> Upload:
        fields = (("key", _name(request, attachment)), ("content-length", str(size)))
        return Upload("https://objects.invalid/", fields)

    def receive(self, upload: Upload, content: bytes) -> bool:
        """As S3 does: a content of another size than the policy says is refused."""
        fields = dict(upload.fields)
        if len(content) != int(fields["content-length"]):
            return False
        with self._lock:
            self._contents[fields["key"]] = content
        return True

    def download_url(self, request: RequestId, attachment: AttachmentId, name: str) -> str:
        return f"https://objects.invalid/{_name(request, attachment)}?name={quote(name, safe='')}"

    def keep(self, request: RequestId, attachment: AttachmentId, content: bytes) -> None:
        with self._lock:
            self.kept[_name(request, attachment)] = content

    def read(self, request: RequestId, attachment: AttachmentId) -> bytes | None:
        with self._lock:
            return self._contents.get(_name(request, attachment))

    def forget(self, request: RequestId) -> None:
        with self._lock:
            for kept in (self._contents, self.kept):
                for name in [one for one in kept if one.startswith(_name(request, ""))]:
                    del kept[name]

    def holds(self, request: RequestId) -> bool:
        with self._lock:
            return any(one.startswith(_name(request, "")) for one in (*self._contents, *self.kept))


class MemoryUploads:
    """Twin of ``catalogue.tables.ports.TableUploads``; ``receive`` as that of MemoryObjects."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.contents: dict[str, bytes] = {}

    def upload(self, id_: ImportId, size: int) -> Upload:
        return Upload("https://objects.invalid/", (("key", id_), ("content-length", str(size))))

    def receive(self, upload: Upload, content: bytes) -> bool:
        fields = dict(upload.fields)
        if len(content) != int(fields["content-length"]):
            return False
        with self._lock:
            self.contents[fields["key"]] = content
        return True

    def read(self, id_: ImportId) -> bytes | None:
        with self._lock:
            return self.contents.get(id_)

    def forget(self, id_: ImportId) -> None:
        with self._lock:
            self.contents.pop(id_, None)


def _name(request: RequestId, attachment: str) -> str:
    return f"attachments/{request}/{attachment}"


@dataclass
class MemorySender:
    """Twin of ``notices.ports.Sender``. While ``is_deaf`` it delivers nothing and says so."""

    sent: list[tuple[Notice, tuple[WebhookId, ...]]] = field(default_factory=list)
    is_deaf: bool = False

    def send(self, notice: Notice, webhooks: Sequence[Webhook]) -> bool:
        if self.is_deaf:
            return False
        self.sent.append((notice, tuple(one.id for one in webhooks)))
        return True


Scalar = str | int | float | bool | None


@dataclass
class MemoryTelemetry:
    """Twin of ``kernel.ports.Telemetry``: keeps everything, so that a test can look for leaks."""

    counted: list[tuple[str, str]] = field(default_factory=list)
    logged: list[tuple[str, dict[str, Scalar]]] = field(default_factory=list)

    def count(self, metric: str, unit_kind: str) -> None:
        self.counted.append((metric, unit_kind))

    def log(self, message: str, **facts: Scalar) -> None:
        self.logged.append((message, facts))
