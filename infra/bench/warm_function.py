"""A function's process of ours that stays warm. Run by memory.py with ``-P``.

One event a line by standard input; for each a line: the status, what it answered, and the
megabytes the process holds.
"""

import json
import sys

from app import app
from infra.bench.figures import resident_mb

for line in sys.stdin:
    answer = app(json.loads(line), None)
    told = {"status": answer["statusCode"], "body": answer["body"], "rss": resident_mb()}
    print(json.dumps(told), flush=True)
