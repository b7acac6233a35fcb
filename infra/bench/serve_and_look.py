"""The system as ``make run`` serves it, in memory, that looks into itself when told to.

Run by :mod:`infra.bench.long_lived` as ``python -m infra.bench.serve_and_look HOME KEPT``, where
KEPT is how many ended executions moto may remember. Each line of the standard input is a
question, each line of the standard output its answer in JSON.
"""

import contextlib
import gc
import json
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from chalicelib.bootstrap import wiring as bootstrap
from chalicelib.kernel.lanes import Lane
from infra.bench.figures import resident_mb
from infra.local import product
from infra.local.moto import executions
from infra.local.moto.items import is_written_down
from infra.local.stack import LocalStack, StackOptions

QUIET_WITHIN = 600.0
_NOT_DATA = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)

_counted: Counter[str] = Counter()
"""Transactions, and the items and tables moto copied inside them."""


def main() -> None:
    home, kept = sys.argv[1:]
    executions.KEPT = int(kept)
    stack = LocalStack(StackOptions(port=0, home=Path(home)), product.build)
    where = stack.start()
    _count_copies()
    serving = threading.Thread(target=stack.serve)
    serving.start()
    _tell({"origin": where.origin})
    questions: dict[str, Callable[[], object]] = {"rest": _rest, "look": _look, "items": _items}
    for line in sys.stdin:
        _tell(questions[line.strip()]())
    stack.stop()
    serving.join()


def _tell(answer: object) -> None:
    print(json.dumps(answer), flush=True)


def _rest() -> dict[str, float]:
    """Once all that follows the calls is done: the megabytes held, the processor's seconds used."""
    _wait_until_quiet()
    cpu = time.process_time()
    gc.collect()
    return {"rss": resident_mb(), "cpu": cpu}


def _look() -> dict[str, object]:
    """What stands here, at rest, that the table does not hold. To look takes memory, too: what is
    held is asked for before."""
    _rest()
    tables = _tables()
    held = _reachable(tables)
    others = [one for one in gc.get_objects() if id(one) not in held and one is not held]
    kinds = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in others)
    return {
        "items": sum(len(one) for one in tables),
        "others": len(others),
        "entries": sum(len(one) for one in others if type(one) in {dict, list, set, deque}),
        "kinds": dict(kinds),
        **_counted,
    }


def _items() -> list[object]:
    """Every item, as it came: what is bytes there came as base64."""
    return [
        {name: one.to_json() for name, one in item.attrs.items()}
        for table in _tables()
        for item in table.all_items()
    ]


def _tables() -> list[Any]:
    from moto.dynamodb.models import dynamodb_backends

    backends = [one for regions in dynamodb_backends.values() for one in regions.values()]
    return [table for one in backends for table in one.tables.values()]


def _wait_until_quiet() -> None:
    """Until nothing follows any more: no notice to send, no timer to start."""
    worklist, clock = bootstrap.services().ports.worklist, bootstrap.services().ports.clock
    ends_at = time.monotonic() + QUIET_WITHIN
    while worklist.outbox(clock.now(), 1, Lane.ALL):
        if time.monotonic() > ends_at:
            raise RuntimeError("what follows the calls does not end")
        time.sleep(0.1)
    time.sleep(0.5)  # the last one's lane ends, too


def _reachable(tables: Iterable[Any]) -> set[int]:
    """The ids of what the items of the tables are made of, and of where they stand."""
    found: set[int] = set()
    ahead: list[Any] = [table.items for table in tables]
    while ahead:
        one = ahead.pop()
        if id(one) not in found and not isinstance(one, _NOT_DATA):
            found.add(id(one))
            ahead += gc.get_referents(one)
    return found


def _count_copies() -> None:
    from moto.dynamodb.models import DynamoDBBackend
    from moto.dynamodb.models.dynamo_type import Item
    from moto.dynamodb.models.table import Table

    transact, copy_item = DynamoDBBackend.transact_write_items, Item.__deepcopy__
    copy_table = Table.__deepcopy__  # type: ignore[attr-defined]  # a repair of ours
    _counted.update(transactions=0, copied_items=0, copied_tables=0)

    def transact_write_items(self: Any, transact_items: Any) -> None:
        _counted["transactions"] += 1
        transact(self, transact_items)

    def deepcopy_item(self: Any, memo: Any) -> Any:
        _counted["copied_items"] += is_written_down()
        return copy_item(self, memo)

    def deepcopy_table(self: Any, memo: Any) -> Any:
        copied = copy_table(self, memo)
        _counted["copied_tables"] += copied is not self
        return copied

    DynamoDBBackend.transact_write_items = transact_write_items  # type: ignore[method-assign]  # to count
    Item.__deepcopy__ = deepcopy_item  # type: ignore[method-assign]  # to count
    Table.__deepcopy__ = deepcopy_table  # type: ignore[attr-defined]  # to count


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
