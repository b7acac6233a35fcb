"""How many made-up examples a test looks at in this run."""

from hypothesis import settings

THOROUGH = 100
"""Hypothesis' own number, and that of the profile ``thorough``, which ``make check`` runs."""
FEWEST = 5


def many(thorough: int, fewest: int = FEWEST) -> int:
    """So many in ``make check``; in a quick run the same share of them as everywhere else, but
    no fewer than ``fewest``."""
    return max(min(thorough, fewest), thorough * settings().max_examples // THOROUGH)
