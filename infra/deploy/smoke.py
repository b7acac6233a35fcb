"""A few calls through the public URL: what a person would notice first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import urllib3

from infra.pages.served import SECURITY_HEADERS
from infra.stage.file import Stage
from infra.stage.problems import DeployProblem

Fetched = tuple[int, Mapping[str, str], bytes]
Fetch = Callable[[str], Fetched]


@dataclass(frozen=True)
class Check:
    """One path and what its answer must be."""

    path: str
    says: str
    is_right: Callable[[Fetched], bool]


def _is_page(answer: Fetched) -> bool:
    status, headers, _ = answer
    lower = {name.lower(): value for name, value in headers.items()}
    sent = all(lower.get(name.lower()) == value for name, value in SECURITY_HEADERS)
    return status == 200 and sent and "strict-transport-security" in lower


CHECKS = (
    Check("/p", "验真页和安全头", _is_page),
    Check("/v1/health", "接口", lambda answer: answer[0] in {200, 503}),
    Check("/c/absent.jwt", "没有的文件是 404", lambda answer: answer[0] == 404),
)


def smoke(stage: Stage, fetch: Fetch | None = None) -> list[str]:
    """What each check found, in words. Raises DeployProblem at the first that fails."""
    fetch = fetch or over_https
    origin, where = stage.origin, f"--stage {stage.name}"
    said = []
    for check in CHECKS:
        try:
            answer = fetch(origin + check.path)
            is_right = check.is_right(answer)
            seen = f"HTTP {answer[0]}"
        except (urllib3.exceptions.HTTPError, OSError) as error:
            is_right, seen = False, type(error).__name__
        if not is_right:
            raise DeployProblem(
                f"冒烟检查没有通过:{check.says}({origin}{check.path},{seen})",
                "新版本已经部署,数据没有受影响。",
                f"mianzheng logs {where};要退回上一版:mianzheng rollback {where}",
            )
        said.append(f"{check.says}:{seen}")
    return said


def over_https(url: str) -> Fetched:
    pool = urllib3.PoolManager(retries=urllib3.Retry(2, redirect=0), timeout=15)
    answer = pool.request("GET", url)
    return answer.status, dict(answer.headers), answer.data
