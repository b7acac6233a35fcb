"""docs/api/openapi.yaml says what the code does, no more and no less."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest

from chalicelib.adjustments.domain import adjustment as adjustments
from chalicelib.adjustments.domain import propagation
from chalicelib.catalogue.domain import editions
from chalicelib.catalogue.domain import rows as catalogue
from chalicelib.complaints.domain.complaint import (
    ComplaintChannel,
    ComplaintOutcome,
    ComplaintState,
)
from chalicelib.complaints.domain.notices import TOLD
from chalicelib.http.errors import status_of
from chalicelib.http.shapes import MethodNotAllowed
from chalicelib.http.wire import UnsupportedMediaType
from chalicelib.kernel.call_refusals import CODES
from chalicelib.kernel.callers import Role
from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.targets import HEADER_NAME
from chalicelib.kernel.texts import people
from chalicelib.kernel.times import promises
from chalicelib.keys.domain import key as keys
from chalicelib.notices.domain import notice as notices
from chalicelib.notices.domain.notice import audiences
from chalicelib.requests.domain import answers, deadlines, outcomes
from chalicelib.requests.domain import claims as eproofs
from chalicelib.units.domain import unit as units
from chalicelib.units.domain.records import UnitRecordKind
from tests.api.openapi import document, operations, resolved, routes, validator
from tests.contract.store.records import NOW, a_request

ENUMS: tuple[type[StrEnum], ...] = (
    outcomes.RequestState,
    outcomes.SupervisionState,
    outcomes.ArbitrationState,
    answers.Conclusion,
    answers.AttachmentType,
    deadlines.Rule,
    people.IdType,
    catalogue.Disposition,
    catalogue.Method,
    catalogue.DataBacking,
    catalogue.BasisLevel,
    catalogue.Exclusion,
    catalogue.ItemKind,
    catalogue.Handling,
    editions.EditionState,
    promises.PromiseUnit,
    notices.Audience,
    units.UnitKind,
    units.Sector,
    Role,
    keys.KeyStatus,
    eproofs.SealKind,
    eproofs.ProofStatus,
    adjustments.AdjustmentKind,
    adjustments.AdjustmentState,
    propagation.PropagationTarget,
    UnitRecordKind,
    ComplaintChannel,
    ComplaintState,
    ComplaintOutcome,
)
NOT_ON_THE_WIRE = {"proof.glyph_missing", "proof.not_ours"}
"""Raised while sealing, which the proof itself tells, and while reading a code."""
FROM_THE_GATEWAY = {"route.unknown": 404}
"""What is refused before any of our code runs."""


def test_the_document_is_valid_openapi_3_1() -> None:
    from openapi_spec_validator import validate  # compiles grammars: seconds

    validate(document())
    assert document()["openapi"].startswith("3.1")


def test_every_route_is_documented_and_every_documented_path_is_a_route() -> None:
    assert {(method, path) for method, path, _ in operations()} == set(routes())


def test_the_documented_roles_are_those_of_the_code() -> None:
    for method, path, operation in operations():
        access, _ = routes()[method, path]
        if access.roles is None:
            assert operation["security"] == []
            assert "x-roles" not in operation
        else:
            assert "security" not in operation, "signed by default"
            assert operation["x-roles"] == sorted(role.lower() for role in access.roles), path
            assert operation["x-needs-op"] is access.is_write, path


def test_the_documented_parameters_are_those_that_are_read() -> None:
    for method, path, operation in operations():
        found = [resolved(one) for one in operation.get("parameters", [])]
        in_path = {one["name"] for one in found if one["in"] == "path"}
        in_query = {one["name"] for one in found if one["in"] == "query"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        assert in_query == set(routes()[method, path][1])


def test_the_signature_is_a_documented_security_scheme_and_an_answer_header() -> None:
    (scheme,) = document()["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", HEADER_NAME)
    for _, _, operation in operations():
        if "security" in operation:
            continue
        for status, response in operation["responses"].items():
            if status != "413":  # refused before the signature is looked at
                assert HEADER_NAME in resolved(response)["headers"]


def codes_of_the_code() -> dict[str, tuple[int, str | None]]:
    """code -> (HTTP status, article) of every error class and every cause of a refused call."""
    found: dict[str, tuple[int, str | None]] = {"service.error": (500, None)}
    waiting = [MianzhengError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("chalicelib.") and kind.code not in NOT_ON_THE_WIRE:
            error = kind.__new__(kind)
            found[kind.code] = (int(status_of(error)[0]), kind.article)
    found |= dict.fromkeys(CODES, (401, None))
    found |= {code: (status, None) for code, status in FROM_THE_GATEWAY.items()}
    found[MethodNotAllowed.code] = (405, None)
    assert UnsupportedMediaType.code in found
    return found


def test_every_error_code_is_documented_with_its_status_and_article() -> None:
    schema = document()["components"]["schemas"]["ProblemCode"]
    documented = {
        code: (said["status"], said.get("article")) for code, said in schema["x-codes"].items()
    }
    assert documented == codes_of_the_code()
    assert schema["enum"] == list(schema["x-codes"])
    assert all(said["meaning"] for said in schema["x-codes"].values())


def test_an_operation_names_its_own_codes_and_documents_their_statuses() -> None:
    known = document()["components"]["schemas"]["ProblemCode"]["x-codes"]
    for _, path, operation in operations():
        statuses = {str(known[code]["status"]) for code in operation["x-codes"]}
        assert statuses <= set(operation["responses"]), path
        own = set(operation["responses"]) & {"404", "409"}
        assert own <= statuses, f"{path} documents {own}, but names no such code"


def test_every_refusal_of_the_rule_is_named_by_an_operation() -> None:
    named = {code for _, _, operation in operations() for code in operation["x-codes"]}
    totals = {"not_found", "conflict", "request.refused"}  # never raised themselves
    ruled = {code for code, (status, _) in codes_of_the_code().items() if status in {404, 409}}
    assert ruled - totals - set(FROM_THE_GATEWAY) == named & ruled


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_an_enum_is_documented_with_all_its_values(enum: type[StrEnum]) -> None:
    schema = document()["components"]["schemas"][enum.__name__]
    assert schema["enum"] == [one.value for one in enum]
    assert schema["description"]


def test_the_documented_events_of_notices_are_those_that_are_told() -> None:
    told = [kind for kind in EventType if audiences(News(kind, NOW), a_request(), True)]
    told += TOLD
    assert document()["components"]["schemas"]["NoticeEvent"]["enum"] == told


def test_a_request_takes_no_other_fields() -> None:
    for _, path, operation in operations():
        if "requestBody" not in operation:
            continue
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        for part in objects_in(resolved(schema)):
            assert part.get("additionalProperties") is False or path == "/v1/key-registrations"


def objects_in(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object schema reachable from this one."""
    schema = resolved(schema)
    if schema.get("type") == "object":
        yield schema
    inside = list(schema.get("properties", {}).values())
    inside += schema.get("oneOf", []) + schema.get("allOf", [])
    inside += [schema["items"]] if "items" in schema else []
    for one in inside:
        yield from objects_in(one)


def examples() -> Iterator[tuple[str, dict[str, Any], object]]:
    """(where, schema, value) of every example."""
    for method, path, operation in operations():
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        bodies += [resolved(one) for one in operation["responses"].values()]
        for body in bodies:
            for media in body["content"].values():
                for name, example in media.get("examples", {}).items():
                    yield f"{method} {path} {name}", media["schema"], example["value"]


@pytest.mark.parametrize(
    ("schema", "value"),
    [pytest.param(schema, value, id=where) for where, schema, value in examples()],
)
def test_an_example_is_what_its_schema_says(schema: dict[str, Any], value: object) -> None:
    assert list(validator(schema, is_closed=True).iter_errors(value)) == []


def test_every_text_for_readers_is_chinese() -> None:
    for _, path, operation in operations():
        assert re.search("[一-鿿]", operation["summary"]), path
