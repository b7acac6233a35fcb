"""What the API answers is what docs/api/openapi.yaml says: every operation, really called."""

import pytest

from tests.api.conversation import converse
from tests.api.openapi import document, faults, routes, validator
from tests.api.service import World
from tests.api.talking import Said


@pytest.fixture(scope="module")
def said() -> list[Said]:
    return converse(World())


def test_every_operation_is_called_with_success(said: list[Said]) -> None:
    assert {(one.method, one.template) for one in said} == set(routes())


def test_every_answer_is_what_the_document_says(said: list[Said]) -> None:
    for one in said:
        status, headers, body = one.answered
        assert faults(one.method, one.template, status, headers["content-type"], body) == []


def test_every_body_that_was_taken_is_one_the_document_allows(said: list[Said]) -> None:
    for one in said:
        operation = document()["paths"][one.template][one.method.lower()]
        if one.sent is not None:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            assert list(validator(schema).iter_errors(one.sent)) == [], one.template


def test_every_answer_to_a_signed_call_is_signed(said: list[Said]) -> None:
    for one in said:
        access, _ = routes()[one.method, one.template]
        assert ("wzm-signature" in one.answered.headers) is (access.roles is not None)


def test_an_answer_with_a_member_the_document_does_not_name_is_found(said: list[Said]) -> None:
    one = next(one for one in said if one.template == "/v1/verification-requests")
    body = {**one.answered.body, "surprise": 1}
    found = faults(one.method, one.template, one.answered.status, "application/json", body)
    assert any("surprise" in fault for fault in found)
