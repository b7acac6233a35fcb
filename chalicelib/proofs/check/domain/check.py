"""验真: is this electronic proof genuine and does it count now? Pure; keys and lists are given.

The steps stop at the first failure that makes the content untrustworthy, and nothing of an
unverified content ever leaves here: NOT_OURS (no code of this system), KEY_UNKNOWN (no such key
is published), UNTRUSTED (the signature, or what was signed, is no proof's).

After that the content is the issuer's and is shown. Of several reasons against it the result is
the one that can't get better, gravest first:

1. REVOKED, also when expired: "expired" would let a reader believe that it once was true.
2. EXPIRED, also when the status is unknown or suspended: it will not count again either way.
3. STATUS_UNKNOWN: no list, another shard's, badly signed or past its ``exp``. Never VALID.
4. SUSPENDED: it may count again.
5. PURPOSE_MISMATCH: genuine and valid, but for another item.
6. VALID: every step was made and held.

A reader's clock may be behind. What the service signed, it signed in the past, so the time of the
status list is a lower bound of "now"; a proof from further in the future than that is not
confirmed before the clock is set right.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.records import record
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.check_codes import check_code_of
from chalicelib.kernel.texts.qr_text import LARGEST_KID, NotOurs, origin_of, token_of
from chalicelib.keys.domain.kids import Verifies
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from chalicelib.proofs.check.domain.status import Dated, ReadStatus, judge_status
from chalicelib.proofs.check.domain.words import CheckLine, Notes
from chalicelib.proofs.domain import receipts as file_receipts
from chalicelib.proofs.domain.receipts import FileReceipt
from chalicelib.requests.domain.claims import ProofClaims

LONGEST_RECEIPT = 1_024
NO_RECEIPT = "不是本系统出具的原件,或已被修改;请扫页上的二维码"


FindProofKey = Callable[[str], Verifies | None]
"""kid -> the published key that may sign proofs, by the alg of its own entry, or None."""


@record(frozen=True)
class Expected:
    """What the checker knows beforehand; None is not compared.

    ``purpose_item`` is the code of the item it handles, ``check_code`` (canonical) and
    ``proof_id`` tell by what the token was looked up, ``origin`` is the site's own.
    """

    purpose_item: str | None = None
    check_code: str | None = None
    proof_id: str | None = None
    origin: str | None = None


@record(frozen=True)
class CheckResult:
    """``claims`` is None unless the content was verified; ``list_time`` is the list's ``iat``.

    ``proof_id`` is known from a verified token or file receipt. ``lines`` say, in Chinese and in
    order, what was established and what was not. ``clock_behind``: the reader's clock is more
    than a minute before something the service has already signed.
    """

    outcome: CheckOutcome
    lines: tuple[CheckLine, ...]
    claims: ProofClaims | None = None
    proof_id: str | None = None
    list_time: datetime | None = None
    clock_behind: bool = False


class _Stopped(Exception):
    """A step failed after which nothing may be shown."""

    def __init__(self, outcome: CheckOutcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def check_token(
    text: str,
    find_key: FindProofKey,
    read_status: ReadStatus,
    now: datetime,
    expected: Expected | None = None,
) -> CheckResult:
    """Check a link, digits or a token. ``now`` is the reader's clock, an aware datetime."""
    expected, notes = expected or Expected(), Notes()
    try:
        claims = _read_token(text, find_key, expected, notes)
    except _Stopped as stopped:
        return CheckResult(stopped.outcome, notes.lines())
    dated = Dated(
        (claims.status_shard, claims.status_index), claims.extracted_at, claims.expires_at
    )
    result = judge_status(dated, read_status, now, notes)
    fits = _note_purpose(claims, expected.purpose_item, notes)
    outcome = result.outcome
    if outcome is CheckOutcome.VALID and not fits:
        outcome = CheckOutcome.PURPOSE_MISMATCH
    notes.open("人和纸面", "本核验不能确定持有人是不是本人;请核对姓名,并逐项对照纸面与这里的内容")
    return CheckResult(
        outcome, notes.lines(), claims, claims.jti, result.list_time, result.clock_behind
    )


def check_file_receipt(
    receipt: str | None,
    sha256: str,
    find_key: FindProofKey,
    read_status: ReadStatus,
    now: datetime,
) -> CheckResult:
    """Check the receipt found for a file's own digest; ``claims`` stays None, it has no facts.

    ``receipt`` is None where the site answered that there is none.
    """
    notes = Notes()
    try:
        read = _read_receipt(receipt, sha256, find_key, notes)
    except _Stopped as stopped:
        return CheckResult(stopped.outcome, notes.lines())
    dated = Dated((read.status_shard, read.status_index), read.sealed_at, read.expires_at)
    result = judge_status(dated, read_status, now, notes)
    return CheckResult(
        result.outcome, notes.lines(), None, read.jti, result.list_time, result.clock_behind
    )


def _stop(notes: Notes, outcome: CheckOutcome, what: str, why: str) -> NoReturn:
    notes.fails(what, why)
    raise _Stopped(outcome)


def _read_token(text: str, find_key: FindProofKey, expected: Expected, notes: Notes) -> ProofClaims:
    try:
        token = token_of(text)
    except NotOurs as refusal:
        _stop(notes, CheckOutcome.NOT_OURS, "格式", refusal.detail)
    notes.holds("格式", "是本系统电子证明的格式")
    header, payload, signature = token.split(".")
    kid = base64url.decode(header)[len(b'{"alg":"ES256","kid":"') : -len(b'"}')].decode()
    _check_signature(kid, (f"{header}.{payload}", signature), find_key, notes)
    try:
        claims = ProofClaims.from_payload(base64url.decode(payload))
    except MianzhengError:
        # Signed by a proof key, yet no proof: e.g. without a place in the status list.
        _stop(notes, CheckOutcome.UNTRUSTED, "内容", "签过名的内容不是一份完整的电子证明")
    _check_lookup(claims, expected, notes)
    _note_origin(text, expected.origin, notes)
    return claims


def _read_receipt(
    receipt: str | None, sha256: str, find_key: FindProofKey, notes: Notes
) -> FileReceipt:
    if receipt is None:
        _stop(notes, CheckOutcome.NOT_OURS, "文件", NO_RECEIPT)
    try:
        header, payload, signature = receipt.strip()[:LONGEST_RECEIPT].split(".")
        kid = _receipt_kid(base64url.decode(header))
        content = base64url.decode(payload)
    except ValueError:
        _stop(notes, CheckOutcome.NOT_OURS, "格式", "取到的内容不是文件回执")
    notes.holds("格式", "找到了这个文件的回执")
    _check_signature(kid, (f"{header}.{payload}", signature), find_key, notes)
    try:
        read = FileReceipt.from_payload(content)
    except MianzhengError:
        _stop(notes, CheckOutcome.UNTRUSTED, "内容", "签过名的内容不是一份完整的文件回执")
    if read.sha256 != sha256.lower():
        _stop(notes, CheckOutcome.UNTRUSTED, "文件", "回执说的是另一个文件")
    notes.holds("文件", "与盖章时的原件逐字节一致")
    return read


def _receipt_kid(header: bytes) -> str:
    for kid in range(1, LARGEST_KID + 1):
        if header == file_receipts.header_of(kid):
            return str(kid)
    raise ValueError("not the header of a file receipt")


def _check_signature(
    kid: str, signed: tuple[str, str], find_key: FindProofKey, notes: Notes
) -> None:
    verifies = find_key(kid)
    if verifies is None:
        why = f"公布的公钥里没有可签电子证明的 {kid} 号;联网更新公钥后再试"
        _stop(notes, CheckOutcome.KEY_UNKNOWN, "公钥", why)
    notes.holds("公钥", f"{kid} 号公钥在公布的公钥集里")
    try:
        raw = base64url.decode(signed[1])
    except ValueError:
        raw = b""
    if len(raw) != 64 or not verifies(signed[0].encode("ascii"), raw):
        why = "签名与内容不符:内容被改动过,或不是本系统签出的"
        _stop(notes, CheckOutcome.UNTRUSTED, "签名", why)
    notes.holds("签名", "签名与内容相符,内容没有改动")


def _check_lookup(claims: ProofClaims, expected: Expected, notes: Notes) -> None:
    """A token that was looked up has to be the one that was asked for."""
    is_other = expected.check_code not in (None, check_code_of(claims.jti))
    if is_other or expected.proof_id not in (None, claims.jti):
        _stop(notes, CheckOutcome.UNTRUSTED, "编号", "取到的是另一份证明,与校验码或文件不符")


def _note_origin(text: str, origin: str | None, notes: Notes) -> None:
    printed = origin_of(text)
    if origin is not None and printed is not None and printed != origin.lower():
        notes.fails("网址", f"码里的网址 {printed} 不是本站 {origin};不要用它打开网页")


def _note_purpose(claims: ProofClaims, item: str | None, notes: Notes) -> bool:
    lock = claims.service_item
    if item is None:
        notes.open("用途", f"没有核对用途;本证明只用于事项 {lock}")
    elif item == lock:
        notes.holds("用途", f"用于事项 {lock},与正在办理的一致")
    else:
        notes.fails("用途", f"只用于事项 {lock},不能用于 {item}")
    return item is None or item == lock
