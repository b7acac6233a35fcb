"""docs/api/openapi.yaml, and whether an answer is what it says."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from chalicelib.http.access import Access

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

FILE = Path(__file__).parents[2] / "docs" / "api" / "openapi.yaml"
WHERE = "urn:openapi"


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return loaded


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of every operation in the document."""
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a local ``$ref`` points to; anything else is itself."""
    while "$ref" in part:
        found: Any = document()
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def routes() -> dict[tuple[str, str], tuple[Access, tuple[str, ...]]]:
    """(method, path) -> access and query parameters, as the routes declare them."""
    from app import ROUTES

    return {(one.method, one.path): (one.access, one.parameters) for one in ROUTES}


def validator(schema: Mapping[str, Any], *, is_closed: bool = False) -> "Draft202012Validator":
    """``is_closed``: refuse members the document does not name, though clients must not."""
    # Compiling its grammars takes seconds, which every process that only collects would pay.
    from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    registry: Registry[Any] = Registry().with_resource(
        WHERE, DRAFT202012.create_resource(_closed_document() if is_closed else document())
    )
    absolute = _absolute(_closed(schema) if is_closed else schema)
    return Draft202012Validator(
        absolute, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def faults(method: str, path: str, status: int, media_type: str, body: object) -> list[str]:
    """How an answer differs from the document; an undocumented status is one, too."""
    operation = document()["paths"][path][method.lower()]
    if str(status) not in operation["responses"]:
        return [f"{method} {path}: {status} is not documented"]
    content = resolved(operation["responses"][str(status)])["content"]
    kind = media_type.partition(";")[0]
    if kind not in content:
        return [f"{method} {path}: {status} is not {kind}"]
    check = _checks(method, path, status, kind)
    return [f"{one.json_path}: {one.message}" for one in check.iter_errors(body)]


@lru_cache(maxsize=1000)
def _checks(method: str, path: str, status: int, kind: str) -> "Draft202012Validator":
    operation = document()["paths"][path][method.lower()]
    content = resolved(operation["responses"][str(status)])["content"]
    return validator(content[kind]["schema"], is_closed=True)


@lru_cache(maxsize=1)
def _closed_document() -> Any:
    return _closed(document())


def _closed(part: Any) -> Any:
    if isinstance(part, list):
        return [_closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    closed = {name: _closed(one) for name, one in part.items()}
    if closed.get("type") == "object" and "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


def _absolute(part: Any) -> Any:
    """The schema with its ``#/...`` references made to point into the document."""
    if isinstance(part, list):
        return [_absolute(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: WHERE + one if name == "$ref" and isinstance(one, str) else _absolute(one)
        for name, one in part.items()
    }
