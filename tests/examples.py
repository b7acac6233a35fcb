"""How many made-up examples a test looks at in this run."""

from hypothesis import settings

FEWEST = 5
THOROUGH = 100
"""Hypothesis' own number, and that of the profile ``thorough``, which ``make check`` runs."""


def many(thorough: int) -> int:
    """So many in ``make check``; in a quick run the same share of them as everywhere else."""
    return max(min(thorough, FEWEST), thorough * settings().max_examples // THOROUGH)
