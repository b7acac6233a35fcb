"""What reading a workbook may cost has a bound by construction, whatever was written into it.

Each bound is shown to matter: the same file is read where the bound is wider, and refused where
it is narrower.
"""

import secrets
import time
from collections.abc import Callable

import pytest

from chalicelib.catalogue.tables.adapters.opening import open_table
from chalicelib.catalogue.tables.adapters.workbook import bounded_xml
from chalicelib.catalogue.tables.adapters.workbook import parts as workbook_parts
from tests.security.tables.crafted_workbooks import (
    BOOK,
    BOOK_PART,
    LINKS,
    OPENED,
    SHEET,
    STRINGS,
    STYLES,
    TYPES,
    part_of,
    refused,
    salted,
    sheet,
    with_sheet,
)
from tests.tables import read, repacked


def test_a_row_said_to_be_beyond_excels_last_row_is_refused() -> None:
    row = "<row r='99999999999'><c r='A99999999999'><v>1</v></c></row>"
    assert "已损坏" in refused(with_sheet(sheet(row)))


def test_excels_last_row_costs_no_more_than_the_first() -> None:
    content = with_sheet(sheet("<row r='1048576'><c r='A1048576'><v>1</v></c></row>"))
    began = time.process_time()
    assert list(open_table(content)) == [(1_048_576, ["1"])]
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='2'/><row r='1'/>",
        "<row r='1'/><row r='1'/>",
        "<row r='0'/>",
        "<row r='1'><c r='B1'/><c r='A1'/></row>",
        "<row r='1'><c r='A1'/><c r='A1'/></row>",
        "<row r='1'><c r='AAAA1'/></row>",
        "<row><c t='s'><v>-1</v></c></row>",
        "<row><c t='s'><v>99</v></c></row>",
        "<row><c><v>nan</v></c></row>",
        "<row><c t='x'><v>1</v></c></row>",
    ],
)
def test_what_no_program_writes_is_no_way_to_say_two_things_at_once(rows: str) -> None:
    assert "已损坏" in refused(with_sheet(sheet(rows)))


def test_a_column_said_to_be_far_right_costs_nothing() -> None:
    row = "<row r='1'><c r='XFD1'><v>1</v></c></row>"
    assert not read(with_sheet(sheet(row))).has_header


def test_one_row_of_very_many_cells_is_read_as_far_as_the_table_goes() -> None:
    content = with_sheet(sheet(f"<row>{'<c><v>1</v></c>' * 16_000}</row>"))
    assert [len(one) for _, one in open_table(content)] == [30]
    assert "已损坏" in refused(with_sheet(sheet(f"<row>{'<c/>' * 16_385}</row>")))


def test_of_a_text_of_many_megabytes_only_as_much_is_held_as_tells_it_is_too_long() -> None:
    text = salted(5_000_000)
    runs = "".join(f"<r><t>{text[at : at + 1000]}</t></r>" for at in range(0, 100_000, 1000))
    strings = f"<sst><si><t>{text}</t></si><si>{runs}</si></sst>".encode()
    shared = "<c t='s'><v>0</v></c><c t='s'><v>1</v></c>"
    inline = f"<c t='inlineStr'><is><t>{text}</t></is></c><c t='inlineStr'><is>{runs}</is></c>"
    row = f"<row>{shared}{inline}<c t='str'><v>{text}</v></c></row>"
    (read_row,) = open_table(repacked(BOOK, {SHEET: sheet(row).encode(), STRINGS: strings}))
    assert read_row == (1, [text[:32_768]] * 5)


BOUNDS: dict[str, tuple[int, Callable[[], bytes]]] = {
    "MOST_ELEMENTS": (2_000, lambda: with_sheet(sheet("<row/>" * 2_001))),
    "MOST_NAMES": (100, lambda: with_sheet(sheet("".join(f"<a{n}/>" for n in range(120))))),
    "DEEPEST": (50, lambda: with_sheet(sheet("<a>" * 60 + "</a>" * 60))),
    "LONGEST_TOKEN": (100_000, lambda: with_sheet(sheet(f"<!--{salted(400_000)}--><row/>"))),
    "MOST_CHARACTERS": (99, lambda: with_sheet(sheet("<row><c><v>1</v></c></row>" * 100))),
}


@pytest.mark.parametrize("bound", BOUNDS)
def test_whatever_can_grow_while_reading_has_a_bound(
    bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, make = BOUNDS[bound]
    content = make()
    list(open_table(content))
    monkeypatch.setattr(bounded_xml, bound, most)
    assert "大得不正常" in refused(content)


@pytest.mark.parametrize("part", OPENED)
def test_the_elements_of_every_part_count_also_those_passed_over(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = OPENED[part]
    before, _, _ = part_of(BOOK, part).decode().rpartition(f"</{root}>")
    content = repacked(BOOK, {part: f"{before}{'<x/>' * 2_000}</{root}>".encode()})
    assert read(content).is_whole
    monkeypatch.setattr(bounded_xml, "MOST_ELEMENTS", 2_000)
    assert "大得不正常" in refused(content)


def test_the_characters_of_a_shared_text_count_wherever_it_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strings = f"<sst><si><t>{salted(1_000)}</t></si></sst>".encode()
    rows = "<row>" + "<c t='s'><v>0</v></c>" * 17 + "</row>"
    content = repacked(BOOK, {SHEET: sheet(rows * 10).encode(), STRINGS: strings})
    monkeypatch.setattr(bounded_xml, "MOST_CHARACTERS", 169_999)
    assert "文字合计" in refused(content)
    monkeypatch.setattr(bounded_xml, "MOST_CHARACTERS", 170_000)
    assert read(content).faults


def test_names_and_places_defined_in_the_workbook_cost_next_to_nothing() -> None:
    book, types = part_of(BOOK, BOOK_PART), part_of(BOOK, TYPES)
    defined = "".join(f'<definedName name="a{n}">1</definedName>' for n in range(20_000)).encode()
    override = '<Override PartName="/{}" ContentType="a"/>'
    overrides = "".join(override.format(secrets.token_hex(4)) for _ in range(20_000)).encode()
    content = repacked(
        BOOK,
        {
            BOOK_PART: book.replace(b"</workbook>", defined + b"</workbook>"),
            TYPES: types.replace(b"</Types>", overrides + b"</Types>"),
        },
    )
    began = time.process_time()
    assert read(content).is_whole
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("bound", "part", "xml"),
    [
        ("MOST_FORMATS", STYLES, "<styleSheet><cellXfs>{}</cellXfs></styleSheet>"),
        ("MOST_STRINGS", STRINGS, "<sst>{}</sst>"),
        ("MOST_SHEETS", BOOK_PART, "<workbook><sheets>{}</sheets></workbook>"),
    ],
)
def test_what_is_kept_while_the_rows_are_read_has_a_bound(
    bound: str, part: str, xml: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {
        "MOST_FORMATS": "<xf numFmtId='14'/>",
        "MOST_STRINGS": "<si/>",
        "MOST_SHEETS": "<sheet name='a' r:id='rId1'/>",
    }[bound]
    for count, is_refused in ((100, False), (101, True)):
        content = repacked(BOOK, {part: xml.format(one * count).encode()})
        monkeypatch.setattr(workbook_parts, bound, 100)
        if is_refused:
            assert "大得不正常" in refused(content)
        else:
            list(open_table(repacked(content, {SHEET: sheet("<row/>").encode()})))


def test_a_hundred_thousand_cell_formats_are_refused_at_once() -> None:
    formats = "".join(f"<xf/><!--{salted(8)}-->" for _ in range(100_000))
    styles = f"<styleSheet><cellXfs>{formats}</cellXfs></styleSheet>".encode()
    assert "单元格格式" in refused(repacked(BOOK, {STYLES: styles}))


@pytest.mark.parametrize(
    "target",
    [
        "worksheets/sheet1.dat",
        "/xl/worksheets/_rels/sheet1.xml",
        "../docProps/sheet1.xml",
        "worksheets/../../sheet1.xml",
        "worksheets/missing.xml",
    ],
)
def test_a_sheet_is_where_sheets_are_and_named_as_sheets_are(target: str) -> None:
    old, rows = part_of(BOOK, LINKS), part_of(BOOK, SHEET)
    new = old.replace(b"/xl/worksheets/sheet1.xml", target.encode())
    assert new != old
    places = {"xl/worksheets/sheet1.dat", "xl/worksheets/_rels/sheet1.xml", "docProps/sheet1.xml"}
    moved = dict.fromkeys((*places, "sheet1.xml"), rows)
    assert "不寻常的位置" in refused(repacked(BOOK, {LINKS: new, SHEET: None, **moved}))
