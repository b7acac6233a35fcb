"""Count the walks that a reader of the code follows: files entered, and returns into other files.

``python -m tools.count_walks [--files] [WALK ...]`` plays four walks on this machine (moto in
memory, the product wired as on the laptop) and prints a line for each:

- ``file``: a request is filed, from the function's entry to its answer
- ``get``: that request is read by a signed GET
- ``publish``: the files of an edition of which one row is another are published
- ``deploy``: `mianzheng deploy` of the test stage into a moto of its own

Counted are functions of app.py, chalicelib and infra in the calling thread; what runs while a
module is imported is not, and a library that calls back counts as its caller. *Files*: those in
which a function ran; *rooms*: their folders; *names*: the files of those rooms, which is what a
reader looks through to find his way. *Returns*: places where a function goes back into another
file, each told once however often it is passed (a loop is read once). *In all*: every passing.
``--files`` lists the files, too.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OWN = tuple(f"{ROOT}/{name}" for name in ("app.py", "chalicelib/", "infra/"))
STAND_IN = f"{ROOT}/infra/local/moto/"
"""What moto needs to behave like the cloud is no part of any walk."""
IMPORTING = "<module>"
CIVIL_AFFAIRS = "370402006"
Place = tuple[str, str]
"""(file, function)."""


@dataclass
class Walk:
    """What one walk passed. ``returns``: (from, into) -> how often."""

    files: set[str] = field(default_factory=set)
    returns: Counter[tuple[Place, Place]] = field(default_factory=Counter)

    def row(self, name: str) -> str:
        passed = sum(self.returns.values())
        rooms = {(ROOT / one).parent for one in self.files}
        names = sum(sum(1 for _ in one.glob("*.py")) for one in rooms)
        sizes = f"{len(rooms):6} {names:6} {len(self.files):6}"
        return f"{name:8} {sizes} {len(self.returns):8} {passed:8}"


@contextmanager
def counted() -> Iterator[Walk]:
    """Every call of this thread meanwhile."""
    walk = Walk()
    stack: list[Place | None] = []  # None: a frame that is not ours
    importing = 0

    def look(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal importing
        if event == "call":
            importing += frame.f_code.co_name == IMPORTING
            place = None if importing else _own(frame)
            stack.append(place)
            if place is not None:
                walk.files.add(place[0])
        elif event == "return" and stack:
            place = stack.pop()
            importing -= frame.f_code.co_name == IMPORTING
            caller = next((one for one in reversed(stack) if one is not None), None)
            if place is not None and caller is not None and place[0] != caller[0]:
                walk.returns[place, caller] += 1

    sys.setprofile(look)
    try:
        yield walk
    finally:
        sys.setprofile(None)


def _own(frame: FrameType) -> Place | None:
    name = frame.f_code.co_filename
    if not name.startswith(OWN) or name.startswith(STAND_IN):
        return None
    return name.removeprefix(f"{ROOT}/"), frame.f_code.co_qualname


def product_walks() -> Iterator[tuple[str, Walk]]:
    """The three of the running product, each after one of its kind: what is kept is there."""
    from infra.bench.surroundings import running

    with tempfile.TemporaryDirectory(prefix="walks-") as home, running(Path(home)) as bench:
        _file(bench)
        walk, id_ = _file(bench)
        yield "file", walk
        _get(bench, id_)
        yield "get", _get(bench, id_)
        yield "publish", _publish(bench.services.ports)


def _file(bench: Any) -> tuple[Walk, str]:
    """The walk, and the request's id."""
    from infra.bench.surroundings import fresh_case_no
    from infra.demo.cast import applicant

    body = {"row": "ZM007", "case_no": fresh_case_no(), "applicant": applicant()}
    walk, answer = _sent(bench, "POST", "", body)
    return walk, str(json.loads(answer)["id"])


def _get(bench: Any, id_: str) -> Walk:
    return _sent(bench, "GET", f"/{id_}", None)[0]


def _sent(bench: Any, method: str, below: str, content: object) -> tuple[Walk, str]:
    from infra.bench.events import COLLECTION, lambda_event

    key = bench.key(CIVIL_AFFAIRS, "agent")
    event = lambda_event(bench.signed(key, method, COLLECTION + below, content))
    with counted() as walk:
        answer = bench.app(event, None)
    if answer["statusCode"] >= 300:
        raise RuntimeError(f"{method} answered {answer}")
    return walk, answer["body"]


def _publish(ports: Any) -> Walk:
    """After the seed's edition the next one, in which the first row has another note."""
    from chalicelib.catalogue.use_cases.records import load_edition
    from chalicelib.kernel.commits import Commit
    from chalicelib.publishing.use_cases.writing import publish_edition_files

    publish_edition_files(1, ports)
    first = load_edition(1, ports)
    one, *others = ports.contents.rows(first.content)
    content = ports.contents.keep_rows((replace(one, note="另有说明"), *others))
    following = replace(first, number=2, content=content, sha256=None, jwk=None, revision=0)
    ports.commit(Commit(saves=(following,)))
    ports.catalogue.refresh()
    with counted() as walk:
        publish_edition_files(2, ports)
    return walk


def deploy_walk() -> Walk:
    """Of the first deployment: package, template, stack, pages."""
    from click.testing import CliRunner

    from infra.cli.main import main as mianzheng
    from infra.local.moto import server as moto_server

    with moto_server.running() as server:
        words = ["deploy", "--stage", "test", "--endpoint-url", server.endpoint, "--yes"]
        with counted() as walk:
            done = CliRunner().invoke(mianzheng, words, catch_exceptions=False)
    if done.exit_code:
        raise RuntimeError(done.output)
    return walk


def main(argv: list[str]) -> int:
    shows_files = "--files" in argv
    wanted = [one for one in argv if one != "--files"] or ["file", "get", "publish", "deploy"]
    found: dict[str, Walk] = {}
    if set(wanted) - {"deploy"}:
        found = dict(product_walks())
    if "deploy" in wanted:
        found["deploy"] = deploy_walk()
    print(f"{'walk':8} {'rooms':>6} {'names':>6} {'files':>6} {'returns':>8} {'in all':>8}")
    for name in wanted:
        print(found[name].row(name))
        if shows_files:
            print("".join(f"  {one}\n" for one in sorted(found[name].files)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
