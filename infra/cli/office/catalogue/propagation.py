"""`mianzheng catalogue propagation`: bringing systems and guides in line (Art. 13)."""

from typing import Any
from urllib.parse import quote

import click

from chalicelib.adjustments.domain.propagation import PropagationTarget
from chalicelib.kernel.labels import label
from infra.cli.shared.signed_session import Json, moment, records, session_of, with_session
from infra.cli.shared.unit_codes import UNIT

ROOT = "/v1/catalogue/propagation"


@click.group()
def propagation() -> None:
    """清单落实:四项任务,查看和报完成。"""


@propagation.command("list")
@click.option("--unit", type=UNIT, help="哪个单位的;不写是本单位。")
@click.option("--edition", type=int, help="哪一版的(专班办公室、公布人)。")
@with_session
def list_tasks(unit: str | None, edition: int | None, **given: Any) -> None:
    """列出落实任务;是否逾期按现在算出。"""
    session = session_of(given)
    if unit is None and edition is None:
        unit = session.own_unit
    asked = {"unit": unit, "edition": edition}
    _show(session.every(ROOT, {name: one for name, one in asked.items() if one is not None}))


@propagation.command()
@click.argument("task")
@click.argument("evidence")
@with_session
def done(task: str, evidence: str, **given: Any) -> None:
    """报 TASK 完成,写明凭据(例如在哪里看得到)。"""
    body = {"evidence": evidence}
    _show([session_of(given).post(f"{ROOT}/{quote(task, safe='')}/complete", body)])


def _show(items: list[Json]) -> None:
    shown = []
    for one in items:
        due = moment(one["done_by"], is_due=True) or f"待定(工作日历缺 {one['missing_year']} 年)"
        late = "逾期" if one["overdue_since"] else ""
        target = label(PropagationTarget(one["target"]))
        facts = (
            ("落实到", target), ("完成时限", due), ("完成", moment(one["done_at"])),
            ("凭据", one["evidence"]), ("逾期", late),
        )  # fmt: skip
        shown.append((one["task"], facts))
    records("清单落实任务", shown)
