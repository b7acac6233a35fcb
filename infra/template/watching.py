"""One dashboard and the budget."""

import json

from infra.stage.file import Stage
from infra.template.api import STAGE
from infra.template.functions import functions
from infra.template.shape import Resources, Template, in_china, ref
from infra.template.table_in_use import name_in_use

WIDTH, HEIGHT = 12, 6


def watching(stage: Stage) -> Resources:
    return {"Dashboard": _dashboard(stage), "Budget": _budget(stage)}


def _dashboard(stage: Stage) -> Template:
    """Two columns: what people feel on top, what carries it below."""
    api = ["ApiName", stage.prefix, "Stage", STAGE]
    names = [f"{stage.prefix}-{one.name}" for one in functions(stage)]
    queues = [f"{stage.prefix}-{one}" for one in ("seal", "seal-dead-letters")]
    kinds = ("ORGAN", "AUTHORISED", "PUBLIC_SERVICE")
    ours = [
        ["mianzheng", metric, "stage", stage.name, "unit_kind", kind]
        for metric in ("filed", "answered", "overdue")
        for kind in kinds
    ]
    graphs = [
        _graph("核验申请:发起、出具、超时", ours),
        _graph("接口:p50、p99(毫秒)", _two_percentiles(api)),
        _graph(
            "接口:调用和出错",
            [["AWS/ApiGateway", one, *api] for one in ("Count", "4XXError", "5XXError")],
        ),
        _graph("函数出错", [["AWS/Lambda", "Errors", "FunctionName", one] for one in names]),
        _graph(
            "等待盖章和死信",
            [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", q] for q in queues],
        ),
        _graph(
            "表:读写单位",
            [
                ["AWS/DynamoDB", f"Consumed{what}CapacityUnits", "TableName", "${TableInUse}"]
                for what in ("Read", "Write")
            ],
        ),
    ]
    for number, graph in enumerate(graphs):
        graph |= {"x": WIDTH * (number % 2), "y": HEIGHT * (number // 2)}
    body = json.dumps({"widgets": graphs}, ensure_ascii=False)
    return {
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {"DashboardName": stage.prefix, "DashboardBody": _with_table(body)},
    }


def _with_table(body: str) -> Template:
    return {"Fn::Sub": [body, {"TableInUse": name_in_use()}]}


def _two_percentiles(api: list[str]) -> list[object]:
    return [["AWS/ApiGateway", "Latency", *api, {"stat": one}] for one in ("p50", "p99")]


def _graph(title: str, metrics: list[object] | list[list[str]]) -> Template:
    properties = {
        "title": title,
        "metrics": metrics,
        "region": "${AWS::Region}",
        "stat": "Sum",
        "period": 300,
        "view": "timeSeries",
    }
    return {"type": "metric", "width": WIDTH, "height": HEIGHT, "properties": properties}


def _budget(stage: Stage) -> Template:
    """Told at 80 % of what was spent and at 100 % of what is foreseen."""
    limit = {"Amount": stage.monthly_budget, "Unit": in_china("CNY", "USD")}
    subscriber = {"SubscriptionType": "SNS", "Address": ref("AlarmTopic")}
    told = [
        {
            "Notification": {
                "NotificationType": kind,
                "ComparisonOperator": "GREATER_THAN",
                "Threshold": percent,
                "ThresholdType": "PERCENTAGE",
            },
            "Subscribers": [subscriber],
        }
        for kind, percent in (("ACTUAL", 80), ("FORECASTED", 100))
    ]
    budget = {
        "BudgetName": stage.prefix,
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": limit,
        "CostFilters": {"TagKeyValue": [f"user:stage${stage.name}"]},
    }
    return {
        "Type": "AWS::Budgets::Budget",
        "DependsOn": ["AlarmTopicPolicy"],
        "Properties": {"Budget": budget, "NotificationsWithSubscribers": told},
    }
