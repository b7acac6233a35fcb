"""What moto's DynamoDB needs before it can carry this system for long; each with its why."""

import copy
import inspect
import threading
from typing import Any

from infra.local.moto.items import Items, is_written_down, undone_if_it_fails


def install() -> None:
    """Apply every repair of the tables, once in a process."""
    _one_call_at_a_time()
    _items_of_our_own()
    _updates_of_a_copy()
    _transactions_that_undo()
    _queries_of_one_partition()


def _one_call_at_a_time() -> None:
    """moto's threads lose concurrent updates: 54 of 96 acknowledged appends were gone."""
    from moto.dynamodb.responses import DynamoHandler

    original = DynamoHandler.call_action
    lock = threading.RLock()

    def call_action(self: Any) -> Any:
        with lock:
            return original(self)

    DynamoHandler.call_action = call_action  # type: ignore[method-assign]  # the repair itself


def _items_of_our_own() -> None:
    """Every table keeps its items in :class:`Items`, which the repairs below need."""
    from moto.dynamodb.models.table import Table

    original = Table.__init__

    def init(self: Any, *args: Any, **named: Any) -> None:
        original(self, *args, **named)
        self.items = Items()

    Table.__init__ = init  # type: ignore[method-assign]  # the repair itself


def _updates_of_a_copy() -> None:
    """moto changes an item where it stands, and a half of it stays when the update fails.

    A copy is changed and takes the item's place when all went well: so an item that was once
    read, filed, or kept to undo by is never another.
    """
    from moto.dynamodb.models import DynamoDBBackend

    original = DynamoDBBackend.update_item

    def update_item(self: Any, table_name: str, key: Any, *args: Any, **named: Any) -> Any:
        table = self.get_table(table_name)
        shelf, place = _place(table, *self.get_keys_value(table, key))
        before = shelf.get(place)
        if before is None:
            with undone_if_it_fails():
                after = original(self, table_name, key, *args, **named)
            table.items.file(after)
            return after
        dict.__setitem__(shelf, place, copy.deepcopy(before))
        try:
            after = original(self, table_name, key, *args, **named)
        finally:
            dict.__setitem__(shelf, place, before)
        shelf[place] = after
        return after

    DynamoDBBackend.update_item = update_item  # type: ignore[method-assign]  # the repair itself


def _place(table: Any, hash_key: Any, range_key: Any) -> tuple[Any, Any]:
    """Where the item of this key stands: (shelf, place on it)."""
    return (table.items, hash_key) if range_key is None else (table.items[hash_key], range_key)


def _transactions_that_undo() -> None:
    """moto copies the whole table for every transaction: 37 ms at 300 items, under the lock.

    What a transaction changes is written down instead, and undone when it fails. The table
    that moto means to have copied is the table itself.
    """
    from moto.dynamodb.models import DynamoDBBackend
    from moto.dynamodb.models.table import Table

    original = DynamoDBBackend.transact_write_items

    def transact_write_items(self: Any, transact_items: Any) -> None:
        streams = [(one, one.items, len(one.items)) for one in _stream_shards(self)]
        try:
            with undone_if_it_fails():
                original(self, transact_items)
        except BaseException:
            for shard, records, count in streams:
                del records[count:]
                shard.items = records
            raise

    def deepcopy(self: Any, memo: dict[int, Any]) -> Any:
        if is_written_down():
            return self
        copied = copy.copy(self)
        memo[id(self)] = copied
        copied.__dict__ = copy.deepcopy(self.__dict__, memo)
        return copied

    DynamoDBBackend.transact_write_items = transact_write_items  # type: ignore[method-assign]  # the repair itself
    Table.__deepcopy__ = deepcopy  # type: ignore[attr-defined]  # the repair itself


def _stream_shards(backend: Any) -> list[Any]:
    return [one.stream_shard for one in backend.tables.values() if one.stream_shard is not None]


def _queries_of_one_partition() -> None:
    """moto sorts the whole table for every query, so that calls get slower as it grows.

    It is given a view of the table that holds no item but those of the asked partition.
    """
    from moto.dynamodb.models.table import Table

    original = Table.query
    signature = inspect.signature(original)

    def query(self: Any, *args: Any, **named: Any) -> Any:
        asked = signature.bind(self, *args, **named).arguments
        view, conditions = copy.copy(self), asked.get("hash_key_conditions")
        if not asked.get("index_name"):
            found = self.items.get(asked["hash_key"])
            view.items = {} if found is None else {None: found}
        elif conditions:
            matching = self.items.with_value(*conditions[0])
            view.items = {None: matching} if self.has_range_key else matching
        return original(view, *args, **named)

    Table.query = query  # type: ignore[method-assign]  # the repair itself
