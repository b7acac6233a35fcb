"""What the quick twins of pictures and search files promise, the real ones keep, too.

That a picture can be scanned and a search finds what it should is shown of the real ones, beside.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from chalicelib.bootstrap.publishing import LateSearchFiles
from chalicelib.catalogue.domain.rows import CatalogueEdition, Exclusion
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.proofs.ports import ProofPictures
from chalicelib.proofs.seal.adapters.late import QrPictures
from chalicelib.publishing.ports import SearchFiles
from tests.seed import seed_edition
from tests.twins.pictures import MemoryPictures
from tests.twins.search import MemorySearchFiles

LINK = "https://wzm.example.gov.cn/p#" + "0123456789" * 12
OTHER = LINK.replace("#0", "#1")
NAMES = {UnitCode("370402002"): "区公安分局"}


def changed(**parts: object) -> CatalogueEdition:
    """The seed's edition with another first row."""
    rows = dict(seed_edition().rows)
    first = next(iter(rows.values()))
    material = replace(first.material, name=str(parts.pop("name", first.material.name)))
    rows[first.code] = replace(first, material=material, **parts)  # type: ignore[arg-type]  # by name
    return replace(seed_edition(), rows=rows)


RENAMED = changed(name="改名的魑魅证明")
EXCLUDED = changed(exclusion=Exclusion.X6)
FEWER = replace(
    seed_edition(),
    rows={code: row for code, row in seed_edition().rows.items() if code != RowCode("ZM001")},
)


def hold_pictures(pictures: ProofPictures) -> None:
    """Raises AssertionError where one of the promises is broken."""
    drawn = pictures.svg(LINK)
    root = ElementTree.fromstring(drawn)  # noqa: S314  # our own picture
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert pictures.svg(LINK) == drawn, "the same link is drawn the same way"
    assert pictures.svg(OTHER) != drawn, "and another one differently"


def hold_search_files(files: SearchFiles) -> None:
    """Raises AssertionError where one of the promises is broken."""
    edition = seed_edition()
    search, pinyin = files.search(edition, NAMES), files.pinyin(edition, NAMES)
    for content in (search, pinyin, files.synonyms()):
        assert isinstance(json.loads(content), dict)
    assert len({search, pinyin, files.synonyms()}) == 3
    assert (files.search(edition, NAMES), files.pinyin(edition, NAMES)) == (search, pinyin)
    assert len({search, *(files.search(one, NAMES) for one in (RENAMED, EXCLUDED, FEWER))}) == 4
    assert files.pinyin(RENAMED, NAMES) != pinyin, "another text is read differently"
    assert files.pinyin(EXCLUDED, NAMES) == pinyin, "the same texts are read the same way"
    assert files.search(edition, {UnitCode("370402002"): "改名的单位"}) != search


@pytest.mark.parametrize("pictures", [MemoryPictures(), QrPictures()], ids=["twin", "real"])
def test_a_picture_is_one_of_its_link(pictures: ProofPictures) -> None:
    hold_pictures(pictures)


@pytest.mark.parametrize("files", [MemorySearchFiles(), LateSearchFiles()], ids=["twin", "real"])
def test_search_files_are_those_of_their_rows(files: SearchFiles) -> None:
    hold_search_files(files)


# --- the promises bite: twins that keep one less are told from these ---------------------------


class OnePictureForAll(MemoryPictures):
    def svg(self, url: str) -> str:
        return super().svg(url[:20])


class NoPicture(MemoryPictures):
    def svg(self, url: str) -> str:
        return super().svg(url).replace("<desc>", "<title>").replace("</desc>", "</title>")


class ThatForgetsNames(MemorySearchFiles):
    def search(self, edition: CatalogueEdition, names: object) -> bytes:  # noqa: ARG002  # the point
        return super().search(edition, {})


class ThatLooksAtNamesOnly(MemorySearchFiles):
    def search(self, edition: CatalogueEdition, names: object) -> bytes:  # noqa: ARG002  # the point
        return super().pinyin(edition, NAMES).replace(b"pinyin", b"search")


class ThatReadsMoreThanTexts(MemorySearchFiles):
    def pinyin(self, edition: CatalogueEdition, names: object) -> bytes:  # noqa: ARG002  # the point
        return super().search(edition, NAMES).replace(b"search", b"pinyin")


@pytest.mark.parametrize(
    ("hold", "weakened"),
    [
        (hold_pictures, OnePictureForAll()),
        (hold_pictures, NoPicture()),
        (hold_search_files, ThatForgetsNames()),
        (hold_search_files, ThatLooksAtNamesOnly()),
        (hold_search_files, ThatReadsMoreThanTexts()),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_twin_that_promises_less_is_found_out(
    hold: Callable[[object], None], weakened: object
) -> None:
    with pytest.raises(AssertionError):
        hold(weakened)
