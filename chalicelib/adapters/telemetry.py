"""Logs with an allow-list of keys, and counters (Powertools). Nothing about people passes."""

from collections import Counter
from typing import Any

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import MetricUnit

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


class PowertoolsTelemetry:
    """Metrics: filed, answered, overdue, timer_lost, by unit kind."""

    def __init__(self, stage: str) -> None:
        self._logger = Logger(service="mianzheng", logger_formatter=AllowListFormatter())
        self._stage = stage

    def count(self, metric: str, unit_kind: str) -> None:
        with single_metric(
            name=metric, unit=MetricUnit.Count, value=1, namespace="mianzheng"
        ) as one:
            one.add_dimension(name="stage", value=self._stage)
            one.add_dimension(name="unit_kind", value=unit_kind)

    def log(self, message: str, **facts: str | int | float | bool | None) -> None:
        self._logger.info(message, extra=facts)


class LocalTelemetry(PowertoolsTelemetry):
    """The laptop: log lines as ever, counters kept in memory instead of printed."""

    def __init__(self, stage: str) -> None:
        super().__init__(stage)
        self.counts: Counter[tuple[str, str]] = Counter()

    def count(self, metric: str, unit_kind: str) -> None:
        self.counts[metric, unit_kind] += 1
