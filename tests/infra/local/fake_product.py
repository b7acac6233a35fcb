"""A product just big enough to see the local stack work: a few routes and counted workers.

Run as a program it serves itself: ``python -m tests.infra.local.fake_product PORT HOME [durable]``.
"""

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import Any

import boto3
from chalice.app import Chalice, Response

from infra.cli.laptop import run
from infra.local.http.web import WebCall, WebReply
from infra.local.stack import LocalStack, Product, StackOptions, Surroundings


def make_app() -> Chalice:
    app = Chalice(app_name="fake", configure_logs=False)

    @app.route("/v1/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.route("/v1/echo/{name}", methods=["GET", "POST"])
    def echo(name: str) -> dict[str, Any]:
        request = app.current_request
        assert request is not None
        return {"name": name, "event": request.to_original_event()}

    @app.route("/v1/slow/{number}")
    def slow(number: str) -> dict[str, str]:
        time.sleep(0.05)
        assert app.current_request is not None
        seen = app.current_request.to_original_event()["pathParameters"]["number"]
        return {"asked": number, "seen": seen}

    @app.route("/v1/bytes", methods=["POST"], content_types=["application/octet-stream"])
    def same_bytes() -> Response:
        assert app.current_request is not None
        headers: dict[str, str | list[str]] = {"Content-Type": "application/octet-stream"}
        return Response(app.current_request.raw_body, headers=headers, status_code=201)

    @app.route("/v1/two-cookies")
    def two() -> Response:
        return Response("", headers={"X-Many": ["a", "b"]})

    return app


def objects(call: WebCall) -> WebReply:
    return WebReply(201, [("X-Path", call.path)], call.body)


def build(surroundings: Surroundings) -> Product:
    """Keeps a counter of starts in its table, so that a test sees what survives."""
    dynamodb = boto3.resource(
        "dynamodb",
        endpoint_url=surroundings.dynamodb_endpoint,
        region_name=surroundings.region,
    )
    table = dynamodb.Table(surroundings.table_name)
    with contextlib.suppress(dynamodb.meta.client.exceptions.ResourceInUseException):
        dynamodb.create_table(
            TableName=surroundings.table_name,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    made = table.update_item(
        Key={"pk": "starts"},
        UpdateExpression="ADD #n :one",
        ExpressionAttributeNames={"#n": "number"},
        ExpressionAttributeValues={":one": 1},
        ReturnValues="ALL_NEW",
    )
    app = make_app()

    @app.route("/v1/starts")
    def starts() -> dict[str, Any]:
        return {"starts": int(str(made["Attributes"]["number"])), "pid": os.getpid()}

    def nothing(_event: Any, _context: Any) -> None:
        return None

    return Product(app, nothing, nothing, nothing, objects)


def main(port: int, home: Path, durable: bool) -> None:
    options = StackOptions(port, home, durable)
    stack = LocalStack(options, build)
    began = time.monotonic()
    surroundings = stack.start()
    run._stop_on_signals(stack)
    run._print_banner(options, surroundings)
    sys.stdout.write(f"READY {time.monotonic() - began:.2f} {surroundings.origin}\n")
    sys.stdout.flush()
    stack.serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), "durable" in sys.argv)
