"""The cases of file receipts: what a dropped PDF's digest leads to."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.proofs.adapters.tokens import sign_file_receipt
from chalicelib.proofs.domain.receipts import FileReceipt, header_of
from tests.vectors import lists
from tests.vectors.making import (
    EXPIRES_AT,
    EXTRACTED_AT,
    LISTED_AT,
    NOW,
    PROOF_KEY,
    RESPONSE_KEY,
    REVOKED_INDEX,
    SAMPLE,
    SHARD,
    TEST_KEY,
    VALID_INDEX,
    FixedSigner,
    flipped,
    signed,
)

SHA256 = hashlib.sha256(b"sample proof.pdf").hexdigest()
SAMPLE_RECEIPT = FileReceipt(
    SAMPLE.jti, SHA256, SHARD, VALID_INDEX, EXTRACTED_AT + timedelta(seconds=2), EXPIRES_AT
)


def receipt(kid: int = 1, signer: FixedSigner = PROOF_KEY, **changes: Any) -> str:
    return sign_file_receipt(replace(SAMPLE_RECEIPT, **changes), kid, signer)


def odd(payload: bytes) -> str:
    return sign_exactly(header_of(1), payload, PROOF_KEY)


def file_cases() -> list[dict[str, Any]]:
    """Name, outcome, receipt (None: the site answered 404), and what differs from the usual."""
    good, other = receipt(), receipt(sha256="0" * 64)
    payload = SAMPLE_RECEIPT.to_payload()
    later = int((EXPIRES_AT + timedelta(hours=1)).timestamp())
    unplaced = odd(payload.replace(b'"s":[7,42],', b""))
    rows: list[tuple[str, str, str | None, dict[str, Any]]] = [
        ("the original file", "VALID", good, {}),
        ("no receipt", "NOT_OURS", None, {}),
        ("a web page instead of a receipt", "NOT_OURS", "<!doctype html>", {}),
        ("a token instead of a receipt", "NOT_OURS", signed(SAMPLE), {}),
        ("a status list instead of a receipt", "NOT_OURS", lists.listed(), {}),
        ("the receipt of another file", "UNTRUSTED", other, {}),
        ("one bit of the receipt", "UNTRUSTED", flipped(good, 1, 300), {}),
        ("the test key under a production kid", "UNTRUSTED", receipt(1, TEST_KEY), {}),
        ("a receipt without a place in the list", "UNTRUSTED", unplaced, {}),
        ("a response key", "KEY_UNKNOWN", receipt(3, RESPONSE_KEY), {}),
        ("a revoked file", "REVOKED", receipt(status_index=REVOKED_INDEX), {}),
        ("an expired file", "EXPIRED", good, {"now": later, "list": None}),
        ("a file and no list", "STATUS_UNKNOWN", good, {"list": None}),
    ]
    return [_case(*row) for row in rows]


def _case(
    name: str, outcome: str, receipt_text: str | None, changes: dict[str, Any]
) -> dict[str, Any]:
    given = {"jwks": "production", "list": "fresh", "now": int(NOW.timestamp()), **changes}
    is_read = outcome not in ("NOT_OURS", "UNTRUSTED", "KEY_UNKNOWN")
    has_list = is_read and given["list"] is not None
    expected = {
        "outcome": outcome,
        "proof_id": SAMPLE.jti if is_read else None,
        "list_time": int(LISTED_AT.timestamp()) if has_list else None,
    }
    return {"name": name, "sha256": SHA256, "receipt": receipt_text, **given, "expected": expected}
