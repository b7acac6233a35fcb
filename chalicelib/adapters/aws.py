"""AWS clients, each made at its first use: what a cold start does not need, it does not pay."""

import threading
from typing import Any

from chalicelib.settings import Settings


class LazyClient:
    """Stands for one client until somebody calls it."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._name = name
        self._settings = settings
        self._client: Any = None
        self._lock = threading.Lock()

    def __getattr__(self, attribute: str) -> Any:
        with self._lock:
            if self._client is None:
                self._client = self._make()
        return getattr(self._client, attribute)

    def _make(self) -> Any:
        # botocore is there already (pynamodb); importing boto3 too would only cost time.
        import botocore.session
        from botocore.config import Config

        return botocore.session.get_session().create_client(
            self._name,
            region_name=self._settings.region,
            endpoint_url=self._settings.aws_endpoint,
            config=Config(connect_timeout=3, read_timeout=10, retries={"max_attempts": 3}),
        )
