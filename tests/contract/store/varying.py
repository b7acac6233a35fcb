"""Which fields of a record no strategy ever changes: a round trip of those would prove nothing."""

from collections import defaultdict
from dataclasses import fields
from typing import Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.kernel.commits import Aggregate

NEVER_STORED = {"revision", "news", "data_key"}
"""Set by the store itself, or no part of what it keeps."""


def left_out(strategy: st.SearchStrategy[Any]) -> set[str]:
    """The fields that are the same in 200 examples. As soon as fewer have shown every field in
    two values, more can't say anything else."""
    seen: dict[str, set[str]] = defaultdict(set)

    def constant(examples: int) -> set[str]:
        @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
        @given(aggregate=strategy)
        def look(aggregate: Aggregate) -> None:
            for field in fields(cast("Any", aggregate)):
                seen[field.name].add(str(getattr(aggregate, field.name)))

        look()
        return {name for name, values in seen.items() if len(values) == 1} - NEVER_STORED

    return constant(20) and constant(60) and constant(200)
