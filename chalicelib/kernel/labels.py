"""The Chinese word for every enum value, for details, pages and printed papers.

The words are those of the rule and of docs/glossary.md; tests/docs/test_glossary.py holds the
tables, the glossary and the enums of ``chalicelib`` together. An enum's words stand in the
``labels`` of its own subject and are looked up there when asked, so that nobody loads the words of
everything; those of the kernel's own enums in ``kernel/words.py``. The tables are per type,
because values of two enums may be the same text (``PUBLIC_SERVICE`` is a kind of unit and a kind
of item).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum


def label(value: StrEnum) -> str:
    """The Chinese word for ``value``. Raises KeyError for an enum or a value without one."""
    return labels_of(type(value))[value]


@cache
def labels_of(kind: type[StrEnum]) -> Mapping[StrEnum, str]:
    """The words of one enum, from its subject's ``labels``. Raises KeyError without any."""
    subject = ".".join(kind.__module__.split(".")[:2])
    try:
        module = "words" if subject == "chalicelib.kernel" else "labels"
        tables: Mapping[type[StrEnum], Mapping[StrEnum, str]] = import_module(
            f"{subject}.{module}"
        ).LABELS
    except ModuleNotFoundError:
        raise KeyError(kind.__name__) from None
    return tables[kind]
