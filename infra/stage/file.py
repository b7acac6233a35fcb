"""One stage's file (infra/stages/<stage>.toml), read into a frozen :class:`Stage`.

Whatever is wrong names the key, says what it should be, and is found before anything is touched.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.times.service_hours import ServiceHours
from chalicelib.requests.adapters.http_sources import connectors_from_json
from chalicelib.requests.domain.claims import SealKind
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem

STAGES = Path(__file__).resolve().parents[1] / "stages"
TIME_ZONE = "Asia/Shanghai"
EXAMPLE = "example"
PREFIX = "mianzheng-"
_NAME = re.compile(r"[a-z][a-z0-9]{1,11}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_BUDGET = 100_000_000
_WEB_ADDRESS = r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[\x21-\x7e]*)?"
_PLATFORM_WANTED = "空,或印章平台的 https 网址;用平台的,tsa_url 留空,时间戳由平台加在签名里"
_LOG_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653)


@dataclass(frozen=True)
class Stage:
    """What differs between stages. Days are calendar days; ``monthly_budget`` is in the
    partition's currency (CNY in aws-cn, USD elsewhere); ``requests_per_second`` limits the API.

    ``certificate``: an ACM ARN of us-east-1, in aws-cn the id of an IAM server certificate.
    """

    name: str
    region: str
    domain: str
    certificate: str
    alarm_email: str
    time_zone: str = TIME_ZONE
    log_days: int = 365
    backup_days: int = 35
    upload_days: int = 1
    monthly_budget: int = 500
    requests_per_second: int = 200
    burst: int = 400
    has_firewall: bool = True
    seal_a: str = ""
    seal_b: str = ""
    seal_fonts: str = ""
    tsa_url: str = ""
    seal_platform: str = ""
    service_hours: str = ""
    connectors: str = "[]"

    @property
    def prefix(self) -> str:
        """In front of every resource's name."""
        return f"{PREFIX}{self.name}"

    @property
    def partition(self) -> str:
        return "aws-cn" if self.is_china else "aws"

    @property
    def is_china(self) -> bool:
        return self.region.startswith("cn-")

    @property
    def origin(self) -> str:
        return f"https://{self.domain}"

    @property
    def is_example(self) -> bool:
        """The committed file's made-up domain stands: nothing real may be deployed."""
        return EXAMPLE in self.domain.split(".")

    def seal_names(self) -> dict[SealKind, str]:
        return {
            SealKind.DATA_SHARING_QUERY: self.seal_a,
            SealKind.VERIFIED_INFORMATION: self.seal_b,
        }


_KEYS = {
    "stage": ("name", "region", "domain", "certificate", "time_zone"),
    "alarms": ("alarm_email", "monthly_budget"),
    "retention": ("log_days", "backup_days", "upload_days"),
    "limits": ("requests_per_second", "burst", "has_firewall"),
    "seals": ("seal_a", "seal_b", "seal_fonts", "tsa_url", "seal_platform"),
    "rule": ("service_hours", "connectors"),
}
"""Section -> the keys that may stand in it."""
_TYPES = {one.name: one.type for one in fields(Stage)}
_REQUIRED = ("name", "region", "domain", "certificate", "alarm_email", "seal_a", "seal_b")


def load_stage(name: str, folder: Path = STAGES) -> Stage:
    """The stage of that name. Raises DeployProblem naming the file and the key."""
    path = folder / f"{name}.toml"
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        known = "、".join(sorted(one.stem for one in folder.glob("*.toml"))) or "没有"
        raise _wrong(path, "文件", f"没有这个阶段文件;现有的阶段:{known}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, "文件", f"不是有效的 TOML({error})") from None
    stage = Stage(**_values(content, path))
    _check(stage, name, path)
    return stage


def _values(content: Mapping[str, Any], path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section, keys in content.items():
        if section not in _KEYS or not isinstance(keys, dict):
            raise _wrong(path, section, f"不认识的一节;可以有:{'、'.join(_KEYS)}")
        for key, value in keys.items():
            if key not in _KEYS[section]:
                known = "、".join(_KEYS[section])
                raise _wrong(path, f"{section}.{key}", f"不认识的键;这一节可以有:{known}")
            if type(value) is not _TYPES[key]:
                wanted = {str: "文字", int: "整数", bool: "true 或 false"}[_TYPES[key]]  # type: ignore[index]  # a class, no string, since annotations are not postponed here
                raise _wrong(path, f"{section}.{key}", f"应当是{wanted},现在是 {value!r}")
            if isinstance(value, str) and not _is_plain(value):
                told = "不能有换行等控制字符,也不能有 ${ 或 {{"
                raise _wrong(path, f"{section}.{key}", told)
            found[key] = value
    for key in _REQUIRED:
        if not found.get(key):
            raise _wrong(path, f"{_section_of(key)}.{key}", "没有填写")
    return found


def _check(stage: Stage, name: str, path: Path) -> None:
    for key, is_right, wanted in (
        ("name", stage.name == name, f"应当与文件名相同,是 {name}"),
        ("name", bool(_NAME.fullmatch(stage.name)), "2 至 12 个小写字母和数字,字母开头"),
        ("name", stage.name != "local", "local 是本机的名字,不能用来部署"),
        ("region", bool(_REGION.fullmatch(stage.region)), "区域,例如 cn-north-1"),
        ("domain", bool(_DOMAIN.fullmatch(stage.domain)), "域名,小写,不带 https://"),
        ("certificate", _is_certificate(stage), _certificate_wanted(stage)),
        ("alarm_email", bool(_EMAIL.fullmatch(stage.alarm_email)), "一个邮箱地址"),
        ("time_zone", stage.time_zone == TIME_ZONE, f"规则的时限按 {TIME_ZONE} 计算,不能改"),
        ("log_days", stage.log_days in _LOG_DAYS, f"只能是 {_LOG_DAYS} 之一"),
        ("backup_days", 1 <= stage.backup_days <= 35, "1 至 35 天"),
        ("upload_days", 1 <= stage.upload_days <= 30, "1 至 30 天"),
        ("monthly_budget", 0 < stage.monthly_budget <= MOST_BUDGET, f"1 至 {MOST_BUDGET}"),
        ("requests_per_second", 1 <= stage.requests_per_second <= 10_000, "1 至 10000"),
        ("burst", stage.burst >= stage.requests_per_second, "不小于 requests_per_second"),
        ("tsa_url", _is_web_address(stage.tsa_url), "空,或时间戳服务的 http(s) 网址"),
        ("seal_platform", _is_platform(stage), _PLATFORM_WANTED),
        ("service_hours", _are_hours(stage.service_hours), "空,或 09:00-17:30 的写法"),
        (
            "connectors",
            _are_connectors(stage.connectors),
            "JSON 数组,见 docs/connectors.md",
        ),
    ):
        if not is_right:
            raise _wrong(path, f"{_section_of(key)}.{key}", f"应当是:{wanted}")


def _is_certificate(stage: Stage) -> bool:
    if stage.is_china:
        return re.fullmatch(r"[A-Z0-9]{16,128}", stage.certificate) is not None
    return stage.certificate.startswith("arn:aws:acm:us-east-1:")


def _certificate_wanted(stage: Stage) -> str:
    if stage.is_china:
        return "IAM 服务器证书的编号(ASCA...),中国区的 CloudFront 不用 ACM"
    return "us-east-1 的 ACM 证书 ARN(CloudFront 只认这个区域)"


def _is_plain(text: str) -> bool:
    """CloudFormation would put something else in the place of ``${...}`` and ``{{...}}``."""
    return text.isprintable() and "${" not in text and "{{" not in text


def _is_web_address(text: str) -> bool:
    return not text or re.fullmatch(_WEB_ADDRESS, text) is not None


def _is_platform(stage: Stage) -> bool:
    """Whoever asks for a seal has to be known to the platform: never in the clear."""
    is_secure = stage.seal_platform.startswith("https://") and not stage.tsa_url
    return not stage.seal_platform or (is_secure and _is_web_address(stage.seal_platform))


def _are_hours(text: str) -> bool:
    try:
        return not text or bool(ServiceHours.parse(text))
    except Exception:  # noqa: BLE001  # whatever the domain says, here it is one wrong key
        return False


def _are_connectors(text: str) -> bool:
    try:
        return connectors_from_json(text) is not None
    except (Misconfigured, RecursionError):
        return False


def _section_of(key: str) -> str:
    return next(section for section, keys in _KEYS.items() if key in keys)


def _wrong(path: Path, key: str, what: str) -> DeployProblem:
    return DeployProblem(
        f"阶段文件 {path.name} 的 {key}:{what}。",
        NOTHING_TOUCHED,
        f"改正 infra/stages/{path.name},再运行 mianzheng config show --stage {path.stem}",
    )
