"""The workbook a unit fills in: the sheet 清单 with drop-down lists, and a sheet that explains
it. The lists offer; what is really allowed is decided when the table is read."""

from __future__ import annotations

import io
from itertools import combinations
from typing import TYPE_CHECKING, Any

from chalicelib.catalogue.domain import words
from chalicelib.catalogue.tables.adapters.layout import SHEET, lay_out
from chalicelib.catalogue.tables.domain.formula_guard import guarded
from chalicelib.kernel.labels import label
from chalicelib.kernel.times.promises import UNIT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LAST_ROW = 2_000
CHOICES = "选项"
GUIDE = "填写说明"
_USUAL = {
    "分钟": (30,),
    "小时": (1, 2, 24),
    "工作日": (1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60),
    "自然日": (1, 3, 5, 7, 10, 15, 20, 30, 60),
}
_STEPS = (
    "一行写一个事项的一个证明材料;同一事项有几个证明材料就写几行,各行的事项内容要一致。",
    "第 1 行的列名不要改、不要删;列的次序可以换。带标题的大表头、合并单元格请不要用。",
    "单元格里写文字或数值,不写公式;从别的表粘贴时用“粘贴为数值”。一个单元格写一行,不换行。",
    "没有内容的单元格留空,不要写“无”“/”“-”(“数据库”一列除外,它要写“无”)。",
    "填好后由本单位代办员导入:先只检查(dry run),错误一次全部列出,行号与 Excel 左边的行号相同。",
)
_HELP: dict[str, tuple[str, str, str]] = {
    words.CODE: ("必填", "ZM001", "永久不变,不重复;字母、数字和 . _ -,最多 32 位。"),
    words.UNIT: ("必填", "区民政局", "办这个事项的单位,写登记的全称(下拉可选)。"),
    words.KIND: ("必填", "政务服务", "政务服务或公共服务。"),
    words.ITEM_CODE: ("必填", "SX004", "同一事项各行相同。"),
    words.ITEM_NAME: ("必填", "最低生活保障审核确认", "同一事项各行相同。"),
    words.HANDLING: ("必填", "承诺件", "即办件或承诺件。"),
    words.PROMISE: (
        "必填",
        "20 工作日",
        "数值加单位:分钟、小时、工作日、自然日;只写“天”不行。下拉里没有的可以自己写。",
    ),
    words.MATERIAL: ("必填", "不动产登记信息", "同一种材料全表写法一致。"),
    words.ISSUER: (
        "视情况",
        "区自然资源局",
        "掌握这一事实的单位;只有告知承诺、取消、不适用的行可以空。",
    ),
    words.BASIS: (
        "保留必填",
        "《义务教育法》第十二条;《居住证暂行条例》第三条",
        "法规名称和条款;几条之间用半角 ; 分开。",
    ),
    words.LEVEL: (
        "随依据",
        "法律|行政法规",
        "与设定依据一一对应,用 | 分开;部门规章、规范性文件不足以保留证明(第二条)。",
    ),
    words.DISPOSITION: ("必填", "保留", "取消或保留。没有法定依据的一律取消。"),
    words.METHODS: (
        "保留必填",
        "数据共享|部门核验",
        "数据共享、告知承诺、部门核验,几种用 | 分开;取消的和不适用的留空。",
    ),
    words.BACKING: (
        "必填",
        "已对接",
        "无;未对接(有数据库,没有接入);已对接(系统自动答复)。",
    ),
    words.EXCLUSION: ("少数", "X3", "规则不适用的情形,见下表;适用的留空。"),
    words.REPLACEMENT: (
        "取消必填",
        "改为申请人书面声明",
        "取消以后用什么代替。能核验、共享、比对的,不是取消,是“保留”加核验方式。",
    ),
    words.NOTE: ("可空", "", "其他要说明的。"),
}


def template(unit_names: Sequence[str]) -> bytes:
    """The workbook with these units in its drop-down lists."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = SHEET
    lay_out(sheet)
    sheet.append(words.COLUMNS)
    _as_text(sheet)
    _style_header(sheet)
    ranges = _choices(book.create_sheet(CHOICES), _lists(unit_names))
    _drop_downs(sheet, ranges)
    _guide(book.create_sheet(GUIDE, 1))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _lists(unit_names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    promises = tuple(f"{one} {word}" for word in UNIT_WORDS.values() for one in _USUAL[word])
    levels = tuple(words.LEVELS)
    return {
        words.UNIT: tuple(map(guarded, unit_names)),
        words.KIND: tuple(words.KINDS),
        words.HANDLING: tuple(words.HANDLINGS),
        words.PROMISE: promises,
        words.LEVEL: (*levels, *("|".join(one) for one in combinations(levels[:4], 2))),
        words.DISPOSITION: tuple(words.DISPOSITIONS),
        words.METHODS: tuple(_joined(words.METHOD_WORDS)),
        words.BACKING: tuple(words.BACKINGS),
        words.EXCLUSION: tuple(words.EXCLUSIONS),
    }


def _joined(options: Iterable[str]) -> Iterable[str]:
    """Every choice of one, two, three: a drop-down list can give one entry only."""
    known = tuple(options)
    for many in range(1, len(known) + 1):
        yield from ("|".join(one) for one in combinations(known, many))


def _choices(sheet: Any, lists: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """The lists on a sheet of their own (Excel takes 255 characters in the rule itself)."""
    from openpyxl.utils import get_column_letter

    ranges = {}
    for at, (name, options) in enumerate(lists.items(), start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = 24
        for row, text in enumerate((name, *options), start=1):
            sheet.cell(row, at, text)
        ranges[name] = f"'{CHOICES}'!${letter}$2:${letter}${max(2, len(options) + 1)}"
    sheet.freeze_panes = "A2"
    return ranges


def _drop_downs(sheet: Any, ranges: dict[str, str]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    open_ended = {words.PROMISE, words.LEVEL, words.METHODS}
    columns = dict(ranges) | {words.ISSUER: ranges[words.UNIT]}
    for name, formula in columns.items():
        letter = get_column_letter(words.COLUMNS.index(name) + 1)
        rule = DataValidation("list", formula1=formula, allow_blank=True)
        rule.errorStyle = "warning" if name in open_ended else "stop"
        rule.showErrorMessage = name not in open_ended
        rule.errorTitle, rule.error = name, "请从下拉列表里选。"
        rule.showInputMessage = True
        rule.promptTitle, rule.prompt = name, _HELP[name][2][:250]
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)


def _as_text(sheet: Any) -> None:
    """Cells typed into are text, so that no code becomes a number and no promise a date."""
    from openpyxl.utils import get_column_letter

    for at in range(1, len(words.COLUMNS) + 1):
        sheet.column_dimensions[get_column_letter(at)].number_format = "@"


def _style_header(sheet: Any) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    for cell in sheet[1]:
        must, _, text = _HELP[str(cell.value)]
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="FFDDE7F3")
        cell.alignment = Alignment(horizontal="center")
        cell.comment = Comment(f"{must}。{text}", "免证")


def _guide(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    for letter, width in zip("ABCD", (14, 12, 34, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.append(["怎样填写无证明办事清单"])
    sheet["A1"].font = Font(bold=True, size=14)
    for number, step in enumerate(_STEPS, start=1):
        sheet.append([f"{number}.", step])
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=2, end_column=4
        )
    sheet.append([])
    tables = (
        ("列名", "是否必填", "例子", "怎样写"),
        *((name, *_HELP[name]) for name in words.COLUMNS),
        (),
        ("排除情形", "", "含义(第二条第二款)", ""),
        *((word, "", label(value), "") for word, value in words.EXCLUSIONS.items()),
    )
    for line in tables:
        sheet.append(list(line))
        for cell in sheet[sheet.max_row]:
            cell.alignment = wrapped
            if line and line[0] in {"列名", "排除情形"} and line[1] != "少数":
                cell.font = bold
    sheet.freeze_panes = "A2"
