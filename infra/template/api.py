"""The API around Chalice's own definition: logs, throttling, refusals in our shape, firewall."""

import json

from infra.stage.file import Stage
from infra.template.firewall import firewall
from infra.template.grants import Grant
from infra.template.roles import role
from infra.template.shape import Resources, Template, arn, sub, tags

API, STAGE = "RestAPI", "live"
STAGE_RESOURCE = f"{API}{STAGE}Stage"
"""The name SAM gives it when it expands."""
_STAGE_ARN = (
    f"arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}::/restapis/${{{API}}}/stages/{STAGE}"
)

# Names, times and sizes; no path parameter (an id), no query, no address.
_ACCESS_LOG = {
    "request_id": "$context.requestId",
    "method": "$context.httpMethod",
    "resource": "$context.resourcePath",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "integration": "$context.integrationStatus",
    "bytes": "$context.responseLength",
    "refused": "$context.error.responseType",
    "firewall": "$context.wafResponseCode",
}


def rest_api(stage: Stage) -> Resources:
    found: Resources = {
        API: _merged(stage),
        "ApiLogs": {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {
                "LogGroupName": f"/aws/apigateway/{stage.prefix}",
                "RetentionInDays": stage.log_days,
                "KmsKeyId": arn("DataKey"),
                "Tags": tags(stage.name),
            },
        },
        "ApiLogRole": _log_role(stage),
        "ApiAccount": {
            "Type": "AWS::ApiGateway::Account",
            "Properties": {"CloudWatchRoleArn": arn("ApiLogRole")},
        },
    }
    if not stage.has_firewall:
        return found
    return {**found, **firewall(stage, sub(_STAGE_ARN), STAGE_RESOURCE)}


def _merged(stage: Stage) -> Template:
    """What is merged into Chalice's API."""
    everything = {
        "ResourcePath": "/*",
        "HttpMethod": "*",
        "ThrottlingRateLimit": stage.requests_per_second,
        "ThrottlingBurstLimit": stage.burst,
        "MetricsEnabled": True,
        "LoggingLevel": "ERROR",
        "DataTraceEnabled": False,
    }
    return {
        "DependsOn": ["ApiAccount"],
        "Properties": {
            "Name": stage.prefix,
            "AccessLogSetting": {
                "DestinationArn": arn("ApiLogs"),
                "Format": json.dumps(_ACCESS_LOG),
            },
            "MethodSettings": [everything],
            "GatewayResponses": refusals(),
            "Tags": {"project": "mianzheng", "stage": stage.name},
        },
    }


def refusals() -> Template:
    """What API Gateway itself refuses, as problem+json like everything else."""
    said = {
        "THROTTLED": (429, "rate.limited", "请求太多", "请求太多,请稍后用同一个 op 重试。"),
        "WAF_FILTERED": (403, "request.blocked", "已拦截", "请求被防火墙拦截,请联系运维人员。"),
        "MISSING_AUTHENTICATION_TOKEN": (
            404,
            "route.unknown",
            "没有这个地址",
            "没有这个接口地址,请对照接口文档检查路径。",
        ),
        "REQUEST_TOO_LARGE": (
            413,
            "body.too_large",
            "请求体过大",
            "请求体超过 10 MB,请缩小后再发。",
        ),
        "INTEGRATION_FAILURE": (
            502,
            "service.error",
            "服务出错",
            "服务内部出错,请稍后用同一个 op 重试。",
        ),
        "INTEGRATION_TIMEOUT": (
            504,
            "service.unavailable",
            "暂时不能服务",
            "暂时不能服务,请稍后用同一个 op 重试。",
        ),
        # Of Lambda itself, which starts no function while a table is being exchanged.
        "DEFAULT_5XX": (
            503,
            "service.unavailable",
            "暂时不能服务",
            "系统正在维护,暂时不能服务;请过一会儿用同一个 op 重试。",
        ),
    }
    return {name: _refusal(*one) for name, one in said.items()}


def _refusal(status: int, code: str, title: str, detail: str) -> Template:
    body = {
        "type": f"urn:mianzheng:problem:{code}",
        "code": code,
        "title": title,
        "status": status,
        "detail": detail,
        "article": None,
        "request_id": "$context.requestId",
    }
    return {
        "StatusCode": str(status),
        "ResponseParameters": {
            "Headers": {
                "Content-Type": "'application/problem+json'",
                "Cache-Control": "'no-store'",
            }
        },
        "ResponseTemplates": {"application/json": json.dumps(body, ensure_ascii=False)},
    }


def _log_role(stage: Stage) -> Template:
    """The account's one role by which API Gateway writes logs."""
    written = (
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
        "logs:GetLogEvents",
        "logs:FilterLogEvents",
    )
    grant = Grant(
        "GatewayLogs",
        written,
        ("*",),
        why="API Gateway tests the account's role on log groups that do not exist yet",
    )
    return role(stage, f"{stage.prefix}-gateway-logs", "apigateway.amazonaws.com", (grant,))
