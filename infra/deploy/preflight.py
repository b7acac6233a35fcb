"""What must be right before anything is packaged, and what a person should know."""

import sys
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.cloud import Cloud
from infra.deploy.problems import NOTHING_TOUCHED, DeployProblem
from infra.deploy.stage_file import Stage
from infra.deploy.wheels import SUPPORTED

CONCURRENCY = ("lambda", "L-B99A9384", 100)
"""Quota of concurrent executions, and the least we want: the API and six workers."""


@dataclass(frozen=True)
class Finding:
    """``is_fine`` False is a warning; what forbids a deployment is raised instead."""

    says: str
    is_fine: bool = True


def preflight(stage: Stage, cloud: Cloud) -> list[Finding]:
    """Raises DeployProblem for what can't go well."""
    python = (sys.version_info[0], sys.version_info[1])
    if python not in SUPPORTED:
        known = "、".join(f"{major}.{minor}" for major, minor in SUPPORTED)
        raise DeployProblem(
            f"Python {python[0]}.{python[1]} 没有对应的 Lambda 运行环境(可用:{known})",
            NOTHING_TOUCHED,
            "make clean && make run PYTHON=/路径/python3.12",
        )
    if stage.is_example and not cloud.is_stand_in:
        raise DeployProblem(
            f"阶段文件 {stage.name}.toml 的 stage.domain 还是样例值 {stage.domain}",
            NOTHING_TOUCHED,
            f"改成真实的域名和证书,再运行 mianzheng config show --stage {stage.name}",
        )
    found = [
        Finding(f"账号 {cloud.account},区域 {cloud.region}({cloud.partition})"),
        Finding(f"Python {python[0]}.{python[1]},Lambda 上用同一版本"),
        Finding(f"名称以 {stage.prefix}- 开头"),
    ]
    if cloud.is_stand_in:
        return [*found, Finding("替身(moto):配额不查")]
    if stage.is_china:
        found.append(Finding(f"中国区:{stage.domain} 须已完成 ICP 备案,否则域名打不开", False))
    return [*found, _concurrency(cloud)]


def _concurrency(cloud: Cloud) -> Finding:
    """A new account may have as few as 10, and our reserved ones would not fit."""
    service, code, least = CONCURRENCY
    try:
        quota = cloud.client("service-quotas").get_service_quota(
            ServiceCode=service, QuotaCode=code
        )["Quota"]["Value"]
    except (BotoCoreError, ClientError) as error:
        return Finding(f"查不到 Lambda 并发配额({type(error).__name__}),请自行核对", False)
    says = f"Lambda 并发配额 {quota:.0f}"
    return Finding(
        says if quota >= least else f"{says},至少要 {least},请先申请提高", quota >= least
    )
