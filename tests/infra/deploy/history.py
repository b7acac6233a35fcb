"""What moto lacks of point-in-time recovery: what a table held then. A restore to a remembered
moment gets that; everything else of moto's copy stays as moto makes it."""

import copy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.responses import DynamoHandler

from infra.local.moto.server import REGION

ACCOUNT = "123456789012"


class History:
    """Moments of the whole second, each with the items of every table."""

    def __init__(self) -> None:
        self._items: dict[int, dict[str, Any]] = {}

    def remember(self) -> datetime:
        """The coming whole second, and what stands then."""
        moment = (datetime.now(UTC) + timedelta(seconds=1)).replace(microsecond=0)
        time.sleep((moment - datetime.now(UTC)).total_seconds())
        tables = dynamodb_backends[ACCOUNT][REGION].tables
        self._items[int(moment.timestamp())] = {
            name: copy.deepcopy(table.items) for name, table in tables.items()
        }
        time.sleep(0.01)  # what comes now is later
        return moment

    def forget(self, moment: datetime, table: str, pk: str) -> None:
        """As if nothing had stood in this partition then."""
        items = self._items[int(moment.timestamp())][table]
        for one in [key for key in items if key.value == pk]:
            del items[one]

    @contextmanager
    def kept(self) -> Iterator["History"]:
        """While moto restores with it."""
        own = DynamoHandler.restore_table_to_point_in_time

        def restore(handler: Any) -> Any:
            answer = own(handler)
            body = handler.body
            held = self._items.get(int(body["RestoreDateTime"].timestamp()))
            if held is not None:
                table = handler.dynamodb_backend.tables[body["TargetTableName"]]
                table.items = copy.deepcopy(held[body["SourceTableName"]])
            return answer

        with patch.object(DynamoHandler, "restore_table_to_point_in_time", restore):
            yield self
