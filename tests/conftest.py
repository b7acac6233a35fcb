"""What holds for every test: UTC, no real account, no clock-driven flakiness, a plain list."""

import gc
import os
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import settings

from tests.examples import THOROUGH

# A local zone leaking into a deadline is hours off; Step Functions' interpreter reads it, too.
os.environ["TZ"] = "UTC"
time.tzset()

# A test that forgets its local stack must fail, not find somebody's account.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "cn-north-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}

# The time of one example says nothing on a shared machine; CI repeats the same examples.
# `make check` runs --hypothesis-profile=thorough, and everybody else a quarter of its examples.
_house = settings(deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile("thorough", _house, max_examples=THOROUGH)
settings.register_profile("quick", _house, max_examples=25)
settings.load_profile("quick")

pytest_plugins = ("tests.fixtures_dynamodb",)

_left_out: Counter[str] = Counter()


# A file that starts last and takes long keeps one core busy while the others have nothing left.
LONGEST = (
    "tests/infra/restore/", "tests/infra/deploy/", "tests/contract/faults/",
    "tests/infra/template/", "tests/infra/rotate/", "tests/contract/store/test_store_round_trip",
    "tests/contract/store/test_dynamo_budget", "tests/contract/seal/", "tests/contract/store/",
    "tests/security/signing/test_signing_fuzz", "tests/workflow/", "tests/frontend/house/",
)  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`make check` looks for the browser's tests in one folder only: none may stand elsewhere.

    Where a run is spread over cores, the longest files come first; alone, in their order.
    """
    for item in items:
        if item.get_closest_marker("needs_chromium") and "frontend" not in item.path.parts:
            raise pytest.UsageError(f"{item.nodeid}: needs_chromium belongs into tests/frontend")
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    return next((at for at, one in enumerate(LONGEST) if nodeid.startswith(one)), len(LONGEST))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end; the collector need not look at it again."""
    gc.freeze()


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    for item in items:
        _left_out.update({mark.name for mark in item.iter_markers()} & set(_reasons(item.config)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of a run on several cores hands its count to the one that prints."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = dict(_left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every worker leaves out the same tests: the last one's count is everybody's."""
    _left_out.clear()
    _left_out.update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what this run left out and why; `make check` runs all of it."""
    if not _left_out:
        return
    reasons = _reasons(terminalreporter.config)
    terminalreporter.section("left out of this run (make check runs it)")
    for marker, count in sorted(_left_out.items()):
        terminalreporter.line(f"{marker}: {count} tests: {reasons[marker]}")


def _reasons(config: pytest.Config) -> dict[str, str]:
    """The project's own markers with their text in pyproject.toml."""
    own = ("needs_", "slow", "bench")
    pairs = (line.partition(": ") for line in config.getini("markers"))
    return {name: reason for name, _, reason in pairs if name.startswith(own)}
