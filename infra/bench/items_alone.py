"""What a table's items weigh in moto: a process that holds nothing else. Run by memory.py.

The items come by standard input, one a line, as DynamoDB's JSON; the megabytes go out. They are
counted by what was asked of the allocator: what the start left free would hide some 16 MB.
"""

import gc
import json
import sys
import tracemalloc
from typing import Any

from infra.local.moto import repairs
from infra.local.moto.lambda_functions import FunctionRegistry

SCHEMA = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
PARTS = [{"AttributeName": one, "AttributeType": "S"} for one in ("pk", "sk")]


def main() -> None:
    from moto.dynamodb.models.table import Table

    repairs.install(FunctionRegistry())
    make: Any = Table  # moto's own abstract methods, which it never asks for
    table = make("alone", "123456789012", "cn-north-1", SCHEMA, PARTS)
    tracemalloc.start()
    for line in sys.stdin:
        table.put_item(json.loads(line))
    gc.collect()
    print(tracemalloc.get_traced_memory()[0] / 2**20)


if __name__ == "__main__":
    main()
