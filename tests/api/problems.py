"""What a refusal has to look like."""

from tests.api.openapi import validator
from tests.api.service import Answered


def refused(answered: Answered, status: int, code: str, field: str | None) -> None:
    assert (answered.status, answered.body["code"]) == (status, code), answered.body
    assert answered.headers["content-type"] == "application/problem+json"
    assert answered.body.get("field") == field
    schema = {"$ref": "#/components/schemas/Problem"}
    assert list(validator(schema, is_closed=True).iter_errors(answered.body)) == []


def signed(answered: Answered) -> bool:
    return "wzm-signature" in answered.headers
