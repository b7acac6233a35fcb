"""What the rows of a list ask for together: one fact twice, one material under two spellings,
units that send each other in a circle (Art. 2-1, 7-1)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import CatalogueRow, Disposition, Method
from chalicelib.catalogue.domain.words import look
from chalicelib.catalogue.lint.domain.findings import Finding, LintCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chalicelib.kernel.ids import UnitCode

_ASIDE = re.compile(r"\([^()]*\)")
_FORM = re.compile(r"(的?有关|的?相关)?(证明|材料|信息|情况|状况|文件)+$")


@lru_cache(maxsize=20_000)
def fact_of(name: str) -> str:
    """The fact behind a material's name: 死亡证明 and 死亡信息 say the same."""
    bare = _ASIDE.sub("", look(name))
    return _FORM.sub("", bare) or bare


def doubled_rows(rows: Sequence[CatalogueRow]) -> Iterator[Finding]:
    """The same fact asked for twice in one item; one material in two spellings."""
    by_name: dict[tuple[str, str], CatalogueRow] = {}
    by_fact: dict[tuple[str, str], CatalogueRow] = {}
    spellings: dict[str, CatalogueRow] = {}
    for row in rows:
        item, name = row.service_item.code, row.material.name
        same = by_name.setdefault((item, look(name)), row)
        alike = by_fact.setdefault((item, fact_of(name)), row)
        first = spellings.setdefault(look(name), row)
        if same is not row:
            yield _finding(
                row, LintCode.FACT_TWICE, f"同一事项已在 {same.code} 要过“{name}”", "删去一行"
            )
        elif alike is not row:
            yield _finding(
                row,
                LintCode.FACT_ALIKE,
                f"与 {alike.code} 的“{alike.material.name}”像是同一事实",
                "是同一事实的,合成一行",
            )
        if first.material.name != name:
            yield _finding(
                row,
                LintCode.MATERIAL_ALIKE,
                f"“{name}”与 {first.code} 的“{first.material.name}”只是写法不同",
                "是同一种材料的,写成一样",
            )


def circular_rows(rows: Sequence[CatalogueRow], names: Mapping[UnitCode, str]) -> Iterator[Finding]:
    """A needs from B what B, perhaps by way of others, needs from A: nobody knows the fact."""
    asked: dict[str, dict[UnitCode, set[UnitCode]]] = {}
    edges = [(row, row.service_item.unit, row.issuer) for row in rows if _asks_another(row)]
    for row, requester, issuer in edges:
        if issuer is not None:
            graph = asked.setdefault(fact_of(row.material.name), {})
            graph.setdefault(requester, set()).add(issuer)
    walked: dict[tuple[str, UnitCode, UnitCode], tuple[UnitCode, ...] | None] = {}
    for row, requester, issuer in edges:
        if issuer is None:
            continue
        step = (fact_of(row.material.name), issuer, requester)
        if step not in walked:
            walked[step] = _way(asked[step[0]], issuer, requester)
        way = walked[step]
        if way is not None:
            circle = "→".join(names.get(one, one) for one in (requester, *way))
            yield _finding(
                row,
                LintCode.PROOF_CIRCULAR,
                f"循环证明“{row.material.name}”:{circle}",
                "查清由谁登记这一事实,别的单位都向它核验",
            )


def _asks_another(row: CatalogueRow) -> bool:
    applies = row.disposition is Disposition.RETAINED and row.exclusion is None
    only_promised = row.methods == (Method.NOTIFICATION_COMMITMENT,)
    return applies and not only_promised and row.issuer not in (None, row.service_item.unit)


def _way(
    graph: Mapping[UnitCode, set[UnitCode]], start: UnitCode, end: UnitCode
) -> tuple[UnitCode, ...] | None:
    """The shortest way from ``start`` to ``end``, both included; None where there is none."""
    before: dict[UnitCode, UnitCode] = {start: start}
    queue = [start]
    for unit in queue:
        if unit == end:
            way = [unit]
            while way[-1] != start:
                way.append(before[way[-1]])
            return tuple(reversed(way))
        for following in sorted(graph.get(unit, ())):
            if following not in before:
                before[following] = unit
                queue.append(following)
    return None


def _finding(row: CatalogueRow, code: LintCode, text: str, remedy: str) -> Finding:
    return Finding(code, row.code, row.service_item.unit, text, remedy)
