"""A fresh process of ours: import, wiring, one signed GET. Run by cold_start.py with ``-P``.

The event comes by standard input, as Lambda hands it over; the clock starts at the first import
of the product.
"""

import json
import sys
import time

event = json.load(sys.stdin)
started = time.perf_counter()

from app import app  # noqa: E402  # what is measured

answer = app(event, None)
seconds = time.perf_counter() - started
sys.stdout.write(json.dumps({"seconds": seconds, "status": answer["statusCode"]}))
