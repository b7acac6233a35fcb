"""A workbook says the same whichever program wrote it: Excel, WPS, LibreOffice, or another."""

import pytest

from chalicelib.catalogue.tables.adapters.opening import open_table
from chalicelib.catalogue.tables.adapters.workbook.rows import A_DATE, FORMULA
from chalicelib.catalogue.tables.domain.cells import Cell, UnreadableCell
from tests.tables import repacked, workbook_of

SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
LINKS, BOOK = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRICT = 'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EMPTY = workbook_of()


def rows(sheet: str, *, strings: str = "", styles: str = "") -> list[tuple[int, list[Cell]]]:
    parts = {
        SHEET: f"<worksheet {SPACE}><sheetData>{sheet}</sheetData></worksheet>",
        STRINGS: f"<sst {SPACE}>{strings}</sst>",
        STYLES: f"<styleSheet {SPACE}>{styles}</styleSheet>",
    }
    content = repacked(EMPTY, {name: xml.encode() for name, xml in parts.items()})
    return [(number, list(cells)) for number, cells in open_table(content)]


def one(cell: str, *, strings: str = "", styles: str = "") -> Cell:
    ((_, cells),) = rows(f"<row>{cell}</row>", strings=strings, styles=styles)
    return cells[0]


def test_rows_and_cells_that_are_left_out_leave_their_places_empty() -> None:
    sheet = (
        '<row r="2"><c r="B2"><v>1</v></c><c r="D2" t="inlineStr"><is><t>四</t></is></c></row>'
        '<row r="4"><c r="A4" s="0"/></row><row><c><v>2</v></c><c><v>3</v></c></row>'
        '<row r="9"><c r="AD9"><v>4</v></c><c r="AE9"><v>5</v></c></row>'
    )
    assert rows(sheet) == [
        (2, ["", "1", "", "四"]),
        (5, ["2", "3"]),
        (9, [""] * 29 + ["4"]),
    ]


def test_the_text_of_a_cell_is_that_of_its_runs_without_how_it_is_pronounced() -> None:
    runs = (
        "<si><r><t>户籍</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 信息</t></r>"
        "<rPh sb='0' eb='2'><t>huji</t></rPh><phoneticPr fontId='1'/></si>"
    )
    assert one("<c t='s'><v>1</v></c>", strings=f"<si><t>甲</t></si>{runs}") == "户籍 信息"
    assert one(f"<c t='inlineStr'>{runs.replace('si>', 'is>')}</c>") == "户籍 信息"


def test_text_is_whole_also_where_it_is_written_in_many_pieces() -> None:
    text = "甲&amp;乙<!-- c -->&#x4E19;<![CDATA[<丁>]]>\n戊" + "己" * 30_000
    said = "甲&乙丙<丁>\n戊" + "己" * 30_000
    assert one(f"<c t='inlineStr'><is><t>{text}</t></is></c>") == said


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("<c><v>007</v></c>", "7"),
        ("<c><v>1.0</v></c>", "1"),
        ("<c t='n'><v>2.5</v></c>", "2.5"),
        ("<c><v>-1.5E+2</v></c>", "-150"),
        ("<c><v>0.10000000000000001</v></c>", "0.1"),
        ("<c t='b'><v>1</v></c>", "是"),
        ("<c t='b'><v>0</v></c>", "否"),
        ("<c t='str'><v>字</v></c>", "字"),
        ("<c t='d'><v>2026-01-01</v></c>", A_DATE),
        ("<c t='str'><f>A1</f><v>字</v></c>", FORMULA),
        ("<c><f t='shared' si='0'/><v>1</v></c>", FORMULA),
        ("<c t='e'><v>#N/A</v></c>", UnreadableCell("单元格是错误值 #N/A", "填写正确的内容")),
    ],
)
def test_a_cell_is_read_by_its_kind(cell: str, said: Cell) -> None:
    assert one(cell) == said


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("yyyy-mm-dd", True),
        ('yyyy"年"m"月"d"日"', True),
        ("[$-804]aaaa;@", True),
        ("[h]:mm:ss", True),
        ("0.00E+00", False),
        ("General", False),
        ("@", False),
        ('#,##0" 天 days"', False),
        ("[Red]-0.00", False),
        (r"0\d", False),
        ('_ * #,##0.00_ ;_ * "-"??_ ;_ @_ ', False),
    ],
)
def test_a_number_shown_as_a_date_is_told_by_its_format(code: str, *, is_date: bool) -> None:
    quoted = code.replace('"', "&quot;")
    styles = f'<numFmts><numFmt numFmtId="180" formatCode="{quoted}"/></numFmts>'
    styles += '<cellXfs><xf numFmtId="0"/><xf numFmtId="180"/></cellXfs>'
    assert one("<c s='1'><v>45000</v></c>", styles=styles) == (A_DATE if is_date else "45000")


@pytest.mark.parametrize(("number", "is_date"), [(14, True), (31, True), (57, True), (49, False)])
def test_the_built_in_formats_of_dates_are_known(number: int, *, is_date: bool) -> None:
    styles = f'<cellXfs><xf numFmtId="{number}"/></cellXfs>'
    assert one("<c s='0'><v>45000</v></c>", styles=styles) == (A_DATE if is_date else "45000")


def with_book(sheets: str, links: str, space: str = SPACE) -> bytes:
    row = "<row><c t='inlineStr'><is><t>{}</t></is></c></row>"
    sheet = f"<worksheet {space}><sheetData>{row}</sheetData></worksheet>"
    return repacked(
        EMPTY,
        {
            BOOK: f'<workbook {space} xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'
            .encode(),
            LINKS: f"<Relationships>{links}</Relationships>".encode(),
            SHEET: sheet.format("一").encode(),
            "xl/worksheets/sheet2.xml": sheet.format("二").encode(),
        },
    )  # fmt: skip


def link(id_: str, target: str, kind: str = "worksheet") -> str:
    return f'<Relationship Id="{id_}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


@pytest.mark.parametrize(
    ("sheets", "links", "said"),
    [
        (
            '<sheet name="a" r:id="x"/><sheet name="清单" r:id="y"/>',
            link("x", "worksheets/sheet1.xml") + link("y", "/xl/worksheets/sheet2.xml"),
            "二",
        ),
        (
            '<sheet name="图" r:id="c"/><sheet name="b" r:id="y"/>',
            link("c", "chartsheets/sheet1.xml", "chartsheet") + link("y", "worksheets/sheet2.xml"),
            "二",
        ),
        (
            '<sheet name="a" r:id="x"/><sheet name=" 清 单 " r:id="y"/>',
            link("x", "./worksheets/sheet1.xml") + link("y", "worksheets/sheet2.xml"),
            "二",
        ),
    ],
)
@pytest.mark.parametrize("space", [SPACE, STRICT])
def test_the_sheet_is_found_by_its_name_or_is_the_first_with_cells(
    sheets: str, links: str, said: str, space: str
) -> None:
    assert list(open_table(with_book(sheets, links, space))) == [(1, [said])]


def test_prefixes_mean_nothing() -> None:
    space = SPACE.replace("xmlns=", "xmlns:x=")
    row = "<x:row><x:c t='s'><x:v>0</x:v></x:c></x:row>"
    parts = {
        SHEET: f"<x:worksheet {space}><x:sheetData>{row}</x:sheetData></x:worksheet>",
        STRINGS: f"<x:sst {space}><x:si><x:t>字</x:t></x:si></x:sst>",
    }
    content = repacked(EMPTY, {name: xml.encode() for name, xml in parts.items()})
    assert list(open_table(content)) == [(1, ["字"])]


def test_what_looks_like_rows_outside_the_data_is_none() -> None:
    ours = "<row><c><v>1</v></c></row>"
    extra = f"<extLst><ext><sheetData>{ours}</sheetData></ext></extLst>"
    sheet = f"<worksheet {SPACE}><sheetData>{ours}</sheetData>{extra}</worksheet>"
    assert list(open_table(repacked(EMPTY, {SHEET: sheet.encode()}))) == [(1, ["1"])]
