"""Settings: the environment, read once at start-up and frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCAL = "local"
PROXY_HEADER = "X-Mianzheng-Proxy"
"""What our own proxy writes over every call, whatever came from outside under this name."""


@record(frozen=True)
class Settings:
    """Everything a process needs to know about where it runs.

    ``origin`` is the public origin, the ``aud`` of every signed call. ``keyring_dir`` names a
    folder of local keys (the laptop); without it keys come from KMS. ``objects_dir`` likewise
    for attachments, instead of S3. ``sla_scale`` shortens due times for a demonstration;
    anything but 1 is refused outside the local stage. ``service_hours`` (09:00-17:30) switches
    the published service-hours clock on; None counts natural time, as the rule does.
    ``seal_keys`` is JSON, seal kind -> KMS key, for the sealing function alone; certificates and
    prints then stand in the attachments' bucket below ``seals/``. ``seal_platform`` instead is
    the address of the district's seal platform, which holds the keys.
    ``seal_names`` likewise says what they are called; without it, as on the laptop.
    ``trusted_hops`` is how many proxies of our own stand before the gateway; where somebody could
    go around them, ``proxy_secret`` is what they prove themselves by. ``complaint_limits`` and
    ``follow_limits`` bound what is not signed (``5/20/60``).
    """

    stage: str
    origin: str
    region: str
    table_name: str
    deadline_machine_arn: str = ""
    adjustment_machine_arn: str = ""
    notice_topic_arn: str | None = None
    attachment_bucket: str = ""
    site_bucket: str = ""
    root_key_id: str = ""
    proof_key_id: str = ""
    status_key_id: str = ""
    wrapping_key_id: str = ""
    digest_key_id: str = ""
    seal_keys: str = ""
    seal_names: str = ""
    seal_platform: str | None = None
    seal_queue_url: str = ""
    seals_dir: str | None = None
    fonts_dir: str | None = None
    tsa_url: str | None = None
    connectors: str = "[]"
    dynamodb_endpoint: str | None = None
    aws_endpoint: str | None = None
    keyring_dir: str | None = None
    objects_dir: str | None = None
    site_dir: str | None = None
    sla_scale: float = 1.0
    service_hours: str | None = None
    trusted_hops: int = 0
    proxy_secret: str | None = None
    complaint_limits: str | None = None
    follow_limits: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.sla_scale <= 1:
            raise Misconfigured("SLA_SCALE 必须大于 0、不超过 1,请改正后重新启动。")
        if self.stage != LOCAL and self.sla_scale != 1:
            raise Misconfigured("只有本地演示可以缩短时限(SLA_SCALE),正式环境必须为 1。")

    @property
    def is_local(self) -> bool:
        return self.stage == LOCAL

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read ``MIANZHENG_*``, ``AWS_REGION`` and ``SLA_SCALE``. Raises Misconfigured."""

        texts = {field: environment.get(name, "") for field, name in _TEXTS.items()}
        optional = {field: environment.get(name) or None for field, name in _OPTIONAL.items()}
        others: Any = {**texts, **optional}
        return cls(
            stage=_required(environment, "MIANZHENG_STAGE"),
            origin=_required(environment, "MIANZHENG_ORIGIN"),
            region=_required(environment, "AWS_REGION"),
            table_name=_required(environment, "MIANZHENG_TABLE"),
            connectors=environment.get("MIANZHENG_CONNECTORS", "[]"),
            sla_scale=_number(environment.get("SLA_SCALE", "1")),
            trusted_hops=_hops(environment.get("MIANZHENG_TRUSTED_HOPS", "0")),
            **others,
        )


_TEXTS = {
    "deadline_machine_arn": "MIANZHENG_DEADLINE_MACHINE",
    "adjustment_machine_arn": "MIANZHENG_ADJUSTMENT_MACHINE",
    "attachment_bucket": "MIANZHENG_ATTACHMENTS",
    "site_bucket": "MIANZHENG_SITE_BUCKET",
    "proof_key_id": "MIANZHENG_PROOF_KEY",
    "status_key_id": "MIANZHENG_STATUS_KEY",
    "seal_queue_url": "MIANZHENG_SEAL_QUEUE",
    "root_key_id": "MIANZHENG_ROOT_KEY",
    "wrapping_key_id": "MIANZHENG_WRAPPING_KEY",
    "digest_key_id": "MIANZHENG_DIGEST_KEY",
    "seal_keys": "MIANZHENG_SEAL_KEYS",
    "seal_names": "MIANZHENG_SEAL_NAMES",
}
"""Field -> variable; empty where it is not told."""
_OPTIONAL = {
    "notice_topic_arn": "MIANZHENG_NOTICE_TOPIC",
    "seals_dir": "MIANZHENG_SEALS",
    "fonts_dir": "MIANZHENG_FONTS",
    "tsa_url": "MIANZHENG_TSA",
    "seal_platform": "MIANZHENG_SEAL_PLATFORM",
    "dynamodb_endpoint": "AWS_ENDPOINT_URL_DYNAMODB",
    "aws_endpoint": "AWS_ENDPOINT_URL",
    "keyring_dir": "MIANZHENG_KEYRING",
    "objects_dir": "MIANZHENG_OBJECTS",
    "site_dir": "MIANZHENG_SITE",
    "service_hours": "MIANZHENG_SERVICE_HOURS",
    "proxy_secret": "MIANZHENG_PROXY_SECRET",
    "complaint_limits": "MIANZHENG_COMPLAINT_LIMITS",
    "follow_limits": "MIANZHENG_FOLLOW_LIMITS",
}
"""Field -> variable; None where it is not told."""


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name)
    if not value:
        raise Misconfigured(f"缺少环境变量 {name},请在部署配置中补上。", field=name)
    return value


def _hops(text: str) -> int:
    if text not in {"0", "1", "2", "3"}:
        raise Misconfigured(
            "MIANZHENG_TRUSTED_HOPS 是网关之前本系统自己的代理层数,只能是 0 到 3。",
            field="MIANZHENG_TRUSTED_HOPS",
        )
    return int(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Misconfigured("SLA_SCALE 必须是数字,例如 0.01。", field="SLA_SCALE") from None
