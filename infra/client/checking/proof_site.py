"""Checks a proof against its site: keys and status are read afresh for every check."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import urllib3

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts.check_codes import LENGTH, check_code_of, parse_check_code
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.proofs.check.adapters import StatusFiles
from chalicelib.proofs.check.domain.check import (
    CheckResult,
    Expected,
    check_file_receipt,
    check_token,
)
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from chalicelib.proofs.check.domain.words import CheckLine
from chalicelib.proofs.status.adapters.lists import status_path

JWKS_PATH = "/.well-known/jwks.json"
_LARGEST_ANSWER = 1024 * 1024
THREADS = 8
"""Files that one check reads at the same time."""
_LONGEST_TEXT_FILE = 16 * 1024
_SHORTEST_LINK = 40
"""No link, digits or token of ours is shorter; a typed code with its hyphens is."""


class SiteUnreachable(Exception):
    """No usable answer came, in Chinese; nothing is said about the proof."""


class TargetUnusable(Exception):
    """The file can't be checked, in Chinese."""


@dataclass(frozen=True)
class Site:
    """The static files below one public origin (no path); connections are kept."""

    origin: str
    largest: int = _LARGEST_ANSWER
    _pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(retries=False, timeout=10, maxsize=THREADS),
        repr=False,
        compare=False,
    )

    def read(self, path: str) -> bytes | None:
        """The file, or None where there is none. Raises SiteUnreachable."""
        try:
            answer = self._pool.request(
                "GET",
                self.origin + path,
                headers={"Cache-Control": "no-cache"},
                redirect=False,
                preload_content=False,
            )
            content = answer.read(self.largest + 1)
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError):
            raise SiteUnreachable(f"连不上 {self.origin},请检查网络和 --origin。") from None
        if answer.status == 404:
            return None
        if answer.status != 200 or len(content) > self.largest:
            raise SiteUnreachable(f"{self.origin}{path} 没有正常应答(HTTP {answer.status})。")
        return content


class ProofChecker:
    """One person's checks against one site. ``purpose_item`` is the item handled, if any."""

    def __init__(self, site: Site, now: Callable[[], datetime], purpose_item: str | None) -> None:
        self._site = site
        self._now = now
        self._purpose_item = purpose_item

    def check(self, target: str) -> CheckResult:
        """A file's path, a typed check code, a link, digits or a token.

        Raises TargetUnusable for a file that is neither PDF nor text.
        """
        path = Path(target)
        try:
            if path.is_file():
                return self._check_file(path)
        except (OSError, ValueError) as error:
            if isinstance(error, PermissionError):
                raise TargetUnusable(f"读不到 {target},请检查权限。") from None
        if target.lower().endswith(".pdf"):
            raise TargetUnusable(f"没有这个文件:{target},请核对路径。")
        return self._check_text(target)

    def _check_file(self, path: Path) -> CheckResult:
        content = path.read_bytes()
        if content.startswith(b"%PDF-"):
            return self._guarded(lambda: self._check_pdf(content))
        try:
            text = content[: _LONGEST_TEXT_FILE + 1].decode("utf-8")
        except UnicodeDecodeError:
            raise TargetUnusable(
                f"{path} 不是 PDF,也不是文本;图片请用手机或核验页扫描其中的二维码。"
            ) from None
        return self._check_text(text)

    def _check_text(self, text: str) -> CheckResult:
        try:
            code = parse_check_code(text) if len(text.strip()) < _SHORTEST_LINK else None
        except MianzhengError as error:
            is_like_code = len(text.strip().replace("-", "")) == LENGTH
            why = error.detail if is_like_code else "不是本系统的链接、数字、令牌或校验码。"
            return _refused(CheckOutcome.NOT_OURS, "格式", why)
        if code is not None:
            return self._guarded(lambda: self._check_code(code))
        expected = Expected(self._purpose_item, origin=self._site.origin)
        return self._guarded(lambda: self._check_token(text, expected))

    def _check_code(self, code: str) -> CheckResult:
        token = self._site.read(f"/c/{code}.jwt")
        if token is None:
            why = "没有这个校验码的证明,或到期已超过 30 天"
            return _refused(CheckOutcome.NOT_OURS, "校验码", why)
        expected = Expected(self._purpose_item, check_code=code)
        result = self._check_token(token.decode("utf-8", "replace"), expected)
        line = CheckLine("校验码", None, "按校验码查询,网站知道查的是哪一份;扫码则不会")
        return replace(result, lines=(*result.lines, line))

    def _check_token(self, text: str, expected: Expected) -> CheckResult:
        keys = self._keys()
        files = StatusFiles(keys, self._status_text)
        return check_token(text, keys.proof_key, files.read, self._now(), expected)

    def _check_pdf(self, content: bytes) -> CheckResult:
        sha256 = hashlib.sha256(content).hexdigest()
        receipt = self._site.read(f"/f/{sha256}.jwt")
        text = None if receipt is None else receipt.decode("utf-8", "replace")
        keys = self._keys()
        files = StatusFiles(keys, self._status_text)
        filed = check_file_receipt(text, sha256, keys.proof_key, files.read, self._now())
        if filed.proof_id is None:
            return filed
        return _both(filed, self._token_of(filed.proof_id), self._purpose_item)

    def _token_of(self, proof_id: str) -> CheckResult | None:
        """The file's own token; the receipt has told the site already which proof it is."""
        token = self._site.read(f"/c/{check_code_of(proof_id)}.jwt")
        if token is None:
            return None
        expected = Expected(self._purpose_item, proof_id=proof_id)
        return self._check_token(token.decode("utf-8", "replace"), expected)

    def _keys(self) -> PublishedKeys:
        content = self._site.read(JWKS_PATH)
        if content is None:
            raise SiteUnreachable(f"{self._site.origin} 没有公布公钥({JWKS_PATH})。")
        try:
            return PublishedKeys(parse_object(content))
        except MianzhengError:
            raise SiteUnreachable(f"{self._site.origin}{JWKS_PATH} 不是有效的公钥集。") from None

    def _status_text(self, shard: int) -> str | None:
        try:
            content = self._site.read(status_path(shard))
        except SiteUnreachable:
            return None
        return None if content is None else content.decode("utf-8", "replace")

    def _guarded(self, checked: Callable[[], CheckResult]) -> CheckResult:
        try:
            return checked()
        except SiteUnreachable as error:
            return _refused(CheckOutcome.STATUS_UNKNOWN, "联网", str(error))


def _refused(outcome: CheckOutcome, what: str, why: str) -> CheckResult:
    return CheckResult(outcome, (CheckLine(what, False, why),))


def _both(filed: CheckResult, token: CheckResult | None, purpose: str | None) -> CheckResult:
    """The file is the original (or not); what it proves, and for what, stands in its token."""
    if token is not None and token.claims is not None:
        outcome = token.outcome if filed.outcome is CheckOutcome.VALID else filed.outcome
        own = tuple(one for one in filed.lines if one.what == "文件")
        return replace(token, outcome=outcome, lines=(*own, *token.lines))
    line = CheckLine("内容", None, "没有取到证明的内容,用途没有核对;请扫页上的二维码")
    is_unsure = filed.outcome is CheckOutcome.VALID and purpose is not None
    outcome = CheckOutcome.STATUS_UNKNOWN if is_unsure else filed.outcome
    return replace(filed, outcome=outcome, lines=(*filed.lines, line))
