"""免证: see docs/architecture.md.

A cold start makes some 150,000 objects that stay (classes, AWS service models). At Python's own
threshold of 700 the collector walks them again and again, a tenth of the start. What a request
leaves behind is freed by reference counts; cycles wait here until there are 200,000 objects.
"""

import gc

gc.set_threshold(200_000, 20, 20)
