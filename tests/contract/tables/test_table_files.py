"""Tables go out as files and come back as the rows they were, in every form Excel writes."""

import csv
import io

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from chalicelib.catalogue.adapters.seed import DATA, seed_rows
from chalicelib.catalogue.domain.rows import (
    BasisLevel,
    CatalogueRow,
    DataBacking,
    Disposition,
    Exclusion,
    Handling,
    ItemKind,
    LegalBasis,
    Method,
    ProofMaterial,
    ServiceItem,
)
from chalicelib.catalogue.domain.words import COLUMNS
from chalicelib.catalogue.tables.adapters.template import template
from chalicelib.catalogue.tables.adapters.writing import write_csv, write_workbook
from chalicelib.catalogue.tables.domain.cells import cells_of
from chalicelib.catalogue.tables.domain.errors import TableRefused
from chalicelib.catalogue.tables.domain.formula_guard import guarded, unguarded
from chalicelib.catalogue.tables.domain.values import CODE_PATTERN, CellRefused, fit_text
from chalicelib.kernel.ids import RowCode
from chalicelib.kernel.texts.seen_text import says_something
from chalicelib.kernel.times.promises import Promise, PromiseUnit
from tests.examples import many
from tests.tables import cells, csv_of, names, read, wide, workbook_of

WRITERS = (write_csv, write_workbook)
STARTS = "=+-@|\t\r" + wide("=+-@|")


def is_fit(text: str) -> bool:
    """What a cell can hold: nothing invisible, no line break."""
    try:
        return "\n" not in fit_text(text)
    except CellRefused:
        return False


seen = st.characters(exclude_categories=("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"))
formulas = st.builds(
    str.__add__, st.sampled_from("'=+-@|" + wide("=-")), st.text(seen, max_size=12)
)
said = (
    (st.text(seen, min_size=1, max_size=12) | formulas)
    .map(str.strip)
    .filter(is_fit)
    .map(fit_text)
    .filter(bool)
)
named = said.filter(says_something)
bases = st.builds(
    LegalBasis, said.filter(lambda text: ";" not in text), st.sampled_from(BasisLevel)
)
rows = st.builds(
    CatalogueRow,
    code=st.from_regex(CODE_PATTERN, fullmatch=True).map(RowCode),
    service_item=st.builds(
        ServiceItem,
        code=st.from_regex(CODE_PATTERN, fullmatch=True),
        name=named,
        unit=st.sampled_from(sorted(names())),
        kind=st.sampled_from(ItemKind),
        handling=st.sampled_from(Handling),
        promise=st.builds(Promise, st.integers(1, 10_000), st.sampled_from(PromiseUnit)),
    ),
    material=st.builds(ProofMaterial, st.just(""), named),
    issuer=st.none() | st.sampled_from(sorted(names())),
    disposition=st.sampled_from(Disposition),
    methods=st.lists(st.sampled_from(Method), unique=True).map(tuple),
    backing=st.sampled_from(DataBacking),
    legal_basis=st.lists(bases, max_size=3).map(tuple),
    exclusion=st.none() | st.sampled_from(Exclusion),
    replacement=st.just("") | said,
    waiver=st.none(),
    note=st.just("") | said,
)


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=many(60), suppress_health_check=[HealthCheck.too_slow])
@given(row=rows)
def test_whatever_is_exported_is_imported_as_it_was(write: object, row: CatalogueRow) -> None:
    assert callable(write)
    assume(all(is_fit(one) for one in cells_of(row, names())))
    table = read(write([cells_of(row, names())]))
    assert [one.row for one in table.rows] == [row]


@pytest.mark.parametrize("write", WRITERS)
def test_the_seed_goes_out_and_comes_back(write: object) -> None:
    assert callable(write)
    out = write(cells_of(one, names()) for one in seed_rows())
    assert tuple(one.row for one in read(out).rows) == seed_rows()


def test_the_seed_file_is_what_export_writes() -> None:
    out = write_csv(cells_of(one, names()) for one in seed_rows())
    original = list(csv.reader(io.StringIO((DATA / "catalogue.csv").read_text("utf-8-sig"))))
    assert list(csv.reader(io.StringIO(out.decode("utf-8-sig")))) == original


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", "'", " ", "''"])
def test_nothing_exported_can_act_as_a_formula_and_import_undoes_the_guard(
    start: str, before: str
) -> None:
    text = f"{before}{start}1+1"
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text
    line = cells(备注=text)
    assert list(csv.reader(io.StringIO(write_csv([line]).decode("utf-8-sig"))))[1][-1] == "'" + text
    book = load_workbook(io.BytesIO(write_workbook([cells(备注=text.replace("\r", ""))])))
    cell = book.worksheets[0].cell(2, len(COLUMNS))
    assert cell.data_type == "s"


@given(st.text())
def test_the_guard_is_undone_for_every_text(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_a_text_that_looks_like_no_formula_is_left_alone() -> None:
    for text in ("'quoted'", "a=b", "1-2", "", "'"):
        assert (guarded(text), unguarded(text)) == (text, text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_excel_writes(encoding: str) -> None:
    table = read(csv_of(cells(证明材料="𠮷野家镕"), encoding=encoding))
    assert table.rows[0].row.material.name == "𠮷野家镕"


REFUSED: list[tuple[bytes, str]] = [
    (b"", "空的"),
    (csv_of(cells(), encoding="utf-16"), "UTF-16"),
    (csv_of(cells()).replace(b",", b"\t"), "制表符"),
    (csv_of(cells(), cells()) + b'"open', "引号"),
    (csv_of(cells()) + b"\xff\xfe\xfd", "第 3 行附近的文字编码"),
    (csv_of(cells(备注="x" * 200_000)), "太长"),
    (b"x" * (20 * 1024 * 1024 + 1), "最多 20 MB"),
]


@pytest.mark.parametrize(("content", "says"), REFUSED, ids=[says for _, says in REFUSED])
def test_a_csv_that_cannot_be_read_is_refused_with_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(TableRefused, match=says):
        read(content)


def test_row_numbers_are_those_excel_shows_also_after_blank_rows_and_lines_in_a_cell() -> None:
    content = csv_of(cells(备注="一\n二"), [], cells(编号="ZM101", 处置="?"))
    assert [one.row for one in read(content).faults] == [2, 4]
    book = workbook_of(cells(备注="一\n二"), [], cells(编号="ZM101", 处置="?"))
    assert [one.row for one in read(book).faults] == [2, 4]


def test_the_sheet_of_the_list_is_found_among_others() -> None:
    book = load_workbook(io.BytesIO(workbook_of(cells())))
    book.create_sheet("封面", 0).append(["无证明办事清单"])
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue()).is_whole


def test_numbers_are_read_as_they_were_typed() -> None:
    row: list[object] = list(cells(编号="1", 备注="2.5"))
    row[0], row[-1] = 1.0, 2.5
    (one,) = read(workbook_of(row)).rows
    assert (one.row.code, one.row.note) == ("1", "2.5")


def test_the_template_offers_what_may_be_written_and_is_itself_a_table() -> None:
    content = template(tuple(names().values()))
    table = read(content)
    assert table.has_header
    assert [one.reason for one in table.faults] == ["没有数据行"]
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["清单", "填写说明", "选项"]
    sheet = book["清单"]
    assert sheet.freeze_panes == "A2"
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        column = str(rule.sqref).partition("2")[0]
        name = sheet[f"{column}1"].value
        _, _, where = str(rule.formula1).partition("!")
        offered[name] = [one.value for (one,) in book["选项"][where.replace("$", "")]]
    assert set(offered) == {
        "索要单位", "清单类别", "办件类型", "承诺时限", "开具单位", "依据层级", "处置",
        "核验方式", "数据库", "排除情形",
    }  # fmt: skip
    assert offered["索要单位"] == offered["开具单位"] == list(names().values())
    for name, options in offered.items():
        for option in options:
            extra = {"设定依据": "《甲法》;《乙法》"} if "|" in option else {}
            changed = cells(**{name: option}, **extra)
            assert read(csv_of(changed)).is_whole, (name, option)
