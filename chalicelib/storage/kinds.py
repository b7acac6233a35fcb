"""Every kind of aggregate that is stored, by our own word for it. A kind's class is loaded when a
document of it is read or written, so that a process knows the kinds it meets, not all.

The words stand in the table: a class may move, its word may not change.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

HOMES = {
    "request": "requests.domain.request:VerificationRequest",
    "complaint": "complaints.domain.complaint:Complaint",
    "unit": "units.domain.unit:Unit",
    "key": "keys.domain.key:KeyRecord",
    "invitation": "keys.domain.invitation:Invitation",
    "webhook": "notices.domain.webhook:Webhook",
    "unit_record": "units.domain.records:UnitRecord",
    "proof": "requests.domain.copies:EProof",
    "erased_request": "erasure.domain.erasure:ErasedRequest",
    "erased_proof": "erasure.domain.erasure:ErasedProof",
    "draft": "catalogue.domain.editions:CatalogueDraft",
    "edition": "catalogue.domain.editions:EditionRecord",
    "materials": "catalogue.domain.editions:MaterialRegister",
    "import": "catalogue.tables.domain.imports:CatalogueImport",
    "import_queue": "catalogue.tables.domain.imports:ImportQueue",
    "exclusion": "catalogue.domain.exclusions:ExclusionDecision",
    "adjustment": "adjustments.domain.adjustment:Adjustment",
    "propagation": "adjustments.domain.propagation:PropagationTask",
    "calendar_year": "calendar.domain:CalendarYearRecord",
    "recount": "calendar.domain:Recount",
}
"""A kind that is not named in chalicelib/storage/dynamodb/places.py stands on a list, under its
``list_of`` and ``key``."""

SEALED = {"request", "complaint"}
"""About people: stored under a data key of its own, without which nobody reads it again."""


def kind_of(type_: type[Any]) -> str:
    """The word for a class. Raises KeyError for one that is not stored."""
    return _words()[type_.__module__, type_.__qualname__]


@cache
def type_of(kind: str) -> type[Any]:
    """The class behind a word, loaded now if nobody has. Raises KeyError for an unknown word."""
    module, _, name = HOMES[kind].partition(":")
    found: type[Any] = getattr(import_module(f"chalicelib.{module}"), name)
    return found


@cache
def _words() -> dict[tuple[str, str], str]:
    homes = ((kind, *home.split(":")) for kind, home in HOMES.items())
    return {(f"chalicelib.{module}", name): kind for kind, module, name in homes}
