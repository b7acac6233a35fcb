"""免证: see docs/architecture.md.

A cold start makes some 300,000 objects that stay (classes, AWS service models). At Python's
threshold of 700 the collector walks them again and again, which costs a tenth of the start.
"""

import gc

gc.set_threshold(50_000, 20, 20)
