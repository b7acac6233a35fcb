"""What a rotation will do, and how it stands, in words for the operator; times in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.keys.domain.kids import PROOF, kid_of
from chalicelib.keys.domain.roster import OVERLAP, PUBLISHED, STAYS, KeyRoster, KeyVersion
from infra.rotate.roster import shown_roster
from infra.rotate.versions import Rotation
from infra.stage.cloud import Cloud
from infra.stage.file import Stage

LONGEST_UNTOLD = timedelta(minutes=10)


def plan_rows(roster: KeyRoster, asked: Rotation, now: datetime) -> list[tuple[str, str]]:
    """What will happen, and when; times in UTC."""
    number = roster.of(asked.purpose)[-1].number + 1
    new = kid_of(asked.purpose, number)
    old = kid_of(asked.purpose, roster.signing(asked.purpose, now).number)
    if asked.is_urgent:
        return [
            ("现在", f"建成 {new};{old} 停用,巡检一分钟之内把它移出公钥集"),
            ("五分钟之内", f"各函数改由 {new} 签名"),
            ("代价", _price(asked.purpose, old)),
        ]
    start = now + OVERLAP
    return [
        ("现在", f"建成 {new},{old} 照常签名"),
        ("一分钟之内", f"巡检把 {new} 公布到公钥集,重叠期从公布算起"),
        (f"{start:%Y-%m-%d %H:%M} UTC 前后", f"{new} 起签名,不用再运行命令"),
        (f"{start + STAYS[asked.purpose]:%Y-%m-%d %H:%M} UTC 前后", f"{old} 移出公钥集"),
    ]


def _price(purpose: str, old: str) -> str:
    if purpose == PROOF:
        return (
            f"{old} 签过的证明一律显示“公钥未知”,不能再确认真假;"
            "持有人要请需求单位重新提取,答复本身不受影响"
        )
    return (
        f"{old} 签过的状态列表、名称、清单在重签之前一律不被采信,验真显示“暂不能确认”;"
        "请立即手工调用一次函数 statuses"
    )


def version_rows(roster: KeyRoster, purpose: str, now: datetime) -> list[tuple[str, str]]:
    """Every version and what it is about; times in UTC."""
    rows = []
    for one in roster.of(purpose):
        kid = kid_of(purpose, one.number)
        leaves = roster.leaves_at(purpose, one) if purpose in PUBLISHED else None
        rows.append((f"{purpose} {kid}", _state(roster, purpose, one, now, leaves)))
    return rows


def _state(
    roster: KeyRoster, purpose: str, one: KeyVersion, now: datetime, leaves: datetime | None
) -> str:
    signs = roster.signing(purpose, now).number == one.number
    if one.withdrawn_at is not None:
        return f"{one.withdrawn_at:%Y-%m-%d %H:%M} UTC 作废"
    if signs:
        return "正在签名"
    if one.signs_from is None and one.announced_at is not None:
        return f"{one.announced_at:%Y-%m-%d %H:%M} UTC 建成,等巡检公布"
    if one.signs_from is not None and one.signs_from > now:
        return f"已公布,{one.signs_from:%Y-%m-%d %H:%M} UTC 起签名"
    if leaves is None:
        return "不再签名"
    gone = "已移出公钥集" if leaves <= now else "移出公钥集"
    return f"不再签名,{leaves:%Y-%m-%d %H:%M} UTC {gone}"


def response_rows(*, is_urgent: bool) -> list[tuple[str, str]]:
    """What will happen to the response key."""
    if is_urgent:
        return [
            ("五分钟之内", "各函数换用新的应答密钥,公布之后才签名;以前的全部移出公钥集"),
            ("代价", "五分钟之内仍用旧密钥签的应答,对方核对不了,用同一 op 重发即可"),
        ]
    return [
        ("五分钟之内", "各函数换用新的应答密钥,公布之后才签名"),
        ("到背书期满", "以前的留在公钥集里,最多两天"),
    ]


def rotations_under_way(roster: KeyRoster, now: datetime) -> tuple[str, ...]:
    """One line a key whose change is not over; empty where all is as it will stay."""
    found = []
    for purpose in PUBLISHED:
        for one in roster.versions.get(purpose, ()):
            leaves = roster.leaves_at(purpose, one)
            is_coming = one.withdrawn_at is None and not one.is_ready(now)
            is_going = one.withdrawn_at is None and leaves is not None and now < leaves
            if is_coming or is_going:
                kid = kid_of(purpose, one.number)
                found.append(f"{purpose} {kid}:{_state(roster, purpose, one, now, leaves)}")
    return tuple(found)


@dataclass(frozen=True)
class Progress:
    """``under_way``: one line a key; ``is_untold``: one was made more than ten minutes ago, and
    the key set has not been published since."""

    under_way: tuple[str, ...]
    is_untold: bool


def progress_of_stage(stage: Stage, cloud: Cloud, now: datetime) -> Progress:
    """1 read. ``now`` aware."""
    roster = shown_roster(stage, cloud)
    is_untold = roster.is_due(now) and is_announced_before(roster, now - LONGEST_UNTOLD)
    return Progress(rotations_under_way(roster, now), is_untold)


def is_announced_before(roster: KeyRoster, moment: datetime) -> bool:
    """Some version was made before ``moment`` and is not published."""
    return any(
        one.announced_at is not None and one.published_at is None and one.announced_at < moment
        for purpose in PUBLISHED
        for one in roster.versions.get(purpose, ())
        if one.withdrawn_at is None
    )
