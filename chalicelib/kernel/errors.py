"""The one error tree. HTTP status lives in ``http/errors.py``; the words for people are the detail.

Over 300 lines: whoever adds an error reads all of them first.

MianzhengError
├── Malformed              the call can't be understood; names the field
│   ├── FieldInvalid          field.invalid
│   ├── FieldMissing          field.missing
│   ├── FieldUnknown          field.unknown
│   ├── JsonInvalid           json.invalid
│   │   └── JsonNameTwice         json.name_twice
│   └── CursorInvalid         cursor.invalid
├── TooLarge                  body.too_large
├── SignatureRefused          sig.*            (the cause is the code)
├── Forbidden
│   ├── RoleNotAllowed        access.role
│   ├── NotTheRequester       access.not_the_requester
│   ├── NotTheIssuer          access.not_the_issuer
│   └── NotAParty             access.not_a_party
├── NotFound
│   ├── RequestUnknown        request.unknown
│   ├── RowUnknown            catalogue.row_unknown
│   ├── UnitUnknown           unit.unknown
│   ├── KeyUnknown            key.unknown
│   ├── CaseUnknown           case.unknown
│   ├── AttachmentUnknown     attachment.unknown
│   ├── ProofUnknown          proof.unknown
│   └── WebhookUnknown        webhook.unknown
├── Conflict               the rule, or what already happened, forbids it
│   ├── RequestRefused        request.*  (no request can be opened: tried in a fixed order)
│   └── StateForbids, ...     what else is below, each with its article
└── Unavailable, Misconfigured   service.*
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.kernel.callers import Caller


class MianzhengError(Exception):
    """Root of the tree.

    ``detail`` is Chinese: what happened and what to do next. ``code`` is stable and for
    machines. ``article`` is the article of the rule, e.g. ``"10-2"`` (second paragraph of 10).
    ``field`` is the JSON path of the offending value; ``facts`` are extra, safe-to-show values
    (never personal data).
    """

    code: ClassVar[str] = "service.error"
    article: ClassVar[str | None] = None

    def __init__(
        self,
        detail: str,
        *,
        field: str | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.facts = dict(facts or {})


# --- the call can't be understood ---------------------------------------------------------


class Malformed(MianzhengError):
    code = "call.malformed"


class FieldInvalid(Malformed):
    code = "field.invalid"


class FieldMissing(Malformed):
    code = "field.missing"


class FieldUnknown(Malformed):
    code = "field.unknown"


class JsonInvalid(Malformed):
    code = "json.invalid"


class JsonNameTwice(JsonInvalid):
    """Two readers could take different values: refused before anybody reads either."""

    code = "json.name_twice"


class CursorInvalid(Malformed):
    code = "cursor.invalid"


class TooLarge(MianzhengError):
    code = "body.too_large"


# --- who is calling -----------------------------------------------------------------------


class SignatureRefused(MianzhengError):
    """A WZM-JWS-1 signature that is refused; the code names the cause, e.g. ``sig.replay``.

    ``caller`` is set once the signature itself was valid: such a refusal is recorded one by
    one, every other only counted. ``jti`` is set where it was readable by then.
    """

    code = "sig.refused"
    caller: Caller | None = None
    jti: str | None = None

    def __init__(self, code: str, detail: str, *, field: str | None = None) -> None:
        super().__init__(detail, field=field)
        self.code = code  # type: ignore[misc]  # one class, a closed set of causes


class Forbidden(MianzhengError):
    code = "access.forbidden"


class RoleNotAllowed(Forbidden):
    code = "access.role"


class NotTheRequester(Forbidden):
    code = "access.not_the_requester"


class NotTheIssuer(Forbidden):
    code = "access.not_the_issuer"


class NotAParty(Forbidden):
    code = "access.not_a_party"


# --- what is not there --------------------------------------------------------------------


class NotFound(MianzhengError):
    code = "not_found"


class RequestUnknown(NotFound):
    code = "request.unknown"


class RowUnknown(NotFound):
    code = "catalogue.row_unknown"


class UnitUnknown(NotFound):
    code = "unit.unknown"


class KeyUnknown(NotFound):
    code = "key.unknown"


class CaseUnknown(NotFound):
    code = "case.unknown"


class AttachmentUnknown(NotFound):
    code = "attachment.unknown"


class WebhookUnknown(NotFound):
    code = "webhook.unknown"


class ProofUnknown(NotFound):
    code = "proof.unknown"


# --- what the rule, or what already happened, forbids ---------------------------------------


class Conflict(MianzhengError):
    code = "conflict"


class RequestRefused(Conflict):
    code = "request.refused"  # no request can be opened; its kinds are tried in this order


class UnknownRow(RequestRefused):
    code, article = "request.unknown_row", "5-1"


class MaterialExcluded(RequestRefused):
    code, article = "request.excluded", "2-2"


class MaterialCancelled(RequestRefused):
    code, article = "request.cancelled", "2-1"


class ForeignRow(RequestRefused):
    code, article = "request.foreign_row", "10-2"


class CommitmentOnly(RequestRefused):
    code, article = "request.commitment_only", "7-3"


class SelfAddressed(RequestRefused):
    code, article = "request.self_addressed", "7-1"


class RequesterNotOperational(RequestRefused):
    code, article = "request.requester_not_operational", "10-1"


class PromisePast(RequestRefused):
    code, article = "request.promise_past", "10-2"


class CaseAcceptedAtFixed(Conflict):
    code, article = "case.accepted_at_fixed", "10-2"


class StateForbids(Conflict):
    code, article = "request.state", "10-2"  # ``facts``: the state, since when


class ExtensionForbidden(Conflict):
    code, article = "request.extension_forbidden", "10-2"


class NotOverdue(Conflict):
    code, article = "request.not_overdue", "10-2"


class ReRouteForbidden(Conflict):
    code, article = "request.re_route_forbidden", "10-2"


class ArbitrationNotOpen(Conflict):
    code, article = "request.arbitration_not_open", "4"


class NoMismatch(Conflict):
    code, article = "request.no_mismatch", "11-2"


class OperationReused(Conflict):
    code = "op.reused"  # the same ``op`` with another body, another caller or another target


class AttachmentRefused(Conflict):
    code = "attachment.refused"


class CalendarYearMissing(Conflict):
    code, article = "calendar.year_missing", "5-2"  # a due time really depends on it


class UnitRuleBroken(Conflict):
    code, article = "unit.rule", "10-1"  # one supervisor, at least one agent


class KeyRuleBroken(Conflict):
    code = "key.rule"


class WebhookRuleBroken(Conflict):
    code = "webhook.rule"


class ProofRuleBroken(Conflict):
    code, article = "proof.rule", "9"


class GlyphMissing(Conflict):
    code = "proof.glyph_missing"  # no font holds a character of the page; ``facts`` name it


class ConcurrentChange(Conflict):
    code = "record.changed"  # somebody else was first, again and again; calling again is safe


# --- our own trouble ------------------------------------------------------------------------


class Unavailable(MianzhengError):
    code = "service.unavailable"


class Misconfigured(MianzhengError):
    code = "service.misconfigured"


class TooMany(MianzhengError):
    """Too many calls from one place, or altogether; ``wait`` is when to try again."""

    code = "call.too_many"
    wait: timedelta

    def __init__(self, detail: str, *, wait: timedelta) -> None:
        super().__init__(detail, facts={"retry_after": str(seconds(wait))})
        self.wait = wait


def seconds(wait: timedelta) -> int:
    """Whole seconds, rounded up, at least one."""
    return max(1, -(-wait // timedelta(seconds=1)))
