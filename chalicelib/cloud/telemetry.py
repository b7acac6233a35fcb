"""Log lines and counters (Powertools), imported at the first of them: a cold read has none."""

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


class PowertoolsTelemetry:
    """Metrics: filed, answered, overdue, timer_lost, by unit kind."""

    def __init__(self, stage: str) -> None:
        self._stage = stage

    @cached_property
    def _logger(self) -> "Logger":
        from chalicelib.cloud.log_lines import make_logger

        return make_logger()

    def count(self, metric: str, unit_kind: str) -> None:
        from aws_lambda_powertools import single_metric
        from aws_lambda_powertools.metrics import MetricUnit

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
