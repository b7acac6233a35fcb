"""第十四条: what was published stays as it was, and every change is told."""

import json
import re
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from chalicelib.catalogue.domain.rows import Exclusion
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import EventType
from chalicelib.publishing.use_cases.announcing import announce_edition
from chalicelib.publishing.use_cases.latest import LATEST
from tests import worlds
from tests.rules.publishing import PublishingDistrict, renamed, seed_rows_but
from tests.rules.world import DAY, MINUTE, row
from tests.seed import seed_edition

ATOM = "{http://www.w3.org/2005/Atom}"
ROWS = tuple(seed_edition().rows.values())


@pytest.fixture(scope="module")
def once() -> PublishingDistrict:
    """The seed's edition, published; tests that use it only read."""
    district = PublishingDistrict()
    district.published()
    return district


# --- for ever --------------------------------------------------------------------------------


def test_an_edition_keeps_its_address_its_files_and_its_key_when_the_next_one_is_published() -> (
    None
):
    district = PublishingDistrict()
    district.published()
    before = {
        path: content
        for path, content in district.site.files.items()
        if re.search(r"/1/|-[0-9a-f]{16}\.json|editions/1", path)
    }
    district.pass_by(DAY)
    district.published(seed_rows_but(renamed("ZM001", "无犯罪记录")))
    assert before.items() <= district.site.files.items()
    assert district.item("SX001", edition=1)["rows"][0]["material"] == "无犯罪记录证明"
    assert district.item("SX001")["rows"][0]["material"] == "无犯罪记录"


def test_each_edition_names_the_digest_of_the_one_before() -> None:
    district = PublishingDistrict()
    first, second = district.published(), district.published()
    assert district.signed("/list/editions/1.json")["before"] is None
    said = district.signed("/list/editions/2.json")
    assert said["before"] == {"number": 1, "sha256": first.sha256}
    assert said["sha256"] == second.sha256


def test_the_whole_signed_edition_can_be_downloaded(once: PublishingDistrict) -> None:
    said, whole = once.signed("/list/editions/1.json"), once.named("edition")
    assert said["path"] == once.manifest()["files"]["edition"]["path"]
    assert [one["row"] for one in whole["rows"]] == [one.code for one in ROWS]
    assert whole["units"]["370402002"] == "区公安分局"


def test_the_keys_of_the_latest_editions_are_published() -> None:
    district = PublishingDistrict()
    for _ in range(LATEST + 1):
        district.published(ROWS[:2])
        district.pass_by(MINUTE)
    keys = district.keys()
    assert keys.edition_key("edition-1") is None
    assert all(keys.edition_key(f"edition-{one}") for one in range(2, LATEST + 2))
    assert keys.status_key("edition-2") is None


# --- what changed -----------------------------------------------------------------------------


def changed_district() -> PublishingDistrict:
    district = PublishingDistrict()
    district.published()
    district.pass_by(DAY)
    added = replace(row("ZM002"), code=type(row("ZM002").code)("ZM900"))
    excluded = replace(row("ZM003"), exclusion=Exclusion.X6)
    district.published(
        seed_rows_but(renamed("ZM001", "无犯罪记录"), added, excluded, without="ZM007")
    )
    return district


def test_the_difference_to_the_edition_before_is_made_by_machine() -> None:
    diff = changed_district().named("diff")
    assert (diff["from"], diff["to"]) == (1, 2)
    assert [one["row"] for one in diff["added"]] == ["ZM900"]
    assert [(one["row"], one["item"], one["unit"]) for one in diff["removed"]] == [
        ("ZM007", "SX004", "区民政局")
    ]
    told = [(one["row"], one["field"], one["before"], one["after"]) for one in diff["changed"]]
    assert ("ZM001", "material", "无犯罪记录证明", "无犯罪记录") in told
    assert ("ZM003", "exclusion", "", "X6") in told
    assert {one["row"] for one in diff["changed"]} == {"ZM001", "ZM003"}


def test_the_change_feed_tells_each_edition_once_newest_first() -> None:
    district = changed_district()
    feed = district.json("/list/feed.json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [one["id"] for one in feed["items"]] == [
        f"{worlds.ORIGIN}/list/editions/2.json",
        f"{worlds.ORIGIN}/list/editions/1.json",
    ]
    title = "清单第 2 版公布:增加 1 行,减少 1 行,变更 2 行,2026-11-19 起实施"
    assert feed["items"][0]["title"] == title
    text = feed["items"][0]["content_text"]
    assert "变更:ZM001 教师资格认定 · 无犯罪记录(材料名称)" in text
    assert "减少:ZM007 最低生活保障审核确认 · 个人所得税/收入信息" in text


def test_an_entry_of_the_feed_does_not_change_later() -> None:
    district = changed_district()
    before = {one["id"]: one for one in district.json("/list/feed.json")["items"]}
    district.pass_by(DAY)
    district.published()
    after = {one["id"]: one for one in district.json("/list/feed.json")["items"]}
    assert before.items() <= after.items()


def test_the_atom_feed_has_what_rfc_4287_demands() -> None:
    district = changed_district()
    feed = fromstring(district.read("/list/feed.atom"))
    assert feed.tag == f"{ATOM}feed"
    for one in [feed, *feed.findall(f"{ATOM}entry")]:
        assert all(text_of(one, name) for name in ("id", "title", "updated"))
        datetime.fromisoformat(text_of(one, "updated"))
    assert text_of(feed, "author/name")
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"] == text_of(feed, "id") == f"{worlds.ORIGIN}/list/feed.atom"
    ids = [text_of(one, "id") for one in feed.findall(f"{ATOM}entry")]
    assert ids == [one["id"] for one in district.json("/list/feed.json")["items"]]


def text_of(element: Element, path: str) -> str:
    return element.findtext("/".join(f"{ATOM}{one}" for one in path.split("/"))) or ""


def test_a_character_that_xml_has_no_way_to_write_is_left_out() -> None:
    district = PublishingDistrict()
    district.published()
    district.published(seed_rows_but(renamed("ZM001", "证明\x0b<&>")))
    feed = fromstring(district.read("/list/feed.atom"))
    assert "证明<&>(材料名称)" in text_of(feed.findall(f"{ATOM}entry")[0], "content")


# --- units and names ---------------------------------------------------------------------------


def test_the_units_file_has_every_unit_with_its_items(once: PublishingDistrict) -> None:
    units = {one["code"]: one for one in once.named("units")["units"]}
    assert set(units) == {one.code for one in once.ports.units.units()}
    assert "SX001" in units["370402005"]["items"]
    assert sum(one["rows"] for one in units.values()) == len(ROWS)
    sectors = {one["sector"] for one in units.values() if one["kind"] == "PUBLIC_SERVICE"}
    assert None not in sectors


def test_the_names_of_a_new_edition_are_public_at_once() -> None:
    district = PublishingDistrict()
    district.published(seed_rows_but(renamed("ZM001", "无犯罪记录")))
    assert district.signed("/units.json")["materials"]["M00001"] == "无犯罪记录"


def test_a_unit_that_was_renamed_keeps_its_old_name_in_the_editions_of_then() -> None:
    district = PublishingDistrict()
    district.published()
    education = district.unit(row("ZM001").service_item.unit)
    district.ports.commit(Commit(saves=(replace(education, name="区教育局"),)))
    announce_edition(district.ports)
    district.published()
    assert district.item("SX001", edition=1)["item"]["unit"] == "区教育和体育局"
    assert district.item("SX001")["item"]["unit"] == "区教育局"


def test_what_comes_into_force_later_is_an_event_of_the_outbox_only() -> None:
    """So nobody has to look every minute whether its time has come."""
    district = PublishingDistrict()
    start = district.clock.now() + DAY
    district.published(effective_from=start)
    (waiting,) = district.ports.worklist.outbox(start, 10)
    assert waiting.ready_at == start
    assert waiting.events[0].news.type is EventType.EDITION_IN_FORCE
    assert json.dumps(dict(waiting.events[0].news.facts)) == '{"edition": "1"}'
