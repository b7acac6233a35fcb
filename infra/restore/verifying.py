"""Is the restored table what it should be? Every check says what it wanted and what it found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.bootstrap.wiring import Services
from chalicelib.erasure.use_cases.redoing import RedoneErasure
from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.ids import RequestId
from chalicelib.proofs.ports import StatusMark
from chalicelib.proofs.status.use_cases.keeping import graver
from chalicelib.publishing.use_cases.latest import latest_editions
from infra.deploy.keys import key_ids
from infra.restore.copying import describe
from infra.restore.inventory import Inventory
from infra.restore.table_settings import (
    TTL_GOOD,
    recovery,
    stream_label,
    template_of,
    time_to_live,
)
from infra.stage.cloud import Cloud
from infra.stage.file import Stage


@dataclass(frozen=True)
class Finding:
    """One check: ``wanted`` and ``found`` in words."""

    what: str
    wanted: str
    found: str
    is_right: bool


def of_the_table(stage: Stage, cloud: Cloud, name: str) -> list[Finding]:
    """Keys, indexes, and what a restored table does not bring with it."""
    about, wanted = describe(cloud, name) or {}, template_of(stage)
    indexes = {one["IndexName"]: _shape(one) for one in about.get("GlobalSecondaryIndexes", ())}
    same = {one["IndexName"]: _shape(one) for one in wanted["GlobalSecondaryIndexes"]}
    keys = _keys(about.get("KeySchema", ()))
    ttl, pitr = time_to_live(cloud, name), recovery(cloud, name)
    view = about.get("StreamSpecification", {}).get("StreamViewType", "没有")
    stream = view if stream_label(cloud, name) else "没有"
    protected = bool(about.get("DeletionProtectionEnabled"))
    found = [
        Finding("主键", "pk、sk", "、".join(keys), keys == _keys(wanted["KeySchema"])),
        Finding("索引", _names(same), _names(indexes), indexes == same),
        Finding("TTL", "开启", ttl, ttl in TTL_GOOD),
        Finding("时间点恢复", "ENABLED", pitr, pitr == "ENABLED"),
        Finding("变更流", "KEYS_ONLY", stream, stream == "KEYS_ONLY"),
        Finding("删除保护", "开启", "开启" if protected else "没有", protected),
    ]
    if not cloud.is_stand_in:  # moto's copy carries no encryption
        key = str(about.get("SSEDescription", {}).get("KMSMasterKeyArn", "没有"))
        ours = key_ids(stage, cloud).get("data", "")
        found.append(Finding("加密", f"密钥 data {ours}", key, bool(ours) and ours in key))
    return found


def of_the_content(
    services: Services, inventory: Inventory, moment: datetime, published_edition: int
) -> list[Finding]:
    newest = inventory.newest
    shown = "没有事件" if newest is None else f"{newest:%Y-%m-%dT%H:%M:%S.%fZ}"
    units = len(services.ports.units.units())
    editions = latest_editions(services.ports.lists)
    edition = editions[0].number if editions else 0
    opened, tried = _opened(services, inventory), len(inventory.requests)
    return [
        Finding(
            "最新的事件", f"不晚于 {moment:%Y-%m-%dT%H:%M:%SZ}", shown, _is_before(newest, moment)
        ),
        Finding("记录数", "有记录", str(inventory.total), inventory.total > 0),
        Finding("单位", "有单位", str(units), units > 0),
        Finding("申请能解密", f"抽查 {tried} 件", f"{opened} 件", opened == tried),
        Finding(
            "清单",
            f"不旧于公布的第 {published_edition} 版",
            f"第 {edition} 版",
            edition >= published_edition,
        ),
    ]


def of_what_may_not_return(
    services: Services, erasures: Sequence[RedoneErasure], marks: Sequence[StatusMark]
) -> list[Finding]:
    left = sum(bool(one.left) for one in erasures)
    lighter = len(graver(marks, services.ports))
    return [
        Finding("删除过的", f"{len(erasures)} 件都读不出来", f"{left} 件还有剩下", left == 0),
        Finding("撤销、暂停的证明", f"{len(marks)} 份都还是", f"{lighter} 份变轻了", lighter == 0),
    ]


def _is_before(newest: datetime | None, moment: datetime) -> bool:
    return newest is None or newest <= moment


def _opened(services: Services, inventory: Inventory) -> int:
    """Some requests, read as the product reads them."""
    done = 0
    for one in inventory.requests:
        try:
            services.ports.requests.request(RequestId(one))
        except MianzhengError:
            continue
        done += 1
    return done


def _keys(schema: Sequence[dict[str, str]]) -> list[str]:
    return [one["AttributeName"] for one in sorted(schema, key=lambda one: one["KeyType"])]


def _shape(index: dict[str, Any]) -> tuple[list[str], str, list[str]]:
    projection = index["Projection"]
    carried = sorted(projection.get("NonKeyAttributes", ()))
    return _keys(index["KeySchema"]), projection["ProjectionType"], carried


def _names(indexes: dict[str, Any]) -> str:
    return "、".join(sorted(indexes)) or "没有"
