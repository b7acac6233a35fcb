"""The account and region a command works in: real AWS, or a stand-in on this machine."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from infra.stage.file import Stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem

_ON_THIS_MACHINE = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\]):([1-9][0-9]{0,4})/?")
"""The whole of it: parsers differ in what they make of a backslash or an @."""
LAST_PORT = 65_535


@dataclass(frozen=True)
class Cloud:
    """``endpoint`` None = AWS itself; else every client calls the stand-in there."""

    region: str
    account: str
    partition: str
    endpoint: str | None = None
    session: Any = field(default=None, repr=False)

    @property
    def suffix(self) -> str:
        """Of every host name of the partition."""
        return "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com"

    @property
    def is_stand_in(self) -> bool:
        return self.endpoint is not None

    def place(self, stage: Stage) -> str:
        """The options that say where: whoever follows a next command stays where they were."""
        return f"--stage {stage.name}" + (
            f" --endpoint-url {self.endpoint}" if self.endpoint else ""
        )

    def client(self, service: str, region: str | None = None) -> Any:
        where = region or self.region
        from botocore.config import Config

        # What is meant for the stand-in goes through nobody else's hands.
        direct = None if self.endpoint is None else Config(proxies={})
        return self.session.client(
            service, region_name=where, endpoint_url=self.endpoint, config=direct
        )


def connect(stage: Stage, endpoint: str | None = None) -> Cloud:
    """Find out whose account this is: 1 call. Raises DeployProblem.

    A stand-in is on this machine and gets made-up credentials, so that no real one leaves.
    """
    import boto3

    if endpoint is None:
        session = boto3.Session(region_name=stage.region)
    elif is_on_this_machine(endpoint):
        made_up = "standin"  # letters only: DynamoDB Local takes no others
        session = boto3.Session(made_up, made_up, region_name=stage.region)
    else:
        raise DeployProblem(
            f"--endpoint-url 只能指向本机,写成 http://127.0.0.1:端口,现在是 {endpoint}",
            NOTHING_TOUCHED,
            "部署到 AWS 时不要写 --endpoint-url",
        )
    cloud = Cloud(stage.region, "", stage.partition, endpoint, session)
    identity = _identity(cloud, stage)
    partition = identity["Arn"].split(":")[1]
    if partition != stage.partition:
        raise DeployProblem(
            f"凭证属于 {partition},阶段 {stage.name} 的区域 {stage.region} 属于 {stage.partition}",
            NOTHING_TOUCHED,
            f"换成 {stage.partition} 的凭证(AWS_PROFILE=...),再运行同一条命令",
        )
    return Cloud(stage.region, identity["Account"], partition, endpoint, session)


def is_on_this_machine(endpoint: str) -> bool:
    found = _ON_THIS_MACHINE.fullmatch(endpoint)
    return found is not None and int(found[1]) <= LAST_PORT


def _identity(cloud: Cloud, stage: Stage) -> dict[str, str]:
    try:
        found: dict[str, str] = cloud.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise _unknown(error, cloud, stage) from error
    return found


def _unknown(error: Exception, cloud: Cloud, stage: Stage) -> DeployProblem:
    """Why nobody said whose account this is."""
    kind, again = type(error).__name__, f"运行 mianzheng deploy {cloud.place(stage)}"
    if cloud.endpoint is not None:
        port = urlsplit(cloud.endpoint).port or 80
        return DeployProblem(
            f"连不上替身 {cloud.endpoint}({kind}):没有在运行,或者端口不对",
            NOTHING_TOUCHED,
            f"另开一个终端 .venv/bin/moto_server -H 127.0.0.1 -p {port},再{again}",
        )
    if isinstance(error, HTTPClientError):
        return DeployProblem(
            f"连不上 AWS 的区域 {stage.region}({kind})", NOTHING_TOUCHED, f"检查网络,再{again}"
        )
    return DeployProblem(
        f"没有可用的 AWS 凭证({kind})", NOTHING_TOUCHED, f"设置 AWS_PROFILE 或登录后,{again}"
    )
