"""What is inside a package: a CycloneDX 1.6 list of its parts, and their licences."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import Any

from infra.deploy.package.wheels import normal_name

_UNSAID = "UNKNOWN"


@dataclass(frozen=True)
class Part:
    """``licence`` as its metadata says: an SPDX expression where there is one, else its words."""

    name: str
    version: str
    licence: str
    is_spdx: bool

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{normal_name(self.name)}@{self.version}"


def parts_of(folder: Path) -> tuple[Part, ...]:
    """Every distribution installed in a folder, by name."""
    found = [_part(PathDistribution(one)) for one in folder.glob("*.dist-info")]
    return tuple(sorted(found, key=lambda one: normal_name(one.name)))


def _part(distribution: PathDistribution) -> Part:
    about = distribution.metadata
    expressions = about.get_all("License-Expression")
    if expressions:
        return Part(about["Name"], about["Version"], expressions[0], is_spdx=True)
    classifiers = about.get_all("Classifier") or []
    named = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    words = "; ".join(named) or (about.get_all("License") or [_UNSAID])[0].splitlines()[0]
    return Part(about["Name"], about["Version"], words, is_spdx=False)


def bill_of_materials(name: str, digest: str, parts: Sequence[Part]) -> dict[str, Any]:
    """The same parts give the same document: its serial number is made of the digest."""
    serial = uuid.UUID(bytes=hashlib.sha256(digest.encode()).digest()[:16], version=4)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": name, "name": name, "version": digest}
        },
        "components": [_component(one) for one in parts],
        "dependencies": [{"ref": name, "dependsOn": [one.purl for one in parts]}],
    }


def _component(part: Part) -> dict[str, Any]:
    licence = {"expression": part.licence} if part.is_spdx else {"license": {"name": part.licence}}
    return {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "licenses": [licence],
    }


def write_inventory(folder: Path, name: str, digest: str, parts: Sequence[Part]) -> None:
    """<name>.cdx.json and <name>.licences.txt."""
    document = json.dumps(bill_of_materials(name, digest, parts), ensure_ascii=False, indent=1)
    (folder / f"{name}.cdx.json").write_text(document + "\n", "utf-8")
    lines = [f"{one.name} {one.version}: {one.licence}" for one in parts]
    (folder / f"{name}.licences.txt").write_text("\n".join(lines) + "\n", "utf-8")
