"""What a citizen needs to know of one row, in whole Chinese sentences: pure.

How the applicant is spared and by whom, how long it takes (Art. 7, 10-2), what stands in the
paper's place (Art. 9), and what to say at the counter if somebody still asks for it (Art. 16(6)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import CatalogueRow, Disposition, Method
from chalicelib.kernel.labels import label
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.kernel.ids import UnitCode

_HOW_IT_STANDS = {
    Method.DATA_SHARING: "加盖“数据共享查询核验专用章”的电子证明",
    Method.DEPARTMENT_VERIFICATION: "加盖“核实信息专用章”的电子证明",
    Method.NOTIFICATION_COMMITMENT: "您签名的承诺书",
}


@record(frozen=True)
class RowSentences:
    """谁来办, 多久, 凭据, and 如果窗口还要, to be read aloud."""

    who: str
    how_long: str
    paper: str
    if_asked: str


def sentences_of(row: CatalogueRow, names: Mapping[UnitCode, str]) -> RowSentences:
    """``names`` are those of the units; a unit without one is called by its code."""
    if row.exclusion is not None:
        return _excluded(row)
    if row.disposition is Disposition.CANCELLED:
        return _cancelled(row)
    issuer = "" if row.issuer is None else names.get(row.issuer, row.issuer)
    return RowSentences(
        who=_who(row, issuer) + _waived(row),
        how_long=_how_long(row),
        paper=f"以{'或者'.join(_HOW_IT_STANDS[one] for one in row.methods)}代替，不用您去开。",
        if_asked=_if_asked(row, issuer),
    )


def promise_of(row: CatalogueRow) -> str:
    """承诺时限 of the row's item, e.g. ``承诺件,20 个工作日内办结``."""
    if row.is_instant:
        return "即办件，当场办理"
    number, _, unit = row.service_item.promise.text.partition(" ")
    return f"承诺件，{number} {'' if unit == '分钟' else '个'}{unit}内办结"


def _excluded(row: CatalogueRow) -> RowSentences:
    reason = label(row.exclusion) if row.exclusion is not None else ""
    return RowSentences(
        who=f"不适用无证明办事：{reason}（第二条，{row.exclusion}）。按原规定办理。{_waived(row)}",
        how_long="按这个事项原来的规定，本清单不另定时限。",
        paper=f"仍需按原规定提供{row.material.name}。",
        if_asked=f"“{row.material.name}”在清单里列为不适用（{reason}），窗口可以按原规定要求提供；"
        "有疑问可以打 12345 询问。",
    )


def _cancelled(row: CatalogueRow) -> RowSentences:
    instead = _ended(row.replacement) or "不需要别的材料代替。"
    if row.replacement and not row.replacement.startswith("改"):
        instead = f"改为：{instead}"
    return RowSentences(
        who="没有法律法规依据，已经取消，任何单位不得再要。",
        how_long="不用等，这一项不再办理。",
        paper=instead,
        if_asked=f"“{row.material.name}”已经取消，清单编号 {row.code}，请按清单办理；"
        "再要就是第十六条第（六）项所说的情形，我可以投诉。",
    )


def _who(row: CatalogueRow, issuer: str) -> str:
    """A row may offer several ways, the first one first."""
    ways = [_way(one, row, issuer) for one in row.methods]
    others = ("由" + way if way.startswith("窗口") else way for way in ways[1:])
    return "；也可以".join((*ways[:1], *others)) + "。"


def _way(method: Method, row: CatalogueRow, issuer: str) -> str:
    if method is Method.NOTIFICATION_COMMITMENT:
        return "您签一份承诺书，要承诺什么由窗口一次告知"
    if method is Method.DEPARTMENT_VERIFICATION:
        return f"窗口在线请{issuer or '有关单位'}核验"
    source = f"{issuer}的数据" if issuer else "共享的数据"
    return f"窗口直接调取{source}" if row.is_shared else f"窗口查询{source}"


def _how_long(row: CatalogueRow) -> str:
    times = [_time(one, row) for one in row.methods]
    if len(set(times)) == 1:
        return f"{times[0]}。"
    named = (f"{label(way)}：{time}" for way, time in zip(row.methods, times, strict=True))
    return ";".join(named) + "。"


def _time(method: Method, row: CatalogueRow) -> str:
    if method is Method.NOTIFICATION_COMMITMENT:
        return "签好承诺书就算数，不用等"
    if method is Method.DATA_SHARING and row.is_shared:
        return f"当场得到结果（没有即时结果的转人工，{_by_people(row)}）"
    return _by_people(row)


def _by_people(row: CatalogueRow) -> str:
    """R2 goes before R1, R1 before R3 (requests/domain/deadlines.py)."""
    if row.is_instant:
        return "30 分钟内"
    if row.is_data_backed:
        return "原则上 30 分钟内，且不超过承诺时限"
    return "原则上 24 小时内，且不超过承诺时限"


def _if_asked(row: CatalogueRow, issuer: str) -> str:
    name = row.material.name
    if row.methods == (Method.NOTIFICATION_COMMITMENT,):
        right = "按清单签承诺书就可以，不用交这份证明"
    elif issuer:
        right = f"按清单由你们向{issuer}核验，不用我交"
    else:
        right = "按清单由你们核验，不用我交"
    return (
        f"“{name}”{right}，清单编号 {row.code}；再要就是第十六条第（六）项所说的情形，我可以投诉。"
    )


def _waived(row: CatalogueRow) -> str:
    return "" if row.waiver is None else f"依据待核：{_ended(row.waiver)}"


def _ended(text: str) -> str:
    return text if not text or text.endswith(("。", "!", "?", "！", "？")) else f"{text}。"
