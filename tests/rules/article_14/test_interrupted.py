"""Publishing that is broken off at any step: a repeat completes it, and at no moment is anything
announced that is not there or does not hold (Art. 14)."""

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from chalicelib.catalogue.domain.editions import EditionRecord
from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.domain.kids import STATUS
from chalicelib.proofs.status.adapters.names_file import SignedNames
from chalicelib.publishing.ports import EditionKey, EditionKeySpent
from chalicelib.publishing.use_cases.writing import publish_edition_files
from tests.rules.publishing import PublishingDistrict, renamed
from tests.rules.world import DAY
from tests.seed import seed_edition
from tests.twins.editions import memory_editions
from tests.twins.proofs import MemorySite, memory_key
from tests.twins.rosters import unrotated

ROWS = tuple(seed_edition().rows.values())[:4]
CHANGED: tuple[CatalogueRow, ...] = (renamed(ROWS[0].code, "改名的证明"), *ROWS[1:])
NEVER_CHANGED = re.compile(r"list/([ig]/\d+/.+|[a-z0-9-]+-[0-9a-f]{16}\.json|editions/\d+\.json)")
OF_EDITION_2 = re.compile(r"list/([ig]/2/.+|(edition|diff)-2-.+|editions/2\.json)")


class Broken(Exception):
    """The process dies here."""


@dataclass
class BreakingSite(MemorySite):
    """Breaks at the ``at``-th put from now, before or after it was done."""

    at: int = 0
    is_done_first: bool = False
    puts: list[str] = field(default_factory=list)

    def put(self, path: str, content: bytes, kind: str) -> None:
        self.puts.append(path)
        breaks = len(self.puts) == self.at
        if not breaks or self.is_done_first:
            super().put(path, content, kind)
        if breaks:
            raise Broken


def district_at(site: BreakingSite) -> PublishingDistrict:
    """Edition 1 is announced, edition 2 waits in the outbox."""
    district = PublishingDistrict()
    ports = district.ports
    names = SignedNames(unrotated(STATUS, memory_key(STATUS)), site, ports.clock)
    district.ports = ports.replaced(
        proofs=replace(ports.proofs, site=site, names=names),
        editions=memory_editions(ports.store, site, ports.clock),
    )
    district.published(ROWS)
    district.pass_by(DAY)
    district.edition(CHANGED)
    site.puts.clear()
    return district


def puts_of_an_unbroken_run() -> list[str]:
    site = BreakingSite()
    publish_edition_files(2, district_at(site).ports)
    return site.puts


PUTS = puts_of_an_unbroken_run()


def record_of(district: PublishingDistrict, number: int) -> EditionRecord:
    found = district.ports.lists.listed(EditionRecord, "", f"{number:06d}")
    assert found is not None
    return found


def check_what_is_announced(district: PublishingDistrict) -> int:
    """Everything that anybody is led to stands and holds; the edition of the manifest."""
    manifest = district.manifest()
    number = int(manifest["edition"])
    for name in manifest["files"]:
        district.named(name)
    said = district.signed(f"/list/editions/{number}.json")
    whole = parse_object(district.read(said["path"]))
    assert hashlib.sha256(district.read(said["path"])).hexdigest() == said["sha256"]
    told: list[Any] = whole["items"]  # type: ignore[assignment]
    for item in told:
        assert district.item(item["code"], number)["item"] == item
        assert district.read(f"/list/g/{number}/{item['code']}.html")
    for entry in district.json("/list/feed.json")["items"]:
        assert district.signed(entry["id"].partition("example")[2])["path"]
    return number


@pytest.mark.parametrize("is_done_first", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, len(PUTS) + 1), ids=lambda at: f"{at}-{PUTS[at - 1]}")
def test_broken_off_at_any_put_nothing_false_is_announced_and_a_repeat_completes_it(
    at: int, is_done_first: bool
) -> None:
    site = BreakingSite(is_done_first=is_done_first)
    district = district_at(site)
    site.at = at
    with pytest.raises(Broken):
        publish_edition_files(2, district.ports)
    check_what_is_announced(district)
    published = {path: one for path, one in site.files.items() if NEVER_CHANGED.fullmatch(path)}

    publish_edition_files(2, district.ports)

    assert check_what_is_announced(district) == 2
    assert published.items() <= site.files.items()
    assert district.item(ROWS[0].service_item.code)["rows"][0]["material"] == "改名的证明"
    with pytest.raises(EditionKeySpent):
        district.ports.editions.keys.of(2)


def test_the_manifest_is_put_last_and_the_statement_after_all_that_it_names() -> None:
    assert PUTS[-1] == "list/manifest.json"
    stated = PUTS.index("list/editions/2.json")
    assert all(PUTS.index(one) < stated for one in PUTS if re.search(r"/2/|-[0-9a-f]{16}", one))
    assert stated < PUTS.index(".well-known/jwks.json") < PUTS.index("index.html")


def test_publishing_twice_writes_nothing_twice() -> None:
    site = BreakingSite()
    district = district_at(site)
    publish_edition_files(2, district.ports)
    before = dict(site.files)
    site.puts.clear()
    publish_edition_files(2, district.ports)
    assert set(site.puts) <= {".well-known/jwks.json"}
    assert site.files == before


def test_two_that_publish_at_the_same_time_write_the_same_bytes() -> None:
    """The other one does all of it between our key and our first put."""
    site = BreakingSite()
    district = district_at(site)
    keys = district.ports.editions.keys

    class Overtaken:
        def of(self, number: int) -> EditionKey:
            ours = keys.of(number)
            publish_edition_files(number, other)
            return ours

        def forget(self, number: int) -> None:
            keys.forget(number)

    other = district.ports
    editions = replace(other.editions, keys=Overtaken())
    publish_edition_files(2, replace(other, editions=editions))
    assert check_what_is_announced(district) == 2
    written = [one for one in site.puts if OF_EDITION_2.fullmatch(one)]
    assert len(written) == len(set(written))


def test_an_edition_whose_key_is_gone_is_never_signed_by_another_one() -> None:
    district = district_at(BreakingSite())
    district.ports.editions.keys.of(2)
    district.ports.editions.keys.forget(2)
    with pytest.raises(Misconfigured, match="请另出一版"):
        publish_edition_files(2, district.ports)
    assert check_what_is_announced(district) == 1


def test_an_edition_is_not_published_before_the_one_before_it() -> None:
    """Editions make a chain: whichever of the two the outbox takes first."""
    district = district_at(BreakingSite())
    district.edition(ROWS)
    publish_edition_files(3, district.ports)
    assert check_what_is_announced(district) == 3
    assert district.signed("/list/editions/3.json")["before"] == {
        "number": 2,
        "sha256": record_of(district, 2).sha256,
    }


def test_a_statement_that_was_altered_is_not_signed_for() -> None:
    site = BreakingSite()
    district = district_at(site)
    publish_edition_files(2, district.ports)
    site.files["list/editions/2.json"] = site.files["list/editions/1.json"]
    with pytest.raises(Misconfigured, match="第 2 版清单的声明"):
        publish_edition_files(2, district.ports)
