"""Who plays: the demo's key files as signed clients, one per person and story."""

import secrets
import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import urllib3

from chalicelib.kernel.callers import Role
from chalicelib.kernel.labels import label
from infra.client.calling.keyfile import KeyFileUnusable, read_key_file
from infra.client.calling.signed import Client
from infra.local.seed.people import resident_id


class CannotPlay(Exception):
    """The demo can't be played here; in Chinese, with what to do next."""


@dataclass(frozen=True)
class Actor:
    """A person with a key. ``name`` is how the timeline calls him."""

    name: str
    unit: str
    client: Client


@dataclass
class Cast:
    """Makes actors from ``<home>/keys``. Every client trusts the root the first one met."""

    origin: str
    home: Path
    _root: str | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def actor(self, unit: str, role: Role, number: int = 1) -> Actor:
        """Raises CannotPlay when the key file is not there."""
        path = self.home / "keys" / f"{unit}-{role.lower()}-{number}.json"
        try:
            key = read_key_file(path)
        except KeyFileUnusable as problem:
            raise CannotPlay(
                f"{problem}演示用的密钥文件由 make run 生成:请在另一个终端先运行它,"
                "并让两边的 MIANZHENG_HOME(或 --home)一致。"
            ) from None
        client = Client(
            self.origin,
            key.jwk,
            pinned_root=self._root,
            on_root=self._remember,
            timeout_seconds=30.0,
        )
        return Actor(f"{key.unit_name} {label(role)}", key.unit, client)

    def require_ready(self) -> None:
        """The system answers and says it is ready. Raises CannotPlay."""
        try:
            with urllib3.PoolManager(retries=False, timeout=10.0) as pool:
                answer = pool.request("GET", f"{self.origin}/v1/health", redirect=False)
                body: Any = answer.json()
                missing = body["missing"]
        except (urllib3.exceptions.HTTPError, ValueError, TypeError, KeyError):
            raise CannotPlay(
                f"连不上 {self.origin} 上的系统。请在另一个终端运行 SLA_SCALE=0.01 make run,"
                "看到“地址”一行后再试;端口不是 8000 时加 PORT=端口。"
            ) from None
        if answer.status != 200:
            raise CannotPlay(f"系统还没有就绪:{';'.join(missing)}。请稍候再试。")

    def _remember(self, root: str) -> None:
        with self._lock:
            self._root = self._root or root


_SURNAMES = "赵钱孙李周吴郑王"


def applicant() -> dict[str, str]:
    """A made-up person: a name that says so, and a SYNTHETIC id number."""
    birth = date(1950 + secrets.randbelow(50), 1 + secrets.randbelow(12), 1 + secrets.randbelow(28))
    return {
        "kind": "person",
        "name": f"{secrets.choice(_SURNAMES)}示例",
        "id_no": resident_id(birth=birth, sequence=secrets.randbelow(1000)),
    }


def case_no() -> str:
    """A fresh case number, so that the demo can be played any number of times."""
    return f"DEMO-{secrets.token_hex(8)}"
