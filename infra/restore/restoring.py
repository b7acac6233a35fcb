"""One restore from the present table to a restored one in its place, step by step; the command
line shows it. Every step finds out by itself what an earlier run has done."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime

from chalicelib.background.ports import Ports
from chalicelib.erasure.use_cases.redoing import RedoneErasure, redo_erasure
from chalicelib.proofs.ports import StatusMark
from chalicelib.proofs.status.use_cases.keeping import graver, keep_status
from infra.deploy.stack.artifacts import Artifacts
from infra.deploy.stack.change_sets import ChangeSet, Stack
from infra.deploy.stopping import start_again, stop
from infra.deploy.tables import restored_name, table_in_use
from infra.restore.carrying import Carried, Carrier, graver_of
from infra.restore.copying import (
    Window,
    demand_free_or_ours,
    demand_inside,
    start_copy,
    wait_for,
    window_of,
)
from infra.restore.inventory import Inventory, take_inventory
from infra.restore.product import services_of
from infra.restore.published import GivenOut, Published
from infra.restore.swapping import (
    BUSY,
    demand_everywhere,
    demand_exchangeable,
    exchange,
    plan_exchange,
    settle,
)
from infra.restore.table_settings import set_up
from infra.restore.verifying import (
    Finding,
    of_the_content,
    of_the_table,
    of_what_may_not_return,
)
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import DeployProblem

QUIET_SECONDS = 200.0
"""No call that was signed before the stop counts after it: 120 s of life, 60 of clocks."""
STEPS = ("停写", "复制", "设置", "删除名单", "已公布的", "核对", "切换", "恢复服务")


@dataclass(frozen=True)
class Job:
    """What is to be done. ``moment`` is aware UTC, of whole seconds."""

    stage: Stage
    cloud: Cloud
    moment: datetime
    despite_findings: bool = False
    pause: Callable[[float], None] = time.sleep

    @property
    def stack(self) -> Stack:
        return Stack(self.stage.prefix, self.cloud)

    @property
    def target(self) -> str:
        return restored_name(self.stage, self.moment)


@dataclass(frozen=True)
class Found:
    """Before anything is done. ``is_done``: the restored table is in use already."""

    in_use: str
    window: Window
    is_done: bool


@dataclass
class Outcome:
    """What was found and done, for the table at the end and the record beside the artifacts."""

    source: str
    target: str
    findings: list[Finding] = field(default_factory=list)
    erasures: list[RedoneErasure] = field(default_factory=list)
    statuses: int = 0
    carried: Carried | None = None
    lost_proofs: tuple[str, ...] = ()
    inventory: Inventory = field(default_factory=Inventory)

    @property
    def wrong(self) -> list[Finding]:
        return [one for one in self.findings if not one.is_right]


@dataclass(frozen=True)
class Telling:
    """How the command line hears of it. ``step`` is told its number and name before each."""

    step: Callable[[int, str], None]
    say: Callable[[str], None]
    findings: Callable[[list[Finding]], None]
    agree: Callable[[ChangeSet], bool]


def look(job: Job) -> Found:
    """Raises DeployProblem for what can't go well; touches nothing."""
    settle(job.stack, job.pause)
    demand_exchangeable(job.stage, job.stack)
    in_use = table_in_use(job.stage, job.stack)
    window = window_of(job.stage, job.cloud, in_use)
    if in_use == job.target:
        return Found(in_use, window, is_done=True)
    demand_inside(window, job.moment, job.stage)
    demand_free_or_ours(job.cloud, window, job.target, job.moment)
    return Found(in_use, window, is_done=False)


def restore(job: Job, found: Found, telling: Telling) -> Outcome:
    """All of it. However it ends, the functions run again, but while an exchange is under way:
    then some would work on one table and some on the other. Raises DeployProblem."""
    outcome = Outcome(found.in_use, job.target)
    try:
        telling.step(1, "停写")
        stop(job.stage, job.cloud)
        _bring_back(job, found, outcome, telling)
        _demand_right(job, outcome, telling)
        telling.step(7, "切换")
        if not _put_in_place(job, found.in_use, telling):
            raise DeployProblem(
                "没有切换",
                f"正在使用的仍是表 {found.in_use};复制好的 {job.target} 留着。",
                f"mianzheng restore --stage {job.stage.name},用同一个 --to 继续",
            )
    finally:
        _let_run(job, telling)
    _record(job, outcome)
    return outcome


def erase_again(stage: Stage, cloud: Cloud, table: str) -> list[RedoneErasure]:
    """In a table that is kept to be looked at: what was erased since must not be read there,
    either. Repeating it changes nothing. Raises DeployProblem."""
    ports = services_of(stage, cloud, table).ports
    return [redo_erasure(mark, ports) for mark in ports.erasures.every()]


def _bring_back(job: Job, found: Found, outcome: Outcome, telling: Telling) -> None:
    begun = time.monotonic()
    telling.step(2, "复制")
    start_copy(job.stage, job.cloud, found.window, job.moment)
    wait_for(job.cloud, job.target, telling.say, job.pause)
    if not job.cloud.is_stand_in:
        job.pause(max(0.0, QUIET_SECONDS - (time.monotonic() - begun)))
    telling.step(3, "设置")
    done = set_up(job.stage, job.cloud, job.target, job.pause)
    telling.say("、".join(done) or "已经设好")
    carrier = Carrier(job.cloud, found.in_use, job.target)
    carrier.keys()
    services = services_of(job.stage, job.cloud, job.target)
    telling.step(4, "删除名单")
    ports = services.ports
    outcome.erasures += [redo_erasure(mark, ports) for mark in ports.erasures.every()]
    back = sum(one.was_back for one in outcome.erasures)
    telling.say(f"{len(outcome.erasures)} 件,其中 {back} 件随备份回来,已重新删除")
    telling.step(5, "已公布的")
    published = Published(job.cloud.client("s3"), services)
    marks, given_out = published.marks(), tuple(published.given_out_since(job.moment))
    every = [*(one.shard for one in marks), *(one.shard for one in given_out)]
    shards = 1 + max(every, default=0)
    outcome.carried = carrier.carry(shards, given_out)
    marks = graver_of(marks, carrier.marks(shards))
    _keep(job, outcome, marks, given_out, ports)
    telling.say(f"{outcome.statuses} 份证明的状态、{outcome.carried.places} 个位置带了过来")
    telling.step(6, "核对")
    outcome.findings = [
        *of_the_table(job.stage, job.cloud, job.target),
        *of_the_content(services, outcome.inventory, job.moment, published.edition()),
        *of_what_may_not_return(services, outcome.erasures, marks),
    ]
    telling.findings(outcome.findings)


def _keep(
    job: Job,
    outcome: Outcome,
    marks: tuple[StatusMark, ...],
    given_out: tuple[GivenOut, ...],
    ports: Ports,
) -> None:
    """Statuses that were graver; and which proofs the table has never heard of."""
    heavier = graver(marks, ports)
    wanted = {(one.shard, one.index) for one in heavier}
    ids = {one.id for one in given_out}
    outcome.inventory = take_inventory(job.cloud, job.target, job.moment, wanted, ids)
    for mark in heavier:
        keep_status(mark, outcome.inventory.proof_at, ports)
    outcome.statuses = len(heavier)
    outcome.lost_proofs = tuple(sorted(ids - outcome.inventory.known))


def _demand_right(job: Job, outcome: Outcome, telling: Telling) -> None:
    if not outcome.wrong:
        return
    names = "、".join(one.what for one in outcome.wrong)
    if job.despite_findings:
        telling.say(f"仍要切换,尽管没有通过:{names}")
        return
    raise DeployProblem(
        f"核对没有通过:{names}",
        f"正在使用的仍是表 {outcome.source};复制好的 {outcome.target} 留着,可以查看。",
        "弄清原因后再运行同一条命令;确认无碍的,加 --despite-findings",
    )


def _put_in_place(job: Job, in_use: str, telling: Telling) -> bool:
    planned = plan_exchange(job.stack, job.cloud, job.target)
    if planned.id and not telling.agree(planned):
        job.stack.discard(planned)
        return False
    # Somebody may have rotated a key while the question stood.
    Carrier(job.cloud, in_use, job.target).keys()
    exchange(
        job.stack,
        planned,
        job.cloud,
        lambda event: telling.say(f"{event.resource} {event.status} {event.reason}".rstrip()),
        job.pause,
    )
    demand_everywhere(job.stage, job.cloud, job.target)
    return True


def _let_run(job: Job, telling: Telling) -> None:
    if str(job.stack.status()).endswith(BUSY):
        telling.say("换表还在进行,函数先不恢复;再运行同一条命令,会等它结束")
        return
    telling.step(8, "恢复服务")
    start_again(job.stage, job.cloud)


def _record(job: Job, outcome: Outcome) -> None:
    """Ids and numbers only; kept beside the releases."""
    content = {
        "at": job.moment.isoformat(),
        "source": outcome.source,
        "target": outcome.target,
        "findings": [asdict(one) for one in outcome.findings],
        "erased_again": [one.mark.request for one in outcome.erasures if one.was_back],
        "statuses_kept": outcome.statuses,
        "carried": None if outcome.carried is None else asdict(outcome.carried),
        "proofs_not_in_the_table": outcome.lost_proofs,
        "items": dict(outcome.inventory.counts),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1).encode()
    Artifacts(job.stage, job.cloud).write(f"restores/{outcome.target}.json", text)
