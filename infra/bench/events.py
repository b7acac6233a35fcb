"""REST proxy events, as API Gateway hands a signed call to the function."""

from typing import Any
from urllib.parse import parse_qsl

from infra.client.calling.signed import SignedRequest

COLLECTION = "/v1/verification-requests"


def lambda_event(request: SignedRequest) -> dict[str, Any]:
    """The event of a call below ``/v1/verification-requests``."""
    path, _, query = request.target.partition("?")
    resource, arguments = _resource(path)
    headers = {"wzm-signature": request.token, "content-type": "application/json"}
    pairs = dict(parse_qsl(query)) or None
    return {
        "resource": resource,
        "path": path,
        "httpMethod": request.method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": pairs,
        "multiValueQueryStringParameters": pairs and {k: [v] for k, v in pairs.items()},
        "pathParameters": arguments or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": request.method,
            "path": path,
            "stage": "bench",
            "requestId": "bench",
            "identity": {"sourceIp": "127.0.0.1", "userAgent": "bench"},
        },
        "body": request.body.decode() or None,
        "isBase64Encoded": False,
    }


def _resource(path: str) -> tuple[str, dict[str, str]]:
    rest = path.removeprefix(COLLECTION).strip("/")
    if not rest:
        return COLLECTION, {}
    request_id, _, act = rest.partition("/")
    resource = COLLECTION + "/{request_id}" + (f"/{act}" if act else "")
    return resource, {"request_id": request_id}
