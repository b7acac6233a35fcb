"""What happened, past tense, without personal data (docs/architecture.md).

News is what an aggregate says about its own change; the service adds who and which call, the
store adds a keyed commitment to the data, so that an entry can be proved later and erasure of
the data does not break it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Role
from chalicelib.kernel.ids import EventId, KeyId, MemberId, RequestId, UnitCode
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping


class EventType(StrEnum):
    """Every kind of ledger entry this system writes."""

    REQUEST_FILED = "REQUEST_FILED"
    REQUEST_ACCEPTED = "REQUEST_ACCEPTED"
    REQUEST_ANSWERED = "REQUEST_ANSWERED"
    REQUEST_SENT_BACK = "REQUEST_SENT_BACK"
    REQUEST_WITHDRAWN = "REQUEST_WITHDRAWN"
    REQUEST_EXTENDED = "REQUEST_EXTENDED"
    REQUEST_RE_ROUTED = "REQUEST_RE_ROUTED"
    REQUEST_ARBITRATED = "REQUEST_ARBITRATED"
    REQUEST_READ = "REQUEST_READ"
    REMINDER_DUE = "REMINDER_DUE"
    REQUEST_OVERDUE = "REQUEST_OVERDUE"
    SUPERVISION_NOTED = "SUPERVISION_NOTED"
    SUPERVISION_DONE = "SUPERVISION_DONE"
    SUPERVISION_FAILED = "SUPERVISION_FAILED"
    ISSUER_NOT_OPERATIONAL = "ISSUER_NOT_OPERATIONAL"
    ATTACHMENT_PREPARED = "ATTACHMENT_PREPARED"
    MISMATCH_RECORDED = "MISMATCH_RECORDED"
    SUPPLEMENT_ASKED = "SUPPLEMENT_ASKED"
    OBJECTION_RECORDED = "OBJECTION_RECORDED"
    PROOF_EXTRACTED = "PROOF_EXTRACTED"
    PROOF_REVOKED = "PROOF_REVOKED"
    PROOF_SUSPENDED = "PROOF_SUSPENDED"
    PROOF_RESUMED = "PROOF_RESUMED"
    PROOF_SEALED = "PROOF_SEALED"
    SEAL_USED = "SEAL_USED"
    SEALING_FAILED = "SEALING_FAILED"
    ANSWER_CORRECTED = "ANSWER_CORRECTED"
    REQUEST_ERASED = "REQUEST_ERASED"
    SOURCE_QUERIED = "SOURCE_QUERIED"
    SOURCE_SILENT = "SOURCE_SILENT"
    CATALOGUE_COMPILED = "CATALOGUE_COMPILED"
    CATALOGUE_SUBMITTED = "CATALOGUE_SUBMITTED"
    CATALOGUE_RETURNED = "CATALOGUE_RETURNED"
    CATALOGUE_AGREED = "CATALOGUE_AGREED"
    IMPORT_PREPARED = "IMPORT_PREPARED"
    IMPORT_STARTED = "IMPORT_STARTED"
    IMPORT_ENDED = "IMPORT_ENDED"
    EXCLUSION_DECIDED = "EXCLUSION_DECIDED"
    EDITION_PUBLISHED = "EDITION_PUBLISHED"
    EDITION_IN_FORCE = "EDITION_IN_FORCE"
    MATERIALS_MERGED = "MATERIALS_MERGED"
    ADJUSTMENT_REGISTERED = "ADJUSTMENT_REGISTERED"
    ADJUSTMENT_REPORTED = "ADJUSTMENT_REPORTED"
    ADJUSTMENT_OVERDUE = "ADJUSTMENT_OVERDUE"
    ADJUSTMENT_DECIDED = "ADJUSTMENT_DECIDED"
    ADJUSTMENT_PUBLISHED = "ADJUSTMENT_PUBLISHED"
    PROPAGATION_OPENED = "PROPAGATION_OPENED"
    PROPAGATION_DONE = "PROPAGATION_DONE"
    CALENDAR_CHANGED = "CALENDAR_CHANGED"
    DEADLINES_RECOUNTED = "DEADLINES_RECOUNTED"
    UNIT_CHANGED = "UNIT_CHANGED"
    KEY_INVITED = "KEY_INVITED"
    KEY_REGISTERED = "KEY_REGISTERED"
    KEY_APPROVED = "KEY_APPROVED"
    KEY_ROTATED = "KEY_ROTATED"
    KEY_REVOKED = "KEY_REVOKED"
    WEBHOOK_CHANGED = "WEBHOOK_CHANGED"
    COMPLAINT_RECEIVED = "COMPLAINT_RECEIVED"
    COMPLAINT_READ = "COMPLAINT_READ"
    COMPLAINT_ASSIGNED = "COMPLAINT_ASSIGNED"
    COMPLAINT_PROPOSED = "COMPLAINT_PROPOSED"
    COMPLAINT_EXTENDED = "COMPLAINT_EXTENDED"
    COMPLAINT_REPLIED = "COMPLAINT_REPLIED"
    NOTICE_SENT = "NOTICE_SENT"
    CALL_REFUSED = "CALL_REFUSED"


class Signal(StrEnum):
    """追责情形 (Art. 16): a signal, never a verdict. V1, V4 and V5 are noticed by this system, V2
    and V6 are found by a person who upholds a complaint."""

    V1 = "V1"
    V2 = "V2"
    V4 = "V4"
    V5 = "V5"
    V6 = "V6"


SIGNALS: Mapping[EventType, Signal] = MappingProxyType(
    {
        EventType.ISSUER_NOT_OPERATIONAL: Signal.V1,
        EventType.ADJUSTMENT_OVERDUE: Signal.V4,
        EventType.SUPERVISION_FAILED: Signal.V5,
    }
)
"""The events that are a signal by themselves."""


@record(frozen=True)
class News:
    """One fact about a change: what, under which article, with facts safe to keep for ever."""

    type: EventType
    at: datetime
    article: str | None = None
    signal: Signal | None = None
    facts: tuple[tuple[str, str], ...] = ()


@record(frozen=True)
class Actor:
    """Who did it; the system itself (timers, sweeper) has no key and no member."""

    unit: UnitCode | None
    member: MemberId | None
    role: Role | None
    kid: KeyId | None


THE_SYSTEM = Actor(None, None, None, None)


@record(frozen=True)
class Event:
    """A ledger entry beside its subject. ``id`` is unique and makes repeats harmless."""

    id: EventId
    subject: str
    actor: Actor
    news: News
    request: RequestId | None = None
