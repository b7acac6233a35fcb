"""The alarms: what hurts people, each with the runbook of its name in docs/operations.md."""

from dataclasses import dataclass
from typing import Any

from infra.stage.file import Stage
from infra.template.api import STAGE
from infra.template.functions import functions
from infra.template.shape import Resources, Template, ref
from infra.template.table_in_use import name_in_use

MINUTES_5 = 300
HOUR = 3600
OURS = "mianzheng"
THE_TABLE = "the table in use"
"""Stands for a name that only the stack knows."""
SEALING_FAILED, API_THROTTLED = "sealing_failed", "api_throttled"


@dataclass(frozen=True)
class Alarm:
    """Rings when ``statistic`` over ``seconds`` is at least (``below``: less than) ``limit``,
    ``times`` times in a row. ``silence``: no data is as bad."""

    name: str
    says: str
    namespace: str
    metric: str
    where: tuple[tuple[str, str], ...]
    limit: float = 1
    statistic: str = "Sum"
    seconds: int = MINUTES_5
    times: int = 1
    below: bool = False
    silence: bool = False


def alarms(stage: Stage) -> Resources:
    found: Resources = {f"Alarm{one.name}": _alarm(stage, one) for one in every_alarm(stage)}
    found["AlarmStatusListOld"] = _status_list_old(stage)
    found["SealingFailedLines"] = _lines(
        stage, "SealLogs", '{ $.message = "sealing_failed" }', SEALING_FAILED
    )
    found["ApiThrottledLines"] = _lines(stage, "ApiLogs", '{ $.status = "429" }', API_THROTTLED)
    return found


def every_alarm(stage: Stage) -> tuple[Alarm, ...]:
    """All but the one that needs arithmetic."""
    return (*_of_the_rule(stage), *_of_queues(stage), *_of_the_api(stage), *_of_functions(stage))


def _of_the_rule(stage: Stage) -> tuple[Alarm, ...]:
    everywhere = (("stage", stage.name), ("unit_kind", "ALL"))
    said = {
        "LostTimers": ("timer_lost", "巡检发现丢失的计时:有时限没有按时触发"),
        "OutboxStuck": ("outbox_stuck", "发件箱里有事 6 小时办不成:通知、加盖或公布停住了"),
        "CalendarYearMissing": ("calendar_year_missing", "缺少一年的工作日历,有承诺时限待定"),
    }
    counted = tuple(Alarm(n, says, OURS, m, everywhere) for n, (m, says) in said.items())
    failed = Alarm("SealingFailed", "电子证明盖章失败", OURS, SEALING_FAILED, ())
    throttled = Alarm("ApiThrottled", "接口限流,有调用被拒", OURS, API_THROTTLED, (), 20)
    return (*counted, failed, throttled)


def _of_queues(stage: Stage) -> tuple[Alarm, ...]:
    def queue(what: str) -> tuple[tuple[str, str], ...]:
        return (("QueueName", f"{stage.prefix}-{what}"),)

    waiting = "ApproximateNumberOfMessagesVisible"
    return (
        Alarm(
            "SealDeadLetters",
            "有电子证明屡次盖章不成,进了死信队列",
            "AWS/SQS",
            waiting,
            queue("seal-dead-letters"),
            statistic="Maximum",
        ),
        Alarm(
            "StreamDeadLetters",
            "表的变更流有处理不了的记录",
            "AWS/SQS",
            waiting,
            queue("stream-dead-letters"),
            statistic="Maximum",
        ),
        Alarm(
            "SealingWaits",
            "电子证明等盖章超过 15 分钟",
            "AWS/SQS",
            "ApproximateAgeOfOldestMessage",
            queue("seal"),
            limit=900,
            statistic="Maximum",
        ),
    )


def _of_the_api(stage: Stage) -> tuple[Alarm, ...]:
    api = (("ApiName", stage.prefix), ("Stage", STAGE))
    table = (("TableName", THE_TABLE),)
    machine = (("StateMachineArn", "RequestDeadline"),)
    other = (("StateMachineArn", "AdjustmentDeadline"),)
    return (
        Alarm("Api5xx", "接口出错(5xx)", "AWS/ApiGateway", "5XXError", api, 5, times=2),
        Alarm(
            "ApiSlow",
            "接口的 p99 超过 2 秒",
            "AWS/ApiGateway",
            "Latency",
            api,
            2000,
            statistic="p99",
            times=3,
        ),
        Alarm("TableReadThrottled", "表的读取被限流", "AWS/DynamoDB", "ReadThrottleEvents", table),
        Alarm(
            "TableWriteThrottled", "表的写入被限流", "AWS/DynamoDB", "WriteThrottleEvents", table
        ),
        Alarm("TimersFailed", "计时的状态机失败", "AWS/States", "ExecutionsFailed", machine),
        Alarm("AdjustmentTimersFailed", "报告计时失败", "AWS/States", "ExecutionsFailed", other),
    )


def _of_functions(stage: Stage) -> tuple[Alarm, ...]:
    found = []
    for one in functions(stage):
        where = (("FunctionName", f"{stage.prefix}-{one.name}"),)
        failing = f"函数 {one.name}({one.purpose})连续出错"
        found.append(Alarm(f"{one.logical}Fails", failing, "AWS/Lambda", "Errors", where, times=2))
        if one.concurrency is None:  # the others throttle themselves on purpose
            says = f"函数 {one.name}({one.purpose})并发不够,被限流"
            found.append(Alarm(f"{one.logical}Throttled", says, "AWS/Lambda", "Throttles", where))
    sweep = (("FunctionName", f"{stage.prefix}-sweep"),)
    found.append(
        Alarm(
            "SweepSilent",
            "巡检 5 分钟没有运行:丢失的计时没有人补",
            "AWS/Lambda",
            "Invocations",
            sweep,
            below=True,
            silence=True,
        )
    )
    return tuple(found)


def _alarm(stage: Stage, one: Alarm) -> Template:
    by_percentile = one.statistic.startswith("p")
    statistic = {"ExtendedStatistic" if by_percentile else "Statistic": one.statistic}
    less, least = "LessThanThreshold", "GreaterThanOrEqualToThreshold"
    dimensions = [{"Name": key, "Value": _value(key, value)} for key, value in one.where]
    metric = {
        "Namespace": one.namespace,
        "MetricName": _metric_name(stage, one.metric),
        "Dimensions": dimensions,
        "Period": one.seconds,
        **statistic,
    }
    judged = {
        "ComparisonOperator": less if one.below else least,
        "Threshold": one.limit,
        "EvaluationPeriods": one.times,
        "TreatMissingData": "breaching" if one.silence else "notBreaching",
    }
    return _resource(stage, one.name, one.says, {**metric, **judged})


def _value(key: str, value: str) -> Any:
    if value == THE_TABLE:
        return name_in_use()
    return ref(value) if key == "StateMachineArn" else value


def _status_list_old(stage: Stage) -> Template:
    """An hourly run that ended well is what renews the lists: none for two hours, and they are
    older than that."""
    where = [{"Name": "FunctionName", "Value": f"{stage.prefix}-statuses"}]

    def metric(id_: str, name: str) -> Template:
        source = {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": where}
        stat = {"Metric": source, "Period": HOUR, "Stat": "Sum"}
        return {"Id": id_, "MetricStat": stat, "ReturnData": False}

    well = {"Id": "well", "Expression": "FILL(runs, 0) - FILL(failed, 0)", "ReturnData": True}
    judged = {
        "Metrics": [metric("runs", "Invocations"), metric("failed", "Errors"), well],
        "ComparisonOperator": "LessThanThreshold",
        "Threshold": 1,
        "EvaluationPeriods": 2,
        "TreatMissingData": "breaching",
    }
    says = "状态列表超过 2 小时没有重写:24 小时后验真会变成“暂不能确认”"
    return _resource(stage, "StatusListOld", says, judged)


def _resource(stage: Stage, name: str, says: str, judged: Template) -> Template:
    told = [ref("AlarmTopic")]
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": f"{stage.prefix}-{name}",
            "AlarmDescription": f"{says}。处理办法:docs/operations.md#{name.lower()}",
            "AlarmActions": told,
            "OKActions": told,
            **judged,
        },
    }


def _lines(stage: Stage, group: str, pattern: str, metric: str) -> Template:
    transformation = {
        "MetricNamespace": OURS,
        "MetricName": _metric_name(stage, metric),
        "MetricValue": "1",
        "DefaultValue": 0,
    }
    return {
        "Type": "AWS::Logs::MetricFilter",
        "Properties": {
            "LogGroupName": ref(group),
            "FilterPattern": pattern,
            "MetricTransformations": [transformation],
        },
    }


def _metric_name(stage: Stage, metric: str) -> str:
    """A metric made of log lines has no dimensions, so the stage stands in its name."""
    return f"{stage.name}_{metric}" if metric in {SEALING_FAILED, API_THROTTLED} else metric
