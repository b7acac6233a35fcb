"""AWS clients, each made at its first use: what a cold start does not need, it does not pay."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.config import Config
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session, get_session

if TYPE_CHECKING:
    from chalicelib.cloud.settings import Settings

SERVICES = frozenset({"dynamodb", "kms", "s3", "sns", "sqs", "stepfunctions"})
"""Every service this product calls; wiring a client of another fails at once."""

MOST_CONNECTIONS = 24
"""As many as files are put at the same time (site.py)."""

USER_AGENT = "mianzheng"
"""What AWS's own logs show of us. botocore would put a longer one together, anew for each call,
from some thirty parts: a tenth of what a call costs its caller."""

_making = threading.Lock()


class ModelFiles(JSONFileLoader):
    """botocore's own model files, decoded in a third of the time (10 ms of a cold start)."""

    def _load_file(self, full_path: str, open_method: Any) -> Any:
        if not Path(full_path).is_file():
            return None
        with open_method(full_path, "rb") as file:
            return msgspec.json.decode(file.read())


class ModelLoader(Loader):
    """Knows which services we call; botocore looks into 400 folders to find out (14 ms)."""

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002  # botocore's
        return sorted(SERVICES)


@lru_cache(maxsize=1)
def session() -> Session:
    """The one botocore session of this process: its clients share the loaded models."""
    made = get_session()
    made.register_component("data_loader", ModelLoader(file_loader=ModelFiles()))
    made.set_default_client_config(Config(user_agent=USER_AGENT))
    return made


class LazyClient:
    """Stands for one client until somebody calls it."""

    def __init__(self, name: str, settings: Settings) -> None:
        if name not in SERVICES:
            raise ValueError(f"add {name} to SERVICES first")
        self._name = name
        self._settings = settings
        self._client: Any = None

    def __getattr__(self, attribute: str) -> Any:
        # Clients are safe to share between threads, but making them in one session is not.
        with _making:
            if self._client is None:
                self._client = self._make()
        return getattr(self._client, attribute)

    def _make(self) -> Any:
        return session().create_client(
            self._name,
            region_name=self._settings.region,
            endpoint_url=self._settings.aws_endpoint,
            config=Config(
                connect_timeout=3,
                read_timeout=10,
                retries={"max_attempts": 3},
                max_pool_connections=MOST_CONNECTIONS,
            ),
        )
