"""The log's own format: an allow-list of keys (Powertools). Nothing about people passes."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

ALLOWED = frozenset(
    {
        "level", "location", "timestamp", "service", "message", "cold_start",
        "function_name", "function_request_id", "xray_trace_id",
        "request_id", "event_id", "unit", "kid", "code", "status", "method", "path",
        "milliseconds", "error", "year", "tally", "job", "count",
    }
)  # fmt: skip
"""Keys a log line may carry. Anything else is dropped, so that a slip shows nothing."""


class AllowListFormatter(LambdaPowertoolsFormatter):
    """Drops every key that is not allowed; exceptions keep their type, not their text."""

    def serialize(self, log: Any) -> str:
        kept = {name: value for name, value in log.items() if name in ALLOWED}
        if "exception_name" in log:
            kept["error"] = log["exception_name"]
        return super().serialize(kept)


def make_logger() -> Logger:
    return Logger(service="mianzheng", logger_formatter=AllowListFormatter())
