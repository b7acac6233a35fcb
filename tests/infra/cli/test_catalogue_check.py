"""`mianzheng catalogue check`: one byte altered anywhere, and the edition is refused."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.cli.office.catalogue.check import NOT_CHECKED, REFUSED, check, diff
from infra.client.checking.edition_check import EditionChecker, Report
from infra.client.checking.edition_reading import Doubt, EditionReader
from infra.local.http.front import Front, FrontServer
from infra.local.http.static_site import StaticSite
from tests import worlds
from tests.rules.publishing import PublishingDistrict, renamed
from tests.rules.world import DAY
from tests.seed import seed_edition

ROWS = tuple(seed_edition().rows.values())[:6]
CHANGED = (renamed("ZM001", "无犯罪记录"), *ROWS[1:5])
KINDS = {
    "manifest": r"list/manifest\.json",
    "statement": r"list/editions/2\.json",
    "statement-before": r"list/editions/1\.json",
    "edition": r"list/edition-2-.+",
    "edition-before": r"list/edition-1-.+",
    "search": r"list/search-.+",
    "pinyin": r"list/pinyin-.+",
    "synonyms": r"list/synonyms-.+",
    "units": r"list/units-.+",
    "diff": r"list/diff-2-.+",
    "item": r"list/i/2/SX001\.json",
    "guide": r"list/g/2/SX001\.html",
    "json-feed": r"list/feed\.json",
    "atom-feed": r"list/feed\.atom",
    "names": r"units\.json",
}
LATER = datetime(2026, 12, 1, tzinfo=UTC)
"""Both editions are in force by then."""
PLACES = 15
"""So many bytes of each file are altered, spread over it, and the first and the last one."""


def two_editions(origin: str = worlds.ORIGIN) -> PublishingDistrict:
    district = PublishingDistrict()
    district.ports = district.ports.replaced(proofs=replace(district.ports.proofs, origin=origin))
    district.published(ROWS)
    district.pass_by(DAY)
    district.published(CHANGED)
    return district


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return two_editions().site.files


class Files:
    """The site as a dictionary."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def read(self, path: str) -> bytes | None:
        return self._files.get(path.lstrip("/"))


def checked(files: dict[str, bytes], number: int | None = None, now: datetime = LATER) -> Report:
    reader = EditionReader(Files(files))
    return EditionChecker(reader, worlds.ORIGIN, lambda _n, _of: None, now).check(number)


def paths_of(files: dict[str, bytes], kind: str) -> list[str]:
    return [path for path in files if re.fullmatch(KINDS[kind], path)]


def test_an_edition_as_it_was_published_holds(files: dict[str, bytes]) -> None:
    report = checked(files)
    assert report.doubts == []
    assert (report.number, report.rows, report.chain) == (2, 5, (2, 1))
    assert checked(files, 1).doubts == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_edition_with_one_byte_altered_is_refused_and_the_file_named(
    files: dict[str, bytes], kind: str
) -> None:
    path = paths_of(files, kind)[-1]
    content = files[path]
    step = max(1, len(content) // PLACES)
    for at in {*range(0, len(content), step), len(content) - 1}:
        altered = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        report = checked({**files, path: altered})
        assert not report.holds, at
        assert any(f"/{path}" == one.path for one in report.doubts), (at, report.doubts)
        assert all(one.expected and one.found for one in report.doubts)


@pytest.mark.parametrize("kind", KINDS)
def test_an_edition_with_a_file_missing_is_refused(files: dict[str, bytes], kind: str) -> None:
    path = paths_of(files, kind)[-1]
    report = checked({name: one for name, one in files.items() if name != path})
    assert [str(one.path) for one in report.doubts if one.found == "404"] == [f"/{path}"]


def test_an_item_of_another_edition_does_not_pass_for_this_ones(files: dict[str, bytes]) -> None:
    """It is signed, by us, for another number."""
    older = files["list/i/1/SX001.json"]
    (doubt,) = checked({**files, "list/i/2/SX001.json": older}).doubts
    assert doubt.path == "/list/i/2/SX001.json"


def test_a_list_of_another_kind_does_not_pass_for_the_manifest(files: dict[str, bytes]) -> None:
    """Signed by the same key; its typ tells."""
    for other in ("units.json", "list/editions/2.json"):
        (doubt,) = checked({**files, "list/manifest.json": files[other]}).doubts
        assert (doubt.path, doubt.expected) == ("/list/manifest.json", "wzm-list+jwt")


def played_back() -> dict[str, bytes]:
    """Edition 2 has been in force for long; the manifest is the one of the day before it."""
    district = PublishingDistrict()
    district.published(ROWS)
    older = district.site.files["list/manifest.json"]
    district.pass_by(DAY)
    district.published(CHANGED, effective_from=datetime(2020, 1, 1, tzinfo=UTC))
    return {**district.site.files, "list/manifest.json": older}


def test_without_keys_nothing_is_believed(files: dict[str, bytes]) -> None:
    with pytest.raises(Doubt, match="jwks"):
        checked({name: one for name, one in files.items() if "jwks" not in name})
    report = checked({**files, ".well-known/jwks.json": b'{"keys":[]}'})
    assert [one.what for one in report.doubts] == ["签名的公钥"]


def test_a_jwks_with_another_key_for_the_edition_is_refused(files: dict[str, bytes]) -> None:
    jwks = files[".well-known/jwks.json"].replace(b'"edition-1"', b'"edition-3"')
    jwks = jwks.replace(b'"edition-2"', b'"edition-1"')
    report = checked({**files, ".well-known/jwks.json": jwks})
    assert [one.path for one in report.doubts] == ["/.well-known/jwks.json"]


# --- the command --------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """(origin, folder) of a site with two editions."""
    front = Front()
    server = FrontServer(front, 0)
    origin = f"http://127.0.0.1:{server.port}"
    for path, content in two_editions(origin).site.files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    front.pages = StaticSite([tmp_path])
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield origin, tmp_path
    finally:
        server.stop()
        thread.join(10)


def test_the_command_refuses_a_manifest_played_back_and_says_what_to_do(
    site: tuple[str, Path],
) -> None:
    origin, folder = site
    older = played_back()
    for path in ("list/manifest.json", "list/editions/2.json"):
        (folder / path).write_bytes(older[path])
    result = CliRunner().invoke(check, ["--origin", origin])
    said = result.output.replace("\n", "")
    assert result.exit_code == REFUSED
    assert "现行的是哪一版。应为 第 2 版" in said
    assert "不要把它当作现行的" in said
    assert "(现行)" not in said


def whole_edition(folder: Path, number: int) -> Path:
    (found,) = (folder / "list").glob(f"edition-{number}-*.json")
    return found


def test_the_command_checks_the_edition_in_force_a_number_an_address_or_a_file(
    site: tuple[str, Path],
) -> None:
    origin, folder = site
    for target, number in (
        ([], 2),
        (["1"], 1),
        ([origin], 2),
        ([f"{origin}/list/editions/1.json"], 1),
        ([str(whole_edition(folder, 2))], 2),
    ):
        result = CliRunner().invoke(check, [*target, "--origin", origin])
        assert result.exit_code == 0, result.output
        assert f"第 {number} 版清单与公布的一致" in result.output


def test_a_downloaded_edition_altered_by_one_byte_is_refused(
    site: tuple[str, Path], tmp_path: Path
) -> None:
    origin, folder = site
    content = whole_edition(folder, 2).read_bytes()
    for name, at in (("edition-2-a.json", content.index("无犯罪".encode())), ("b.json", 0)):
        copy = tmp_path / "downloads" / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        result = CliRunner().invoke(check, [str(copy), "--origin", origin])
        assert result.exit_code == REFUSED
        assert "这个文件:摘要(SHA-256)。应为" in result.output.replace("\n", "")


def test_an_altered_file_of_the_site_is_named_with_what_was_expected_and_found(
    site: tuple[str, Path],
) -> None:
    origin, folder = site
    guide = folder / "list/g/2/SX001.html"
    guide.write_bytes(guide.read_bytes().replace("核验".encode(), "校验".encode(), 1))
    result = CliRunner().invoke(check, ["--origin", origin])
    assert result.exit_code == REFUSED
    assert "不可信:有 1 处不符" in result.output
    assert "/list/g/2/SX001.html:摘要(SHA-256)。应为" in result.output.replace("\n", "")


@pytest.mark.parametrize("target", ["no-such-file.json", "http://127.0.0.1:1/other/page"])
def test_what_names_no_edition_is_told_at_once(target: str) -> None:
    assert CliRunner().invoke(check, [target]).exit_code == 2


def test_a_site_that_does_not_answer_says_nothing_about_the_edition() -> None:
    result = CliRunner().invoke(check, ["--origin", "http://127.0.0.1:1"])
    assert result.exit_code == NOT_CHECKED
    assert "不说明真假" in result.output
    assert CliRunner().invoke(diff, ["1", "2", "--origin", "http://127.0.0.1:1"]).exit_code == 3


def test_the_difference_of_two_editions_is_told_row_by_row(site: tuple[str, Path]) -> None:
    origin, _ = site
    result = CliRunner().invoke(diff, ["1", "2", "--origin", origin])
    assert result.exit_code == 0, result.output
    assert "第 1 版 → 第 2 版:增加 0 行,减少 1 行,变更 1 行" in result.output
    assert f"- {ROWS[5].code} " in result.output
    assert "材料名称:无犯罪记录证明 → 无犯罪记录" in result.output
    assert CliRunner().invoke(diff, ["2", "2", "--origin", origin]).exit_code == 0


def test_a_difference_is_not_made_of_files_that_do_not_hold(site: tuple[str, Path]) -> None:
    origin, folder = site
    file = whole_edition(folder, 1)
    file.write_bytes(file.read_bytes()[:-1] + b" ")
    result = CliRunner().invoke(diff, ["1", "2", "--origin", origin])
    assert result.exit_code == REFUSED
    assert "edition-1-" in result.output
