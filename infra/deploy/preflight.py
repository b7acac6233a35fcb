"""What must be right before anything is packaged, and what a person should know."""

import sys

from infra.deploy.package.wheels import SUPPORTED
from infra.deploy.quotas import quotas
from infra.deploy.stack.findings import Finding
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem


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
    return [*found, *quotas(stage, cloud)]
