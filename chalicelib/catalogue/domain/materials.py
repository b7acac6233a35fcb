"""证明材料编码: ``M`` + 5 digits in order of first appearance of the NFC name, for ever."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.errors import CatalogueRuleBroken
from chalicelib.catalogue.domain.rows import CatalogueRow, ProofMaterial

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_MATERIALS = 99_999


def give_codes(
    rows: Iterable[CatalogueRow], register: Mapping[str, str], merged: Mapping[str, str]
) -> tuple[tuple[CatalogueRow, ...], dict[str, str]]:
    """(rows with their materials' codes, register {name: code} with the new names).

    A known name keeps its code; one that was merged has code and name of what it was merged
    into, so that a code has one name. Raises CatalogueRuleBroken when the five digits are used
    up.
    """
    names = dict(register)
    targets = set(merged.values())
    named = {code: name for name, code in register.items() if code in targets}
    coded = []
    for row in rows:
        name = unicodedata.normalize("NFC", row.material.name)
        if name not in names:
            if len(names) >= MOST_MATERIALS:
                raise CatalogueRuleBroken("材料编码已经用完(M99999),请联系运维人员。")
            names[name] = f"M{len(names) + 1:05d}"
        code = followed(names[name], merged)
        material = ProofMaterial(code, name if code == names[name] else named[code])
        coded.append(replace(row, material=material))
    return tuple(coded), names


def followed(code: str, merged: Mapping[str, str]) -> str:
    """The code that stands for ``code`` after every merge."""
    while code in merged:
        code = merged[code]
    return code
