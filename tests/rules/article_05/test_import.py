"""Article 5-1, how a unit's table becomes rows of the list: everything wrong is told at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.catalogue.adapters.seed import DATA, seed_rows
from chalicelib.catalogue.domain.rows import BasisLevel, Method
from chalicelib.catalogue.domain.words import COLUMNS
from chalicelib.catalogue.tables.domain.errors import TableRefused
from chalicelib.catalogue.tables.domain.table import MOST_KEPT
from chalicelib.kernel.times.promises import Promise, PromiseUnit
from tests.seed import seed_edition
from tests.tables import cells, csv_of, faults, read, wide, workbook_of

SEED = (DATA / "catalogue.csv").read_bytes()


def test_the_seed_file_is_imported_without_a_fault_and_row_by_row_as_it_stands() -> None:
    table = read(SEED)
    assert (table.row_count, table.fault_count, table.warnings) == (57, 0, ())
    published = seed_edition().rows
    for number, one in enumerate(table.rows, start=2):
        before = published[one.row.code]
        material = replace(before.material, code="")
        assert one.row == replace(before, material=material, waiver=None)
        assert one.number == number
    assert tuple(one.row for one in table.rows) == seed_rows()


def test_a_row_says_what_its_cells_say() -> None:
    (one,) = read(csv_of(cells(核验方式="数据共享|部门核验", 数据库="已对接"))).rows
    assert one.number == 2
    assert one.row.methods == (Method.DATA_SHARING, Method.DEPARTMENT_VERIFICATION)
    assert one.row.service_item.promise == Promise(20, PromiseUnit.WORKING_DAY)
    assert one.row.issuer == "370402002"
    assert one.row.material.code == ""


def test_every_fault_of_every_row_is_told_at_once_with_the_row_excel_shows() -> None:
    table = read(
        csv_of(
            cells(编号="", 处置="留着", 承诺时限="20天"),
            cells(编号="ZM101"),
            ["", "", ""],
            cells(编号="ZM102", 开具单位="区公安局分局"),
        )
    )
    assert faults(table) == [(2, "编号"), (2, "承诺时限"), (2, "处置"), (5, "开具单位")]
    assert (table.row_count, table.bad_rows, len(table.rows)) == (3, 2, 1)
    assert not table.is_whole


WRONG: list[tuple[dict[str, str], str, str, str]] = [
    ({"编号": "证1"}, "编号", "不能作编号", "ZM001"),
    ({"编号": "-1"}, "编号", "不能作编号", "字母或数字开头"),
    ({"编号": "Z" * 33}, "编号", "不能作编号", "32 位"),
    ({"事项编码": "a/b"}, "事项编码", "不能作编号", "字母"),
    ({"索要单位": "区民政厅"}, "索要单位", "区民政厅", "是不是“区民政局”"),
    ({"索要单位": ""}, "索要单位", "没有填", "填写"),
    ({"开具单位": "市气象台"}, "开具单位", "没有登记的单位", "请专班办公室先登记"),
    ({"清单类别": "政务"}, "清单类别", "不认识", "是不是“政务服务”"),
    ({"办件类型": ""}, "办件类型", "没有填", "即办件、承诺件"),
    ({"承诺时限": "三十 工作日"}, "承诺时限", "看不懂", "30 工作日"),
    ({"承诺时限": "3 天"}, "承诺时限", "看不懂", "分不清工作日和自然日"),
    ({"承诺时限": "0 工作日"}, "承诺时限", "看不懂", "数值加单位"),
    ({"证明材料": "户籍\u200b信息"}, "证明材料", "U+200B", "删去"),
    ({"证明材料": "\ue000籍"}, "证明材料", "U+E000", "国家标准"),
    ({"证明材料": "户籍\n信息"}, "证明材料", "换行", "一行"),
    ({"证明材料": "户" * 201}, "证明材料", "201 个字符", "200"),
    ({"备注": "_x0041_"}, "备注", "转义", "重新输入"),
    ({"依据层级": ""}, "依据层级", "没有依据层级", "法律"),
    ({"设定依据": ""}, "设定依据", "没有设定依据", "条款"),
    ({"依据层级": "法律|行政法规"}, "依据层级", "依据有 1 条,层级有 2 个", "一个层级"),
    ({"依据层级": "法规"}, "依据层级", "不认识", "行政法规"),
    ({"处置": "删除"}, "处置", "不认识", "取消、保留"),
    ({"核验方式": "申请人自己提交"}, "核验方式", "不认识", "数据共享、告知承诺、部门核验"),
    ({"核验方式": "部门核验|部门核验"}, "核验方式", "两次", "一次"),
    ({"数据库": ""}, "数据库", "没有填", "无、未对接、已对接"),
    ({"排除情形": "X13"}, "排除情形", "不认识", "X1 到 X12"),
]


@pytest.mark.parametrize(("change", "column", "reason", "instead"), WRONG)
def test_a_fault_names_the_column_what_is_wrong_and_what_to_write_instead(
    change: dict[str, str], column: str, reason: str, instead: str
) -> None:
    table = read(csv_of(cells(**change)))
    (fault,) = table.faults
    assert (fault.row, fault.column) == (2, column)
    assert reason in fault.reason
    assert instead in fault.instead


def test_widths_are_adjusted_where_only_words_codes_and_numbers_stand() -> None:
    row = read(
        csv_of(
            cells(
                编号=wide("ZM100"),
                承诺时限=wide("20") + " 工作日",
                核验方式="数据共享" + wide("|") + "告知承诺",
                排除情形=wide("x3"),
                索要单位="370402006",
                开具单位="区政府办公室" + wide("(") + "区大数据局" + wide(")"),
            )
        )
    ).rows[0]
    assert row.row.code == "ZM100"
    assert row.row.service_item.promise.value == 20
    assert row.row.methods == (Method.DATA_SHARING, Method.NOTIFICATION_COMMITMENT)
    assert row.row.exclusion == "X3"
    assert row.row.service_item.unit == "370402006"
    assert row.row.issuer == "370402001"


def test_names_are_kept_as_they_were_written_in_nfc() -> None:
    table = read(csv_of(cells(证明材料=f" {wide('ABC')} 证明(e\u0301) ")))
    assert table.rows[0].row.material.name == f"{wide('ABC')} 证明(\u00e9)"


def test_one_level_may_serve_several_bases() -> None:
    (one,) = read(csv_of(cells(设定依据="《甲法》第一条; 《乙法》第二条", 依据层级="法律"))).rows
    assert [basis.text for basis in one.row.legal_basis] == ["《甲法》第一条", "《乙法》第二条"]
    assert {basis.level for basis in one.row.legal_basis} == {BasisLevel.LAW}


def test_the_same_material_written_differently_is_a_warning_not_a_fault() -> None:
    other = f"户籍信息 {wide('(')}本人{wide(')')}"
    table = read(csv_of(cells(证明材料="户籍信息(本人)"), cells(编号="ZM101", 证明材料=other)))
    assert table.is_whole
    (warning,) = table.warnings
    assert (warning.row, warning.column) == (3, "证明材料")
    assert "第 2 行" in warning.reason


NOTHING = ["\u3164", "\u115f", "\u1160", "\u2800", "\ufe0f", "\u17b5", "\u0301", "\uffa0", "·"]


@pytest.mark.parametrize("name", NOTHING)
@pytest.mark.parametrize("column", ["索要单位", "事项名称", "证明材料"])
def test_a_name_that_is_drawn_as_nothing_is_a_fault(column: str, name: str) -> None:
    assert (2, column) in faults(read(csv_of(cells(**{column: name}))))


@pytest.mark.parametrize("unseen", ["\u3164", "\u2800", "\ufe0f", "\u034f", "\u115f", "\u17b4"])
@pytest.mark.parametrize("column", ["事项名称", "证明材料", "设定依据", "备注"])
def test_nothing_unseen_hides_in_a_cell(column: str, unseen: str) -> None:
    table = read(csv_of(cells(**{column: f"户籍{unseen}信息"})))
    assert faults(table) == [(2, column)]
    assert f"U+{ord(unseen):04X}" in table.faults[0].reason


def test_names_told_apart_by_a_selector_alone_are_warned_of() -> None:
    table = read(csv_of(cells(证明材料="葛"), cells(编号="ZM101", 证明材料="葛\U000e0100")))
    assert table.is_whole
    assert [(one.row, one.column) for one in table.warnings] == [(3, "证明材料")]


def test_codes_of_items_that_differ_in_case_alone_are_a_fault_that_names_both_rows() -> None:
    table = read(csv_of(cells(事项编码="SX1"), cells(编号="ZM101", 事项编码="sx1")))
    (fault,) = table.faults
    assert (fault.row, fault.column) == (3, "事项编码")
    assert "sx1 与第 2 行的 SX1" in fault.reason


def test_a_code_stands_once_whatever_its_case() -> None:
    table = read(csv_of(cells(), cells(编号="zm100")))
    assert faults(table) == [(3, "编号")]
    assert "第 2 行" in table.faults[0].reason


def test_the_rows_of_one_item_say_the_same_of_it() -> None:
    other = cells(编号="ZM101", 事项名称="另一名称", 承诺时限="3 工作日")
    table = read(csv_of(cells(), other))
    assert faults(table) == [(3, "事项名称"), (3, "承诺时限")]


def test_the_columns_may_stand_in_any_order() -> None:
    order = list(reversed(COLUMNS))
    table = read(csv_of(list(reversed(cells())), header=order))
    assert table.is_whole
    assert table.rows == read(csv_of(cells())).rows


HEADERS: list[tuple[list[str], list[tuple[str, str]]]] = [
    ([*COLUMNS[:-1]], [("备注", "缺少")]),
    ([*COLUMNS, "备注"], [("备注", "两个")]),
    ([*COLUMNS, "联系电话"], [("联系电话", "不认识")]),
    (
        [*COLUMNS[:-2], "替代办法", "备注"],
        [("替代办法", "不认识"), ("替代方式", "缺少")],
    ),
    (["无证明办事清单"], [("", "不是列名")]),
    ([""], [("", "不是列名")]),
]


@pytest.mark.parametrize(("header", "wanted"), HEADERS)
def test_a_wrong_header_is_named_and_no_row_is_taken(
    header: list[str], wanted: list[tuple[str, str]]
) -> None:
    table = read(csv_of(cells(), header=header))
    assert not table.has_header
    assert table.rows == ()
    assert [(one.row, one.column) for one in table.faults] == [(1, name) for name, _ in wanted]
    assert all(reason in one.reason for one, (_, reason) in zip(table.faults, wanted, strict=True))


def test_a_header_that_is_nearly_right_is_told_which_column_was_meant() -> None:
    header = ["替代办法" if one == "替代方式" else one for one in COLUMNS]
    assert "替代方式" in read(csv_of(cells(), header=header)).faults[0].instead


def test_what_stands_beside_the_table_is_told_once() -> None:
    table = read(csv_of([*cells(), "x"], [*cells(编号="ZM101"), "y"]))
    assert faults(table) == [(2, "第 18 列")]


def test_a_table_without_rows_is_a_fault() -> None:
    assert faults(read(csv_of())) == [(2, "")]


def test_only_the_first_faults_are_kept_but_all_are_counted() -> None:
    table = read(csv_of(*(cells(编号=f"R{one}", 处置="?") for one in range(MOST_KEPT + 5))))
    assert (len(table.faults), table.fault_count) == (MOST_KEPT, MOST_KEPT + 5)


def test_a_table_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.catalogue.tables.domain.table.MOST_ROWS", 2)
    rows = [cells(编号=f"R{one}") for one in range(3)]
    with pytest.raises(TableRefused, match="超过 2 行"):
        read(csv_of(*rows))


@pytest.mark.parametrize(
    ("value", "reason"),
    [("=1+1", "公式"), ("#N/A", "错误值"), (date(2026, 1, 1), "日期")],
)
def test_a_cell_that_holds_no_text_is_named(value: Any, reason: str) -> None:
    row: list[Any] = cells()
    row[COLUMNS.index("备注")] = value
    (fault,) = read(workbook_of(row)).faults
    assert (fault.row, fault.column) == (2, "备注")
    assert reason in fault.reason
