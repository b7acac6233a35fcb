"""What every handler does when its first event is done (chalicelib/__init__.py)."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib import start_is_over

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


def handler(work: Callable[[Any, object], Result]) -> Callable[[Any, object], Result]:
    """From then on the collector works as Python's own."""

    @wraps(work)
    def worked(event: Any, context: object) -> Result:
        try:
            return work(event, context)
        finally:
            start_is_over()

    return worked
