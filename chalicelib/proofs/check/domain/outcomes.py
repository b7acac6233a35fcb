"""What a check of a proof or of its file can come to."""

from enum import StrEnum


class CheckOutcome(StrEnum):
    """验真的结果: exactly one of these; only VALID may ever be shown as genuine."""

    VALID = "VALID"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    UNTRUSTED = "UNTRUSTED"
    PURPOSE_MISMATCH = "PURPOSE_MISMATCH"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    STATUS_UNKNOWN = "STATUS_UNKNOWN"
    NOT_OURS = "NOT_OURS"
