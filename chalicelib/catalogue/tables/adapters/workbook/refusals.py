"""How a workbook is refused: what is wrong with it, and what to do instead."""

from chalicelib.catalogue.tables.domain.errors import TableRefused

SAVE_AS = "请在 Excel 或 WPS 里“另存为 Excel 工作簿(.xlsx)”再导入。"
NEW_BOOK = "请新建工作簿,只贴入清单的数值,再另存为 .xlsx。"


def too_large(what: str, most: int, unit: str) -> TableRefused:
    """Something no list of a unit has so much of."""
    return TableRefused(f"工作簿大得不正常:{what}超过 {most:,} {unit},不能采用;{NEW_BOOK}")


def damaged(part: str) -> TableRefused:
    return TableRefused(f"工作簿已损坏(部件 {part[:80]});{SAVE_AS}")


def out_of_place() -> TableRefused:
    return TableRefused(f"工作簿的部件放在不寻常的位置,不能采用;{SAVE_AS}")
