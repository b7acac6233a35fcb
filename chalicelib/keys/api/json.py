"""Keys and invitations -> JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:
    from chalicelib.http.fields import Json
    from chalicelib.keys.domain.key import KeyRecord
    from chalicelib.keys.use_cases.inviting import Invited


def key_json(key: KeyRecord) -> Json:
    """A key record; shown to its own unit and to officers."""
    return {
        "kid": key.kid,
        "unit": key.unit,
        "member": key.member,
        "role": key.role,
        "alg": key.alg,
        "jwk": dict(key.jwk),
        "status": key.status,
        "not_before": to_text(key.not_before),
        "not_after": to_text(key.not_after),
        "is_browser": key.is_browser,
        "replaces": key.replaces,
        "approved_by": key.approved_by,
    }


def invited_json(invited: Invited) -> Json:
    """``code`` is there once; null when the op was repeated."""
    invitation = invited.invitation
    return {
        "invitation": invitation.id,
        "unit": invitation.unit,
        "member": invitation.member,
        "role": invitation.role,
        "code": invited.code,
        "expires_at": to_text(invitation.expires_at),
    }
