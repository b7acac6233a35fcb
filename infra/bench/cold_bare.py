"""The yardstick: a bare Chalice app that imports boto3, makes one DynamoDB client and one get."""

import json
import os
import sys
import time

event = json.load(sys.stdin)
started = time.perf_counter()

import boto3  # noqa: E402  # what is measured
from chalice.app import Chalice  # noqa: E402  # timed from the first line

app = Chalice(app_name="bare", configure_logs=False)
client = boto3.client("dynamodb")


@app.route("/v1/verification-requests/{request_id}")
def read(request_id: str) -> dict[str, object]:
    key = {"pk": {"S": f"R#{request_id}"}, "sk": {"S": "REQUEST"}}
    found = client.get_item(TableName=os.environ["MIANZHENG_TABLE"], Key=key, ConsistentRead=True)
    return {"revision": found["Item"]["revision"]["N"]}


answer = app(event, None)
seconds = time.perf_counter() - started
sys.stdout.write(json.dumps({"seconds": seconds, "status": answer["statusCode"]}))
