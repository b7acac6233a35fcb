"""免证: see docs/architecture.md.

A cold start makes some 150,000 objects that stay (classes, AWS service models). At Python's own
threshold of 700 the collector walks them again and again, a tenth of the start. So it waits until
the first call is served; what has been made by then is never walked again, and from then on
cycles are found as early as Python finds them anywhere.
"""

import gc

_PYTHONS_OWN = gc.get_threshold()
_starting = [True]
gc.set_threshold(200_000, 20, 20)


def start_is_over() -> None:
    """Called when a call has been served; only the first one makes a difference."""
    if _starting:
        gc.freeze()
        gc.set_threshold(*_PYTHONS_OWN)
        _starting.clear()
