"""Checks a published edition whole, as anybody can, without an account: signatures, digests, the
chain of editions, the difference, the feeds, the public names, that every item's file says what
the edition says, and that what is called in force is not an older manifest played back."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.times.clock import from_text
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.publishing.domain.rule_code_check import RuleCodeOutcome, check_rule_code
from chalicelib.publishing.use_cases.feeds import FeedEntry, entry_of, feed_files
from chalicelib.publishing.use_cases.latest import LATEST
from chalicelib.publishing.use_cases.statements import EditionStatement
from infra.client.checking.edition_changes import changes_between
from infra.client.checking.edition_reading import (
    MANIFEST,
    NAMES,
    Claims,
    Doubt,
    EditionReader,
    agree,
    digest_of,
    statement_path,
)
from infra.client.checking.proof_site import THREADS

Tell = Callable[[int, int], None]
"""(files read, files in all)."""
_PLAYED_BACK = (
    "清单首页是旧的,不要把它当作现行的。刚到施行时间的,请过两分钟再核对一次;"
    "还是这样,请打 12345 告诉区政府办公室,由运维人员重新公布。"
)


@dataclass
class Report:
    """What was found; nothing is doubted when the edition is as it was published."""

    number: int
    rows: int = 0
    items: int = 0
    files: int = 0
    chain: tuple[int, ...] = ()
    in_force: int = 0
    signed_at: datetime | None = None
    """When the manifest was signed: what came later it can't tell."""
    is_effective: bool = False
    """The time of this edition has come."""
    sha256: str = ""
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.doubts

    @contextmanager
    def doubting(self) -> Iterator[None]:
        """One doubt does not end the check."""
        try:
            yield
        except Doubt as doubt:
            if doubt not in self.doubts:
                self.doubts.append(doubt)
        except (KeyError, TypeError, AttributeError, IndexError, MianzhengError) as odd:
            self.doubts.append(
                Doubt(statement_path(self.number), "内容的形式", "规定的成员", type(odd).__name__)
            )


class EditionChecker:
    """One site at the time ``now``. Raises SiteUnreachable where an answer can't be had, never a
    Doubt."""

    def __init__(self, reader: EditionReader, origin: str, tell: Tell, now: datetime) -> None:
        self._reader = reader
        self._origin = origin
        self._tell = tell
        self._now = now

    def check(self, number: int | None, whole: bytes | None = None) -> Report:
        """``number`` None: the edition in force. ``whole``: this file instead of the site's."""
        report = Report(number or 0)
        with report.doubting():
            manifest = self._manifest()
            report.in_force = int(manifest["edition"])
            report.signed_at = datetime.fromtimestamp(manifest["iat"], UTC)
            report.number = number or report.in_force
            statement = self._reader.statement(report.number)
            report.is_effective = self._has_come(statement)
            with report.doubting():
                self._check_in_force(manifest)
            report.sha256 = str(statement["sha256"])
            if whole is not None:
                with report.doubting():
                    agree("这个文件", "摘要(SHA-256)", report.sha256, digest_of(whole))
            self._check_files(report, manifest, statement)
            self._check_chain(report, statement)
            self._check_news(report)
        return report

    def _has_come(self, said: Claims) -> bool:
        return from_text(said["effective_from"], field="effective_from") <= self._now

    def _manifest(self) -> Claims:
        """Read again where an edition was published between it and the statements."""
        manifest = self._reader.manifest()
        try:
            self._check_in_force(manifest)
        except Doubt:
            return self._reader.manifest()
        return manifest

    def _check_in_force(self, manifest: Claims) -> None:
        """A manifest played back holds as well as on its day: what tells is a later edition
        whose time has come, stated or only announced by the manifest itself."""
        current = int(manifest["edition"])
        newer = [one for one in self._latest(current) if one > current]
        later = {one: self._reader.statement(one) for one in newer}
        if "next" in manifest:
            later.setdefault(manifest["next"]["edition"], manifest["next"])
        due = [one for one, said in later.items() if self._has_come(said)]
        if due:
            newest = max(due)
            since = later[newest]["effective_from"]
            expected, found = f"第 {newest} 版({since} 起施行)", f"第 {current} 版"
            raise Doubt(MANIFEST, "现行的是哪一版", expected, found, _PLAYED_BACK)

    def _check_files(self, report: Report, manifest: Claims, statement: Claims) -> None:
        path = statement_path(report.number)
        agree(path, "整版文件的摘要", statement["files"]["edition"]["sha256"], report.sha256)
        if report.number == report.in_force:
            agree(MANIFEST, "它列出的文件", statement["files"], manifest["files"])
            agree(MANIFEST, "各类行数", statement["counts"], manifest["counts"])
        files: dict[str, bytes] = {}
        for name, ref in statement["files"].items():
            with report.doubting():
                files[name] = self._reader.named(ref)
                report.files += 1
        if "edition" not in files:
            return
        ref = statement["files"]["edition"]
        whole = self._reader.object(ref["path"], files["edition"])
        agree(ref["path"], "版号", report.number, whole["edition"])
        agree(ref["path"], "行数", statement["rows"], len(whole["rows"]))
        agree(ref["path"], "事项数", statement["items"], len(whole["items"]))
        report.rows, report.items = len(whole["rows"]), len(whole["items"])
        with report.doubting():
            self._check_names(report, whole)
        if "diff" in files:
            self._check_diff(report, statement, whole, files["diff"])
        self._check_items(report, statement, whole)

    def _check_names(self, report: Report, whole: Claims) -> None:
        """Signed; and nothing is ever deleted from them, so none in force is missing."""
        names = self._reader.names()
        report.files += 1
        if report.number == report.in_force and report.is_effective:
            used = {
                "units": whole["units"],
                "service_items": [one["code"] for one in whole["items"]],
                "materials": [one["code"] for one in whole["rows"]],
            }
            missing = [one for kind in used for one in sorted(set(used[kind]) - set(names[kind]))]
            agree(NAMES, "没有名称的代码", [], missing)

    def _check_diff(self, report: Report, statement: Claims, whole: Claims, diff: bytes) -> None:
        with report.doubting():
            path = statement["files"]["diff"]["path"]
            said = self._reader.object(path, diff)
            before = self._reader.statement(said["from"])
            agree(path, "与哪一版相比", statement["before"]["number"], said["from"])
            older = self._reader.object(before["path"], self._reader.named(before))
            found = changes_between(older, whole)
            agree(path, "增加的行", [one["row"] for one in found.added], _codes(said["added"]))
            agree(path, "减少的行", [one["row"] for one in found.removed], _codes(said["removed"]))
            told = [
                (one["row"], one["field"], str(one["before"]), str(one["after"]))
                for one in said["changed"]
            ]
            agree(path, "变更", [one.key for one in found.changed], told)

    def _check_items(self, report: Report, statement: Claims, whole: Claims) -> None:
        keys = self._reader.edition_keys(statement)
        rows: dict[str, list[Claims]] = {}
        for row in whole["rows"]:
            own = {name: value for name, value in row.items() if name != "item"}
            rows.setdefault(row["item"], []).append(own)
        tasks = [(item, rows.get(item["code"], [])) for item in whole["items"]]

        def check(task: tuple[Claims, list[Claims]]) -> list[Doubt]:
            mine = Report(report.number)
            with mine.doubting():
                self._check_item(report.number, keys, *task)
            return mine.doubts

        with ThreadPoolExecutor(THREADS) as pool:
            for done, doubts in enumerate(pool.map(check, tasks), start=1):
                report.doubts += doubts
                report.files += 2
                self._tell(done, len(tasks))

    def _check_item(
        self, number: int, keys: PublishedKeys, item: Claims, rows: list[Claims]
    ) -> None:
        """The item's file, its guide, and the code of every row."""
        said = self._reader.item(number, item["code"], keys)
        path = f"/list/i/{number}/{item['code']}.json"
        agree(path, "事项", item, said["item"])
        agree(path, "行的编号", _codes(rows), _codes(said["rows"]))
        for row, shown in zip(rows, said["rows"], strict=True):
            agree(path, f"{row['row']} 的内容", row, {name: shown[name] for name in row})
            _check_rule_code(path, number, row, shown["rule_code"], keys)
        agree(path, "指南", f"/list/g/{number}/{item['code']}.html", said["guide"]["path"])
        self._reader.named(said["guide"])

    def _check_chain(self, report: Report, statement: Claims) -> None:
        """Every statement back to the first; the digest each names is that of the one before."""
        chain = [report.number]
        later = statement
        while later["before"] is not None:
            said = later["before"]
            earlier = self._reader.statement(said["number"])
            path = statement_path(said["number"])
            agree(path, "整版文件的摘要", said["sha256"], earlier["sha256"])
            agree(path, "版号", later["number"] - 1, said["number"])
            chain.append(said["number"])
            later = earlier
        agree(statement_path(chain[-1]), "没有上一版的", 1, chain[-1])
        report.chain = tuple(chain)

    def _check_news(self, report: Report) -> None:
        """Feeds carry no signature: they are made anew from what is signed, and compared. The
        JWKS holds the keys of the same editions."""
        numbers = self._latest(report.in_force)
        if report.number in numbers:
            with report.doubting():
                self._reader.check_jwks(self._reader.statement(report.number))
        entries = [self._entry(number) for number in numbers]
        for file in feed_files(self._origin, entries):
            with report.doubting():
                found = self._reader.file(f"/{file.path}")
                agree(f"/{file.path}", "摘要(SHA-256)", digest_of(file.content), digest_of(found))
                report.files += 1

    def _latest(self, in_force: int) -> range:
        """Newest first; what is published and not in force yet is told of, too."""
        newest = in_force
        while self._reader.has(statement_path(newest + 1)):
            newest += 1
        return range(newest, max(0, newest - LATEST), -1)

    def _entry(self, number: int) -> FeedEntry:
        statement = self._reader.statement(number)
        ref = statement["files"].get("diff")
        diff: dict[str, Any] | None = None
        if ref is not None:
            diff = self._reader.object(ref["path"], self._reader.named(ref))
        return entry_of(EditionStatement.from_claims(statement), diff)


def _check_rule_code(path: str, number: int, row: Claims, digits: str, keys: PublishedKeys) -> None:
    anytime = from_text("2199-01-01T00:00:00+08:00", field="now")
    found = check_rule_code(digits, keys.edition_key, number, anytime)
    expected = RuleCodeOutcome.CURRENT
    agree(path, f"{row['row']} 的亮规则码", expected.value, found.outcome.value)
    said = (found.code.row, found.code.material) if found.code else ("", "")
    agree(path, f"{row['row']} 的亮规则码", (row["row"], row["material"]), said)


def _codes(rows: list[Claims]) -> list[str]:
    return [one["row"] for one in rows]
