"""What a compiled list must be as a whole (Art. 2, 5, 7): checked before it is kept.

Single cells are checked where a table is read; here stands what no row may be and what only
the whole shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from chalicelib.domain.catalogue import CatalogueRow, Disposition, Method, ServiceItem
from chalicelib.domain.catalogue_errors import CatalogueRuleBroken
from chalicelib.domain.ids import RowCode, UnitCode

MOST_TOLD = 20


def check_rows(rows: Iterable[CatalogueRow], standing: Mapping[RowCode, CatalogueRow]) -> None:
    """``standing`` are the rows of the latest edition. Raises CatalogueRuleBroken naming them."""
    faults: list[str] = []
    items: dict[str, ServiceItem] = {}
    seen: set[RowCode] = set()
    owners = {row.service_item.code: row.service_item.unit for row in standing.values()}
    for row in rows:
        faults += row_faults(row)
        if row.code in seen:
            faults.append(f"{row.code} 出现了两次")
        seen.add(row.code)
        faults += _item_faults(row, items, owners)
        other = standing.get(row.code)
        if other is not None and other.service_item.unit != row.service_item.unit:
            faults.append(f"{row.code} 是单位 {other.service_item.unit} 的编号")
    if faults:
        more = f"……共 {len(faults)} 处" if len(faults) > MOST_TOLD else ""
        raise CatalogueRuleBroken(
            f"清单不符合规则:{';'.join(faults[:MOST_TOLD])}{more}。改正后重新导入。",
            facts={"count": str(len(faults))},
        )


def row_faults(row: CatalogueRow) -> list[str]:
    """保留: a basis and a method, or an exclusion; 取消: no method; an issuer where asked."""
    faults = []
    if row.disposition is Disposition.CANCELLED:
        if row.methods:
            faults.append(f"{row.code} 已取消,不能再写核验方式")
        return faults
    if row.exclusion is not None:
        return faults
    if not row.legal_basis:
        faults.append(f"{row.code} 保留而没有设定依据")
    if not row.methods:
        faults.append(f"{row.code} 保留而没有核验方式,也没有排除情形")
    if row.issuer is None and row.methods != (Method.NOTIFICATION_COMMITMENT,):
        faults.append(f"{row.code} 没有开具单位,只有告知承诺、取消和不适用的行可以不写")
    return faults


def _item_faults(
    row: CatalogueRow, items: dict[str, ServiceItem], owners: Mapping[str, UnitCode]
) -> list[str]:
    item = row.service_item
    first = items.setdefault(item.code, item)
    if first != item:
        differs = "办件类型、承诺时限或清单类别" if first == replace(
            item, kind=first.kind, handling=first.handling, promise=first.promise
        ) else "名称或单位"  # fmt: skip
        return [f"{row.code}:事项 {item.code} 的{differs}与前面的行不一致"]
    owner = owners.get(item.code)
    if owner is not None and owner != item.unit:
        return [f"{row.code}:事项 {item.code} 是单位 {owner} 的编码"]
    return []


def merged_rows(
    standing: Mapping[RowCode, CatalogueRow],
    replaced: Mapping[UnitCode, Iterable[CatalogueRow]],
) -> tuple[CatalogueRow, ...]:
    """The next edition: every unit of ``replaced`` has these rows and no others.

    A row keeps its place in the list; new ones follow in the order of their drafts.
    """
    fresh = {row.code: row for rows in replaced.values() for row in rows}
    kept = [
        fresh.pop(code) if code in fresh else row
        for code, row in standing.items()
        if code in fresh or row.service_item.unit not in replaced
    ]
    return (*kept, *fresh.values())
