"""The Chinese word for every enum value, for details, pages and printed papers.

The words are those of the rule and of docs/glossary.md; tests/docs/test_glossary.py holds these
files, the glossary and the enums of ``chalicelib.domain`` together. The tables are per type,
because values of two enums may be the same text (``PUBLIC_SERVICE`` is a kind of unit and a kind
of item). Each file is a subject; a new enum goes to the subject it belongs to.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from chalicelib.background.labels import EVENTS
from chalicelib.catalogue.labels import CATALOGUE
from chalicelib.complaints.labels import COMPLAINTS
from chalicelib.proofs.labels import PROOFS
from chalicelib.requests.labels import REQUESTS
from chalicelib.units.labels import PEOPLE, UNITS

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = MappingProxyType(
    {**CATALOGUE, **UNITS, **PEOPLE, **REQUESTS, **PROOFS, **COMPLAINTS, **EVENTS}
)


def label(value: StrEnum) -> str:
    """The Chinese word for ``value``. Raises KeyError for an enum or a value without one."""
    return LABELS[type(value)][value]
