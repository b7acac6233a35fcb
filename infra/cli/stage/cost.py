"""`mianzheng cost`: what a district and a province would pay, by counts and a price table."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from infra.cost.model import Assumptions, Line, month_of, per_million_checks, per_thousand_requests
from infra.cost.report import DISTRICT, PROVINCE, load_counted, load_prices, report


@click.command()
@click.option("--prices", "path", type=click.Path(path_type=Path), help="另一张价目表(TOML)。")
@click.option("--write", "target", type=click.Path(path_type=Path), help="把整页写到这个文件。")
def cost(path: Path | None, target: Path | None) -> None:
    """估算费用:用量是数出来的,价目在 infra/cost/prices.toml(预算前请核对)。"""
    try:
        tables = load_prices(path) if path else load_prices()
    except (OSError, ValueError) as error:
        raise click.UsageError(
            f"价目表不能用:{error}。请照 infra/cost/prices.toml 改正。"
        ) from None
    counted, how = load_counted(), Assumptions()
    if target is not None:
        target.write_text(report(counted, tables, how), "utf-8")
        click.echo(f"已写入 {target}")
        return
    console = Console()
    for name, prices in tables.items():
        title = f"{name} {prices.region}(价目 {prices.as_of})"
        table = Table(title=title, title_justify="left")
        table.add_column("规模")
        table.add_column(prices.currency, justify="right")
        whole = _whole(per_thousand_requests(counted, prices, how))
        table.add_row("每 1,000 件", f"{whole:,.2f}")
        table.add_row("每 1,000,000 次验真", f"{_whole(per_million_checks(prices, how)):,.2f}")
        for label, requests in (("一个区", DISTRICT), ("一个省", PROVINCE)):
            month = month_of(requests, counted, prices, how)
            table.add_row(f"{label},每天 {requests:,} 件,每月", f"{month:,.0f}")
        console.print(table)


def _whole(lines: list[Line]) -> float:
    return sum(one.money for one in lines)
