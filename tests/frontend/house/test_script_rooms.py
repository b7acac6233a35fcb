"""The scripts stand in rooms, and the arrows between the rooms run one way.

A page's room may use what every page has, and the rooms named here; `shared` uses nobody.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

FRONTEND = Path(__file__).parents[3] / "frontend"
ROOMS = {
    "en": set[str](),
    "shared": {"en"},  # the words of a page, in the other language
    "search": {"shared"},
    "check": {"shared"},
    "rule": {"shared"},
    "complain": {"shared"},
    "list": {"shared", "search", "rule"},  # the home page searches; an item shows its rule codes
    "": {"list"},  # js/home.js, for home pages that were published before there were rooms
}
# `import x from '…'`, `export … from '…'`, `import '…'`, `import('…')`, also with a template.
_SPECIFIER = re.compile(r"\b(?:from|import)\b\s*\(?\s*['`]([^'`]+)['`]")


def specifiers(frontend: Path) -> Iterator[tuple[Path, str, str]]:
    """(script, its room, the path below the site that it imports)."""
    for script in sorted((frontend / "js").rglob("*.js")):
        folder = script.parent.relative_to(frontend).as_posix()
        text = re.sub(r"^\s*//.*$", "", script.read_text("utf-8"), flags=re.MULTILINE)
        for specifier in _SPECIFIER.findall(text):
            if specifier.startswith("."):
                path = posixpath.normpath(posixpath.join(folder, specifier))
                yield script, room_of(folder + "/x"), path


def room_of(path: str) -> str:
    """``js/check/page.js`` is in ``check``, ``js/home.js`` in none."""
    return posixpath.dirname(path.removeprefix("js/"))


def wrong_arrows(frontend: Path) -> list[str]:
    return [
        f"{script.relative_to(frontend).as_posix()}: {path}"
        for script, room, path in specifiers(frontend)
        if room_of(path) not in {room} | ROOMS[room]
    ]


def test_every_room_is_known_and_none_is_empty() -> None:
    scripts = [one.relative_to(FRONTEND).as_posix() for one in (FRONTEND / "js").rglob("*.js")]
    assert {room_of(one) for one in scripts} == set(ROOMS)
    assert [one for one in scripts if room_of(one) == ""] == ["js/home.js"]


def test_every_script_that_is_imported_stands_there() -> None:
    for script, _, path in specifiers(FRONTEND):
        if "${" not in path:
            assert (FRONTEND / path).is_file(), (script.name, path)


def test_no_room_imports_from_one_that_it_may_not_know() -> None:
    assert wrong_arrows(FRONTEND) == []


def test_a_wrong_arrow_of_each_form_is_seen(tmp_path: Path) -> None:
    lines = (
        "import { checkToken } from '../check/check.js';",
        "import '../list/home.js';",
        "export { day } from '../rule/page.js';",
        "const late = () => import('../search/search.js');",
        "const named = (name) => import(`../complain/${name}.js`);",
    )
    room = tmp_path / "js" / "shared"
    room.mkdir(parents=True)
    (room / "days.js").write_text("import { say } from './page.js';\n", "utf-8")
    assert wrong_arrows(tmp_path) == []
    for number, line in enumerate(lines):
        (room / f"{number}.js").write_text(f"{line}\n", "utf-8")
    assert len(wrong_arrows(tmp_path)) == len(lines)


def test_the_rooms_have_no_circle() -> None:
    """In the order of ``ROOMS`` a room knows only earlier ones."""
    order = list(ROOMS)
    for room, known in ROOMS.items():
        assert all(order.index(one) < order.index(room) for one in known), room
