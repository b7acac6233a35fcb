"""Failed calls to DynamoDB as the rest of the house knows them: nothing of pynamodb gets out."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pynamodb.exceptions import PynamoDBException

from chalicelib.kernel.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def reaching_the_table() -> Iterator[None]:
    """Raises Unavailable for whatever still fails after the SDK's own retries."""
    try:
        yield
    except PynamoDBException as failure:
        raise Unavailable("存储暂时不可用,请稍候重试。") from failure


def code_of(failure: PynamoDBException) -> str | None:
    """DynamoDB's code of the failure; None when no answer came.

    pynamodb's own ``cause_response_code`` fails on a timeout: its cause has a response, None.
    """
    response = getattr(failure.cause, "response", None) or {}
    code = response.get("Error", {}).get("Code")
    return None if code is None else str(code)
