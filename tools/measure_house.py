"""The house's own figures: names scanned to find a rule's code, imports between subjects, circles.

``python -m tools.measure_house`` prints them; tests/docs/test_house_measured.py holds them to their
budgets (docs/architecture.md says what each is for).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import grimp

ROOT = Path(__file__).resolve().parents[1]
SHARED = {"kernel", "cloud", "http"}
"""What every subject stands on."""
JOINING = {"bootstrap", "storage", "background", "workers"}
"""Whose work it is to know several subjects."""
_ROW = re.compile(r"^\| (?!---|条款|依据|编号|O\d)(.+) \|$", re.MULTILINE)
_MODULE = re.compile(r"`(chalicelib/[a-z0-9_./]+\.py)`")

Import = tuple[str, str]


def names_scanned(root: Path = ROOT) -> float:
    """For each row of docs/rules.md the names in all folders its modules lie in, on average: what
    a reader looks through who knows the folders and not yet the files."""
    rows = _ROW.findall((root / "docs" / "rules.md").read_text("utf-8"))
    folders = [{(root / one).parent for one in _MODULE.findall(row)} for row in rows]
    return mean(sum(_names_beside(one / "x") for one in row) for row in folders if row)


def fullest_room(root: Path = ROOT) -> tuple[int, str]:
    """(names, folder) of the folder of the product with the most modules."""
    folders = {path.parent for path in (root / "chalicelib").rglob("*.py")}
    return max((_names_beside(one / "x"), str(one.relative_to(root))) for one in folders)


def imports() -> set[Import]:
    """Every import of the product from the product, those inside functions too; not what only the
    type checker sees."""
    graph = grimp.build_graph("chalicelib", exclude_type_checking_imports=True, cache_dir=None)
    return {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }


def between_subjects(found: set[Import]) -> set[Import]:
    """Imports of one subject from another; what all stand on and who joins them aside."""
    return {
        (importer, imported)
        for importer, imported in found
        if subject(importer) != subject(imported)
        and subject(imported) not in SHARED
        and subject(importer) not in JOINING
    }


def within_or_between(found: set[Import]) -> set[Import]:
    """What imports between subjects are a share of: imports among the subjects' own modules."""
    aside = SHARED | JOINING
    return {one for one in found if not aside & set(map(subject, one))}


def circles(found: set[Import]) -> list[set[str]]:
    """Modules that can't be read one without the other."""
    onward: dict[str, set[str]] = {}
    for importer, imported in found:
        onward.setdefault(importer, set()).add(imported)
    reached = {one: _reached(one, onward) for one in onward}
    rings = {
        frozenset({one} | {two for two in reached[one] if one in reached.get(two, ())})
        for one in onward
    }
    return sorted((set(ring) for ring in rings if len(ring) > 1), key=len)


def subject(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _reached(start: str, onward: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(onward[start])
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += onward.get(one, ())
    return seen


def _names_beside(path: Path) -> int:
    return sum(1 for one in path.parent.glob("*.py") if one.name != "__init__.py")


def lines() -> Iterator[str]:
    found = imports()
    between, own = between_subjects(found), within_or_between(found)
    names, folder = fullest_room()
    yield f"names scanned to find a rule's code, mean: {names_scanned():.1f}"
    yield f"imports inside chalicelib: {len(found)}, among subjects: {len(own)}"
    of_all, of_own = len(between) / len(found), len(between) / len(own)
    yield f"between subjects: {len(between)}, {of_all:.1%} of all, {of_own:.1%} of those"
    yield f"fullest room: {folder}, {names} names"
    for ring in circles(found):
        yield f"circle: {', '.join(sorted(ring))}"


if __name__ == "__main__":
    for line in lines():
        print(line)
