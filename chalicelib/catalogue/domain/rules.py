"""What a compiled list must be as a whole (Art. 2, 5, 7): checked before it is kept.

Single cells are checked where a table is read; here stands what no row may be and what only
the whole shows.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from chalicelib.catalogue.domain.errors import CatalogueRuleBroken
from chalicelib.catalogue.domain.rows import CatalogueRow, Disposition, Method, ServiceItem
from chalicelib.catalogue.domain.words import BASIS, CODE, ISSUER, ITEM_CODE, METHODS
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.records import record

MOST_TOLD = 20
CODE_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
"""Of a row and of an item: codes stand in file names and in QR codes."""
_FORM = "要用 1 到 32 个字母、数字和 . _ -,以字母或数字开头"


@record(frozen=True)
class Holders:
    """Which unit holds a row's code and an item's code, for good or in a draft: codes without
    their case, for they name files, and some disks know no case."""

    rows: Mapping[str, UnitCode] = field(default_factory=dict)
    items: Mapping[str, UnitCode] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[CatalogueRow]) -> "Holders":
        by_row: dict[str, UnitCode] = {}
        by_item: dict[str, UnitCode] = {}
        for row in rows:
            by_row[row.code.casefold()] = row.service_item.unit
            by_item[row.service_item.code.casefold()] = row.service_item.unit
        return cls(by_row, by_item)


NOBODY = Holders()


@record(frozen=True)
class RuleFault:
    """What is wrong with a row as part of the list, and in which column of the table."""

    row: RowCode
    column: str
    reason: str
    instead: str

    @property
    def text(self) -> str:
        return f"{self.row}:{self.reason},{self.instead}"


def check_rows(rows: Iterable[CatalogueRow], others: Holders = NOBODY) -> None:
    """``others`` is what units that are not in ``rows`` hold. Raises CatalogueRuleBroken naming
    the rows."""
    faults = [one.text for one in rule_faults(rows, others)]
    if faults:
        more = f"……共 {len(faults)} 处" if len(faults) > MOST_TOLD else ""
        raise CatalogueRuleBroken(
            f"清单不符合规则:{';'.join(faults[:MOST_TOLD])}{more}。改正后重新导入。",
            facts={"count": str(len(faults))},
        )


def rule_faults(rows: Iterable[CatalogueRow], others: Holders = NOBODY) -> tuple[RuleFault, ...]:
    """Everything that :func:`check_rows` would refuse, in the order of the rows."""
    faults: list[RuleFault] = []
    items: dict[str, ServiceItem] = {}
    holders: dict[str, CatalogueRow] = {}
    for row in rows:
        faults += row_faults(row)
        faults += _code_faults(row, holders, others)
        faults += _item_faults(row, items, others)
    return tuple(faults)


def _code_faults(
    row: CatalogueRow, holders: dict[str, CatalogueRow], others: Holders
) -> list[RuleFault]:
    unit = row.service_item.unit
    folded = row.code.casefold()
    if folded in holders:
        first = holders[folded]
        holder = first.service_item.unit
        if first.code != row.code:
            reason = f"{row.code} 与 {first.code}(单位 {holder})只有大小写不同"
            return [RuleFault(row.code, CODE, reason, "换一个编号")]
        where = "出现了两次" if holder == unit else f"在单位 {holder} 和 {unit} 的清单里都有"
        return [RuleFault(row.code, CODE, f"{row.code} {where}", "每行一个编号,不重复")]
    holders[folded] = row
    holder = others.rows.get(folded, unit)
    if holder == unit:
        return []
    reason = f"{row.code} 是单位 {holder} 的编号"
    return [RuleFault(row.code, CODE, reason, "换一个编号(不分大小写)")]


def row_faults(row: CatalogueRow) -> list[RuleFault]:
    """保留: a basis and a method, or an exclusion; 取消: no method; an issuer where asked."""
    faults = [
        RuleFault(row.code, column, f"{code} 不能作编码", _FORM)
        for column, code in ((CODE, row.code), (ITEM_CODE, row.service_item.code))
        if not CODE_FORM.fullmatch(code)
    ]
    if row.disposition is Disposition.CANCELLED:
        if row.methods:
            told = "已取消,不能再写核验方式", "清空核验方式,或把处置改为保留"
            faults.append(RuleFault(row.code, METHODS, *told))
        return faults
    if row.exclusion is not None:
        return faults
    if not row.legal_basis:
        told = "保留而没有设定依据", "写法规名称和条款,或改为取消"
        faults.append(RuleFault(row.code, BASIS, *told))
    if not row.methods:
        told = "保留而没有核验方式,也没有排除情形", "写核验方式,或写排除情形"
        faults.append(RuleFault(row.code, METHODS, *told))
    if row.issuer is None and row.methods != (Method.NOTIFICATION_COMMITMENT,):
        told = "没有开具单位", "写开具单位;只有告知承诺、取消和不适用的行可以不写"
        faults.append(RuleFault(row.code, ISSUER, *told))
    return faults


def _item_faults(
    row: CatalogueRow, items: dict[str, ServiceItem], others: Holders
) -> list[RuleFault]:
    item = row.service_item
    first = items.setdefault(item.code.casefold(), item)
    if first.code != item.code:
        reason = f"事项编码 {item.code} 与 {first.code} 只有大小写不同"
        return [RuleFault(row.code, ITEM_CODE, reason, "写成一样,或换一个事项编码")]
    if first != item:
        differs = "办件类型、承诺时限或清单类别" if first == replace(
            item, kind=first.kind, handling=first.handling, promise=first.promise
        ) else "名称或单位"  # fmt: skip
        reason = f"事项 {item.code} 的{differs}与前面的行不一致"
        return [RuleFault(row.code, ITEM_CODE, reason, "同一事项各行要一致")]
    owner = others.items.get(item.code.casefold(), item.unit)
    if owner == item.unit:
        return []
    reason = f"事项 {item.code} 是单位 {owner} 的编码"
    return [RuleFault(row.code, ITEM_CODE, reason, "换一个事项编码(不分大小写)")]


def merged_rows(
    standing: Iterable[CatalogueRow], replaced: Mapping[UnitCode, Iterable[CatalogueRow]]
) -> tuple[CatalogueRow, ...]:
    """The next edition: every unit of ``replaced`` has these rows and no others.

    In the order of their numbers, ZM9 before ZM10: what a unit adds stands where it is looked
    for, and the same rows are the same edition, whoever was compiled first. A code that two
    units claim is in it twice, for ``check_rows`` to find.
    """
    kept = (row for row in standing if row.service_item.unit not in replaced)
    fresh = (row for rows in replaced.values() for row in rows)
    return tuple(sorted((*kept, *fresh), key=_by_number))


def _by_number(row: CatalogueRow) -> tuple[list[str | int], str]:
    """Text and digits by turns, digits by their value."""
    parts = re.split(r"([0-9]+)", row.code)
    return [int(one) if at % 2 else one for at, one in enumerate(parts)], row.code
