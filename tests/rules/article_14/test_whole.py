"""第十四条: the list is public: static files, without an account, whole, signed, with its
changes."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from chalicelib.catalogue.domain.rows import CatalogueRow, Disposition
from chalicelib.kernel.ids import UnitCode
from chalicelib.publishing.domain.rule_code import url_of
from chalicelib.publishing.domain.rule_code_check import RuleCodeOutcome, check_rule_code
from chalicelib.publishing.use_cases.announcing import announce_edition
from chalicelib.publishing.use_cases.sentences import RowSentences, sentences_of
from tests import worlds
from tests.rules.publishing import PublishingDistrict, renamed, seed_rows_but
from tests.rules.world import DAY, MINUTE
from tests.seed import seed_edition

ATOM = "{http://www.w3.org/2005/Atom}"
ROWS = tuple(seed_edition().rows.values())


@pytest.fixture(scope="module")
def once() -> PublishingDistrict:
    """The seed's edition, published; tests that use it only read."""
    district = PublishingDistrict()
    district.published()
    return district


def rows_shown(district: PublishingDistrict) -> dict[str, dict[str, object]]:
    items = {one.service_item.code for one in ROWS}
    return {row["row"]: row for code in items for row in district.item(code)["rows"]}


def test_the_sentences_of_a_row_are_made_once_for_all_the_files_that_say_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []

    def counted(row: CatalogueRow, names: Mapping[UnitCode, str]) -> RowSentences:
        made.append(row.code)
        return sentences_of(row, names)

    monkeypatch.setattr("chalicelib.publishing.use_cases.content.sentences_of", counted)
    PublishingDistrict().published()
    assert sorted(made) == sorted(one.code for one in ROWS)


# --- whole, for everybody -------------------------------------------------------------------


def test_the_list_is_made_of_static_files_and_nothing_of_it_needs_an_account(
    once: PublishingDistrict,
) -> None:
    assert all(path.startswith("/list/") for path in paths_of(once.manifest()))
    assert {path.lstrip("/") for path in paths_of(once.manifest())} <= once.site.files.keys()


def paths_of(manifest: dict[str, dict[str, dict[str, str]]]) -> list[str]:
    return [one["path"] for one in manifest["files"].values()]


def test_every_row_is_shown_also_what_was_cancelled_excluded_or_stands_under_a_waiver(
    once: PublishingDistrict,
) -> None:
    shown = rows_shown(once)
    assert set(shown) == {one.code for one in ROWS}
    cancelled = [one for one in ROWS if one.disposition is Disposition.CANCELLED]
    excluded = [one for one in ROWS if one.exclusion is not None]
    waived = [one for one in ROWS if one.waiver is not None]
    assert cancelled
    assert excluded
    assert waived
    for one in cancelled:
        if one.exclusion is None:
            assert "已经取消，任何单位不得再要" in str(shown[one.code]["who"])
        assert shown[one.code]["replacement"] == one.replacement
    for one in excluded:
        assert f"第二条，{one.exclusion}" in str(shown[one.code]["who"])
    for one in waived:
        assert f"依据待核：{one.waiver}" in str(shown[one.code]["who"])


@pytest.mark.parametrize(
    ("code", "how_long"),
    [
        ("ZM001", "24 小时内，且不超过承诺时限"),
        ("ZM004", "当场得到结果"),
        ("ZM011", "30 分钟内，且不超过承诺时限"),
        ("ZM049", "30 分钟内"),
    ],
)
def test_every_row_says_how_long_it_takes_by_the_rule(
    once: PublishingDistrict, code: str, how_long: str
) -> None:
    assert how_long in str(rows_shown(once)[code]["how_long"])


def test_every_row_has_a_sentence_for_the_counter_where_it_is_asked_for_all_the_same(
    once: PublishingDistrict,
) -> None:
    for code, shown in rows_shown(once).items():
        if shown["exclusion"] is None:
            assert "第十六条第（六）项" in str(shown["if_asked"])
            assert code in str(shown["if_asked"])
        else:
            assert "第十六条" not in str(shown["if_asked"])


def test_every_row_can_be_complained_about_by_its_code(once: PublishingDistrict) -> None:
    """The feedback address is ``/feedback#<row>``: a row's code is fit for an address as it is."""
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", one) for one in rows_shown(once))


def test_every_row_has_a_rule_code_that_holds(once: PublishingDistrict) -> None:
    keys = once.keys()
    for shown in rows_shown(once).values():
        link = url_of(worlds.ORIGIN, str(shown["rule_code"]))
        found = check_rule_code(link, keys.edition_key, 1, once.clock.now())
        assert found.outcome is RuleCodeOutcome.CURRENT
        assert found.code is not None
        assert (found.code.row, found.code.material) == (shown["row"], shown["material"])


def test_working_remarks_are_not_published(once: PublishingDistrict) -> None:
    remarks = [one.note for one in ROWS if len(one.note) > 10]
    assert remarks
    published = b"".join(once.site.files.values()).decode()
    assert [one for one in remarks if one in published] == []


def test_a_guide_for_paper_has_every_row_and_neither_script_nor_inline_style(
    once: PublishingDistrict,
) -> None:
    for code, rows in by_item().items():
        page = once.read(f"/list/g/1/{code}.html").decode()
        seen = Guide(page)
        assert seen.refused == []
        assert all(one.code in page for one in rows)
        assert seen.open == []


def by_item() -> dict[str, list[CatalogueRow]]:
    found: dict[str, list[CatalogueRow]] = {}
    for one in ROWS:
        found.setdefault(one.service_item.code, []).append(one)
    return found


class Guide(HTMLParser):
    """What the page's policy would refuse, and tags that are never closed."""

    VOID = frozenset({"meta", "link"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag in {"script", "style", "img", "iframe"} or "style" in names:
            self.refused.append(tag)
        self.refused += [name for name in names if name.startswith("on")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_what_units_write_can_not_become_markup() -> None:
    district = PublishingDistrict()
    evil = renamed("ZM001", '<script>alert("1")</script>&amp;')
    district.published(seed_rows_but(evil))
    page = district.read("/list/g/1/SX001.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;" in page


# --- what is in force, since when -----------------------------------------------------------


def test_the_manifest_says_which_edition_and_since_when(once: PublishingDistrict) -> None:
    manifest = once.manifest()
    assert (manifest["edition"], manifest["published_on"]) == (1, "2026-11-18")
    assert manifest["effective_from"] == "2026-11-18T10:00:00.000+08:00"
    assert (manifest["rows"], manifest["items"]) == (len(ROWS), len(by_item()))
    assert "next" not in manifest


def test_the_manifest_counts_the_rows_by_how_the_applicant_is_spared(
    once: PublishingDistrict,
) -> None:
    counts = once.manifest()["counts"]
    excluded = sum(one.exclusion is not None for one in ROWS)
    assert counts["excluded"] == excluded
    open_rows = [one for one in ROWS if one.exclusion is None]
    cancelled = sum(one.disposition is Disposition.CANCELLED for one in open_rows)
    assert counts["cancelled"] == cancelled
    assert len(ROWS) - excluded - cancelled <= sum(
        counts[one] for one in ("data_sharing", "commitment", "verification")
    )


def test_an_edition_of_a_later_day_is_told_of_and_takes_over_at_its_minute() -> None:
    district = PublishingDistrict()
    district.published()
    start = district.clock.now() + 10 * DAY
    district.published(seed_rows_but(without="ZM001"), start)
    manifest = district.manifest()
    assert (manifest["edition"], manifest["next"]["edition"]) == (1, 2)
    assert b"SX001" in district.read("/index.html")
    district.until(start - MINUTE)
    assert district.follow_catalogue() == 0
    assert district.manifest()["edition"] == 1
    district.until(start)
    assert district.follow_catalogue() == 1
    assert district.manifest()["edition"] == 2
    assert "next" not in district.manifest()


def test_the_first_edition_is_shown_before_its_day_too() -> None:
    district = PublishingDistrict()
    district.published(effective_from=district.clock.now() + DAY)
    assert district.manifest()["edition"] == 1


def test_of_two_editions_to_come_the_nearer_one_is_told_of() -> None:
    district = PublishingDistrict()
    district.published()
    for days in (1, 2):
        district.published(effective_from=district.clock.now() + days * DAY)
    assert district.manifest()["next"]["edition"] == 2
    district.until(district.clock.now() + DAY)
    district.follow_catalogue()
    assert (district.manifest()["edition"], district.manifest()["next"]["edition"]) == (2, 3)


def test_telling_again_what_stands_signs_nothing() -> None:
    district = PublishingDistrict()
    district.published()
    before = dict(district.site.files)
    district.pass_by(timedelta(hours=5))
    assert announce_edition(district.ports) == 1
    assert district.site.files == before


def test_nothing_is_told_before_anything_is_published() -> None:
    district = PublishingDistrict()
    assert announce_edition(district.ports) is None
    assert district.site.files == {}
