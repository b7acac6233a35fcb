"""A workbook that is a bomb, locked, or something else is refused before it is opened.

Each guard is shown to matter: without it, the same file would be opened.
"""

import io
import struct
import zipfile

import pytest

from chalicelib.catalogue.tables.adapters.workbook import guard as workbook_guard
from chalicelib.catalogue.tables.adapters.workbook.guard import check_workbook
from chalicelib.catalogue.tables.domain.errors import TableRefused
from tests.security.tables.crafted_workbooks import (
    BOOK,
    OPENED,
    SHEET,
    TYPES,
    part_of,
    refused,
    sheet,
    with_sheet,
)
from tests.tables import read, repacked

OLD = bytes.fromhex("d0cf11e0a1b11ae1")


def test_a_sheet_that_unpacks_to_a_hundred_times_its_size_is_refused_unopened() -> None:
    row = "<row><c t='inlineStr'><is><t>" + "A" * 1000 + "</t></is></c></row>"
    assert "压缩比" in refused(with_sheet(sheet(row * 5_000)))


def test_a_workbook_that_unpacks_to_too_much_in_all_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook_guard, "LARGEST_CONTENT", 2_000)
    assert "展开后" in refused(BOOK)


def test_too_much_text_to_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "LARGEST_STRINGS", 10)
    assert "文字展开后" in refused(repacked(BOOK, {"xl/sharedStrings.xml": b"<sst/>" * 10}))


def test_a_workbook_of_thousands_of_parts_is_refused() -> None:
    many = {f"xl/media/{one}.png": b"" for one in range(600)}
    assert "部件" in refused(repacked(BOOK, many))


@pytest.mark.parametrize("name", ["xl/media/a.ZIP", "x.xlsx", "xl/embeddings/oleObject1.bin"])
def test_a_file_inside_the_workbook_is_refused(name: str) -> None:
    assert "嵌" in refused(repacked(BOOK, {name: b"PK"}))


def test_two_parts_of_one_name_are_refused() -> None:
    assert "同名" in refused(two_of_one_name())


ENTITIES = [
    '<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    '<!DOCTYPE worksheet SYSTEM "http://127.0.0.1/x.dtd">',
    '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "<!-- " + "x" * 100_000 + " --><!DOCTYPE worksheet>",
]


@pytest.mark.parametrize("doctype", ENTITIES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_that_declares_a_document_type_is_refused(doctype: str, encoding: str) -> None:
    xml = sheet("<row><c><v>1</v></c></row>", doctype).replace("UTF-8", encoding)
    assert "文档类型" in refused(repacked(BOOK, {SHEET: xml.encode(encoding)}))


def laughs(root: str) -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{lines}]><{root}>&l9;</{root}>'.encode()


@pytest.mark.parametrize("part", OPENED)
def test_a_billion_laughs_in_a_part_that_is_opened_is_refused(part: str) -> None:
    assert "文档类型" in refused(repacked(BOOK, {part: laughs(OPENED[part])}))


UNOPENED = [
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/worksheets/sheet2.xml",
    "xl/theme/theme1.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/externalLinks/externalLink1.xml",
    "xl/tables/table1.xml",
    "customXml/item1.xml",
    "docProps/core.xml",
    "docProps/custom.xml",
    "_rels/.rels",
]


@pytest.mark.parametrize("part", UNOPENED)
def test_a_part_that_nobody_needs_is_never_opened(part: str) -> None:
    assert read(repacked(BOOK, {part: laughs("x")})).is_whole


def test_a_locked_workbook_is_told_from_an_old_one() -> None:
    assert "密码" in refused(OLD + "EncryptedPackage".encode("utf-16-le"))
    assert ".xls" in refused(OLD + b"Workbook")


def test_a_part_behind_a_password_is_refused() -> None:
    content = bytearray(BOOK)
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = content.index(mark) + at
        (flags,) = struct.unpack_from("<H", content, place)
        struct.pack_into("<H", content, place, flags | 1)
    assert "密码" in refused(bytes(content))


def test_macros_are_refused_by_their_part_and_by_their_type() -> None:
    assert ".xlsm" in refused(repacked(BOOK, {"xl/vbaProject.bin": b"\x00"}))
    types = part_of(BOOK, TYPES)
    macro = types.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    assert ".xlsm" in refused(repacked(BOOK, {TYPES: macro}))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, ".ods"),
        ({"xl/workbook.bin": b"", "xl/workbook.xml": None}, ".xlsb"),
        ({"xl/workbook.xml": None}, "不是 .xlsx"),
    ],
)
def test_other_kinds_of_tables_are_refused_with_what_to_do(
    changes: dict[str, bytes | None], says: str
) -> None:
    detail = refused(repacked(BOOK, changes))
    assert says in detail
    assert "另存为" in detail


def test_a_damaged_workbook_is_refused_whatever_is_damaged() -> None:
    for content in (BOOK[:-30], b"PK\x03\x04" + b"\x00" * 100, with_sheet("<worksheet>")):
        assert "另存为" in refused(content)
    for part in (SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"):
        for damage in (b"", b"<a>", b"<a/>", b"\x00\x01"):
            try:
                read(repacked(BOOK, {part: damage}))
            except TableRefused as error:
                assert error.detail  # noqa: PT017  # some damage leaves an empty table


def test_a_wrong_claim_about_the_size_of_the_sheet_is_not_believed() -> None:
    xml = part_of(BOOK, SHEET).decode()
    for claim in ("A1:A1", "A1:XFD1048576"):
        changed = xml.replace('<dimension ref="A1:Q2"', f'<dimension ref="{claim}"')
        assert changed != xml or claim == "A1:Q2"
        assert read(with_sheet(changed)).is_whole


def test_a_part_is_where_it_is_looked_for() -> None:
    types = part_of(BOOK, TYPES)
    moved = types.replace(b"/xl/workbook.xml", b"/xl/worksheets/book.xml")
    assert moved != types
    assert "不寻常的位置" in refused(repacked(BOOK, {TYPES: moved}))


def test_a_part_packed_in_a_way_no_program_packs_it_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name), zipfile.ZIP_LZMA if name == SHEET else None)
    assert "已损坏" in refused(file.getvalue())


def two_of_one_name() -> bytes:
    file = io.BytesIO(BOOK)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<x/>")
    return file.getvalue()


GUARDS = {
    "_number": repacked(BOOK, {f"xl/media/{one}.png": b"" for one in range(600)}),
    "_names": two_of_one_name(),
    "_sizes": with_sheet(sheet("<row/>" * 300_000)),
    "_nesting": repacked(BOOK, {"xl/embeddings/a.bin": b""}),
    "_kind": repacked(BOOK, {"xl/vbaProject.bin": b""}),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_without_its_guard_each_of_these_would_be_opened(
    guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TableRefused):
        check_workbook(GUARDS[guard])
    monkeypatch.setattr(workbook_guard, guard, lambda *_: None)
    check_workbook(GUARDS[guard])
