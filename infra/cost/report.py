"""docs/cost.md: what the model says, for people who budget."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from infra.cost.counting import COUNTED
from infra.cost.model import (
    Assumptions,
    Counted,
    Line,
    Prices,
    month_of,
    per_million_checks,
    per_thousand_requests,
    prices_from,
    standing_month,
)

PRICES = Path(__file__).with_name("prices.toml")
DISTRICT, PROVINCE = 5_000, 830_000
_HEAD = """# 费用 Cost

由 `mianzheng cost --write docs/cost.md` 生成,不要手改;`tests/infra/cli/test_cost.py` 核对。

数字 = 数出来的用量 × 价目表。每件申请的往返、读写单位、字节由
`python -m infra.cost.counting` 在本机照真实的调用数出(`infra/cost/counted.json`)。
价目在 `infra/cost/prices.toml`:公开列表价,不含免费额度、折扣和税,**预算之前请核对**。
本机数不出来的(时长、翻看次数)是下面列出的假定。
“件”指一件按时答复、提取一次并加盖的核验申请。

Counted calls and bytes times a table of public list prices (no free tier, discount or tax):
check the prices before you budget.
"""


def load_counted(path: Path = COUNTED) -> Counted:
    counted: Counted = json.loads(path.read_text("utf-8"))
    return counted


def load_prices(path: Path = PRICES) -> dict[str, Prices]:
    """By name of the table. Raises ValueError (also for TOML that can't be read), OSError."""
    tables = tomllib.loads(path.read_text("utf-8"))
    return {name: prices_from(table) for name, table in tables.items()}


def report(counted: Counted, tables: dict[str, Prices], how: Assumptions) -> str:
    """The whole page as Markdown."""
    parts = [_HEAD]
    for name, prices in tables.items():
        parts.append(f"## {name}({prices.region},{prices.currency},价目 {prices.as_of})\n")
        months = "".join(
            f"| {label} | {requests:,} | {month_of(requests, counted, prices, how):,.0f} |\n"
            for label, requests in (("一个区", DISTRICT), ("一个省", PROVINCE))
        )
        head = f"| 规模 | 件/天 | 每月 {prices.currency} |\n| --- | ---: | ---: |\n"
        parts.append(head + months)
        for title, lines in _sections(counted, prices, how):
            parts.append(f"### {title}\n\n{_table(lines, prices.currency)}")
    parts.append(_assumptions(how))
    return "\n".join(parts)


def _sections(
    counted: Counted, prices: Prices, how: Assumptions
) -> Sequence[tuple[str, list[Line]]]:
    return (
        ("每 1,000 件", per_thousand_requests(counted, prices, how)),
        ("每 1,000,000 次验真", per_million_checks(prices, how)),
        ("每月固定", standing_month(prices, how)),
    )


def _table(lines: Sequence[Line], currency: str) -> str:
    rows = "".join(
        f"| {one.what} | {one.amount:,.{0 if one.amount >= 10 else 3}f} {one.unit} "
        f"| {one.money:,.4f} |\n"
        for one in lines
    )
    whole = sum(one.money for one in lines)
    head = f"| 项目 | 用量 | {currency} |\n| --- | ---: | ---: |\n"
    return f"{head}{rows}| **合计** | | **{whole:,.4f}** |\n"


def _assumptions(how: Assumptions) -> str:
    rows = "".join(f"| `{one.name}` | {getattr(how, one.name):,} |\n" for one in fields(how))
    head = "## 假定\n\n`infra/cost/model.py` 的 `Assumptions`。\n\n| 名称 | 值 |\n| --- | ---: |\n"
    return head + rows
