"""A workbook is refused before it is opened where it is a bomb, locked, or something else.

Each guard is shown to matter: without it, the same file is read or blows up.
"""

import io
import secrets
import struct
import zipfile

import pytest

from chalicelib.adapters.tables import workbook_guard
from chalicelib.adapters.tables.workbook_guard import check_workbook
from chalicelib.domain.import_errors import TableRefused
from tests.tables import cells, read, repacked, workbook_of

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
OLD = bytes.fromhex("d0cf11e0a1b11ae1")
BOOK = workbook_of(cells())


def with_sheet(xml: str) -> bytes:
    return repacked(BOOK, {SHEET: xml.encode()})


def sheet(rows: str, before: str = "") -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}{before}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def refused(content: bytes) -> str:
    with pytest.raises(TableRefused) as caught:
        read(content)
    return caught.value.detail


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
    file = io.BytesIO(BOOK)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<x/>")
    assert "同名" in refused(file.getvalue())


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


def test_a_billion_laughs_in_any_part_is_refused() -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{lines}]><x>&l9;</x>'
    assert "文档类型" in refused(repacked(BOOK, {"docProps/custom.xml": bomb.encode()}))


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
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        types = archive.read(TYPES)
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


def test_a_row_said_to_be_beyond_excels_last_row_costs_nothing() -> None:
    row = "<row r='99999999999'><c r='A99999999999'><v>1</v></c></row>"
    assert not read(with_sheet(sheet(row))).has_header


def test_a_column_said_to_be_far_right_costs_nothing() -> None:
    row = "<row r='1'><c r='XFD1'><v>1</v></c></row>"
    assert not read(with_sheet(sheet(row))).has_header


def test_a_wrong_claim_about_the_size_of_the_sheet_is_not_believed() -> None:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        xml = archive.read(SHEET).decode()
    for claim in ("A1:A1", "A1:XFD1048576"):
        changed = xml.replace('<dimension ref="A1:Q2"', f'<dimension ref="{claim}"')
        assert changed != xml or claim == "A1:Q2"
        assert read(with_sheet(changed)).is_whole


def salted(count: int) -> str:
    """Text that hardly compresses, so that no ratio gives it away."""
    return secrets.token_hex(count // 2)


def test_one_row_of_very_many_cells_is_refused() -> None:
    row = "".join(f"<c><v>{salted(40)}</v></c>" for _ in range(100_000))
    assert "大得不正常" in refused(with_sheet(sheet(f"<row>{row}</row>")))


def test_one_text_of_many_megabytes_is_refused_in_a_sheet_and_among_the_strings() -> None:
    text = salted(5_000_000)
    row = f"<row><c t='inlineStr'><is><t>{text}</t></is></c></row>"
    assert "大得不正常" in refused(with_sheet(sheet(row)))
    strings = f"<sst><si><t>{text}</t></si></sst>".encode()
    assert "大得不正常" in refused(repacked(BOOK, {"xl/sharedStrings.xml": strings}))


def test_many_rows_of_an_ordinary_size_are_taken() -> None:
    rows = f"<row><c t='inlineStr'><is><t>{salted(60_000)}</t></is></c></row>" * 120
    check_workbook(with_sheet(sheet(rows)))


def test_more_rows_than_could_be_kept_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MOST_STEPS", 1_000)
    check_workbook(with_sheet(sheet("<row/>" * 1_000)))
    assert "大得不正常" in refused(with_sheet(sheet("<row/>" * 1_001)))


def test_rows_are_counted_once_also_where_two_chunks_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "CHUNK", 37)
    monkeypatch.setattr(workbook_guard, "MOST_STEPS", 500)
    check_workbook(with_sheet(sheet("<row/>" * 500)))


def test_any_other_part_is_small() -> None:
    fonts = "".join(f"<row/><font>{salted(1000)}</font>" for _ in range(9_000))
    styles = f"<styleSheet>{fonts}</styleSheet>".encode()
    assert "大得不正常" in refused(repacked(BOOK, {"xl/styles.xml": styles}))


def test_a_part_is_where_it_is_looked_for() -> None:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        types = archive.read(TYPES)
    moved = types.replace(b"/xl/workbook.xml", b"/xl/worksheets/book.xml")
    assert moved != types
    assert "不寻常的位置" in refused(repacked(BOOK, {TYPES: moved}))


GUARDS = {
    "_number": repacked(BOOK, {f"xl/media/{one}.png": b"" for one in range(600)}),
    "_sizes": with_sheet(sheet("<row/>" * 300_000)),
    "_nesting": repacked(BOOK, {"xl/embeddings/a.bin": b""}),
    "_kind": repacked(BOOK, {"xl/vbaProject.bin": b""}),
    "_stretches": with_sheet(sheet(f"<row>{secrets.token_hex(3_000_000)}</row>")),
    "_plain_xml": with_sheet(sheet("<row><c><v>1</v></c></row>", "<!DOCTYPE worksheet>")),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_without_its_guard_each_of_these_would_be_opened(
    guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TableRefused):
        check_workbook(GUARDS[guard])
    monkeypatch.setattr(workbook_guard, guard, lambda *_: None)
    check_workbook(GUARDS[guard])
