"""CONTRIBUTING's three check-lists, each followed once by a toy in a copy of the house: the steps
are enough, none of them is needless, and no other file is touched."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
COPIED = ("chalicelib/*", "infra/*", "tests/*", "docs/api/*", "app.py", "pyproject.toml")

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Toy:
    """``steps``: file -> what is added at its end, or what after which line."""

    title: str
    most_files: int
    steps: Mapping[str, str | Mapping[str, str]]
    proof: str


KIND = Toy(
    "A stored kind",
    4,
    {
        "chalicelib/notices/domain/remark.py": '''
"""A toy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    unit: str
    number: int
    text: str
    revision: int = 0

    @property
    def list_of(self) -> str:
        return self.unit

    @property
    def key(self) -> str:
        return f"{self.number:04d}"
''',
        "chalicelib/storage/kinds.py": {
            "HOMES = {": '    "remark": "notices.domain.remark:Remark",',
        },
        "chalicelib/notices/use_cases/remarking.py": '''
"""A toy."""

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.listing import every_listed
from chalicelib.notices.domain.remark import Remark
from chalicelib.notices.ports import Ports


def remark(one: Remark, ports: Ports) -> tuple[Remark, ...]:
    ports.commit(Commit(saves=(one,)))
    return tuple(every_listed(Remark, one.unit, ports.lists))
''',
        "tests/contract/store/filled_lists.py": {
            "from chalicelib.kernel.callers import Caller, Role": (
                "from chalicelib.notices.domain.remark import Remark"
            ),
            "FILLED: dict[type[Any], st.SearchStrategy[Any]] = {": (
                "    Remark: st.builds(Remark, unit=texts, number=small, text=texts),"
            ),
        },
    },
    """
from chalicelib.notices.domain.remark import Remark
from chalicelib.notices.use_cases.remarking import remark
from tests.worlds import empty_world
(found,) = remark(Remark("370402002", 7, "toy"), empty_world().ports)
assert (found.text, found.revision) == ("toy", 1)
import pytest, sys
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "tests/contract/store/test_listings.py",
                      "-k", "memory and comes_back or every_kind"]))
""",
)
ENDPOINT = Toy(
    "An endpoint",
    3,
    {
        "chalicelib/notices/api/routes.py": {
            "ROUTES = (": """    Route(
        "GET", "/v1/toys/{toy}", readers(Role.OFFICER), "notices.api.views:toy"
    ),""",
        },
        "chalicelib/notices/api/views.py": """


def toy(call: Call[Ports], toy: str) -> Answer:
    return Answer({"toy": toy, "of": call.signed.caller.unit})
""",
        "docs/api/openapi.yaml": {
            "paths:": """  /v1/toys/{toy}:
    get:
      operationId: readToy
      tags: [办件与清单]
      summary: 玩具
      x-roles: [officer]
      x-needs-op: false
      parameters:
      - {name: toy, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: 成功。
          headers: {WZM-Signature: {$ref: '#/components/headers/SignedAnswer'}}
          content:
            application/json:
              schema: {type: object}
              examples: {样例: {value: {toy: bear}}}""",
        },
    },
    """
from tests.api.service import World
world = World()
answered = world.call("GET", "/v1/toys/bear", None, "370402001-officer-1")
assert (answered.status, answered.body) == (200, {"toy": "bear", "of": "370402001"})
assert world.call("GET", "/v1/toys/bear").status == 403
import pytest, sys
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "tests/docs/test_openapi.py",
                      "-k", "every_route or roles_are or parameters_are"]))
""",
)
FOLLOWER = Toy(
    "A follower",
    2,
    {
        "chalicelib/notices/use_cases/echoing.py": '''
"""A toy."""

from chalicelib.kernel.events import Event
from chalicelib.notices.ports import Ports

heard: list[str] = []


def echo(event: Event, _ports: Ports) -> None:
    heard.append(event.subject)
''',
        "chalicelib/background/followers.py": {
            "from chalicelib.kernel.ids import ProofId": (
                "from chalicelib.notices.use_cases.echoing import echo"
            ),
            "    {": "        EventType.UNIT_CHANGED: (echo,),",
        },
    },
    """
from chalicelib.background.outbox import deliver_outbox
from chalicelib.kernel.commits import Commit, OutboxEntry
from chalicelib.kernel.events import THE_SYSTEM, Event, EventType, News
from chalicelib.kernel.ids import EventId
from chalicelib.notices.use_cases.echoing import heard
from tests.worlds import empty_world
world = empty_world()
now = world.ports.clock.now()
event = Event(EventId("e1"), "unit:370402002", THE_SYSTEM, News(EventType.UNIT_CHANGED, now))
entry = OutboxEntry(event.id, None, (event,), now, now)
world.ports.commit(Commit(events=(event,), outbox=(entry,)))
assert deliver_outbox(world.ports) == 1
assert heard == ["unit:370402002"]
""",
)
TOYS = [pytest.param(one, id=one.title) for one in (KIND, ENDPOINT, FOLLOWER)]


def listed_steps(title: str) -> list[str]:
    """The files of a check-list, as patterns."""
    section = PAGE.split(f"### {title}\n", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]
    found = re.findall(r"^[0-9]\. `([^`]+)`", section, re.MULTILINE)
    return [re.sub(r"<[a-z]+>", "*", one) for one in found]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The house as it is tracked, with room to play in."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    for name in tracked:
        if any(fnmatch(name, one) for one in COPIED) and (ROOT / name).is_file():
            target = tmp_path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    (tmp_path / "frontend").symlink_to(ROOT / "frontend")
    (tmp_path / "step_functions").symlink_to(ROOT / "step_functions")
    return tmp_path


def follow(step: str, added: str | Mapping[str, str], house: Path) -> None:
    path = house / step
    text = path.read_text("utf-8") if path.exists() else ""
    if isinstance(added, str):
        text += added if text else added.lstrip("\n")
    else:
        for after, more in added.items():
            assert f"\n{after}\n" in text, f"{step} has changed; mend the toy"
            text = text.replace(f"\n{after}\n", f"\n{after}\n{more}\n", 1)
    path.write_text(text, "utf-8")


def proves(toy: Toy, house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", toy.proof],
        cwd=house,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("toy", TOYS)
def test_the_list_names_the_files_that_are_touched_and_not_one_more(toy: Toy) -> None:
    patterns = listed_steps(toy.title)
    assert len(patterns) == len(toy.steps) <= toy.most_files
    for step, pattern in zip(toy.steps, patterns, strict=True):
        assert fnmatch(step, pattern), f"{step} is not the step {pattern}"


@pytest.mark.parametrize("toy", TOYS)
def test_whoever_follows_the_list_has_something_that_works(toy: Toy, copy: Path) -> None:
    for step, added in toy.steps.items():
        follow(step, added, copy)
    ended = proves(toy, copy)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]


@pytest.mark.parametrize(
    ("toy", "left_out"),
    [pytest.param(toy, step, id=step) for toy in (KIND, ENDPOINT, FOLLOWER) for step in toy.steps],
)
def test_without_one_of_the_steps_it_does_not(toy: Toy, left_out: str, copy: Path) -> None:
    for step, added in toy.steps.items():
        if step != left_out:
            follow(step, added, copy)
    assert proves(toy, copy).returncode != 0
