"""The stack as a process: quick to start, one per home and port, clean to end, durable if told."""

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.dynamodb.process import DynamoDBLocal
from infra.local.problems import LocalProblem
from infra.local.stack import REPOSITORY, read_sla_scale

READY_WITHIN = 10.0

Start = Callable[..., "Running"]


class Running:
    """A stack with the fake product, in a process of its own."""

    def __init__(self, home: Path, *words: str, port: int = 0) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.infra.local.fake_product", str(port), str(home), *words],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.banner = ""
        self.seconds, self.port = 0.0, 0
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("READY"):
                _, seconds, origin = line.split()
                self.seconds, self.port = float(seconds), int(origin.rpartition(":")[2])
                break
            self.banner += line

    def get(self, path: str) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        content = json.loads(connection.getresponse().read())
        connection.close()
        return content

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Send the signal, wait; the exit status and what it said on stderr."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Running] = []

    def start_one(home: Path, *words: str, port: int = 0) -> Running:
        started.append(Running(home, *words, port=port))
        return started[-1]

    yield start_one
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Runs while others try to start beside it; nothing they do may harm it."""
    home = tmp_path_factory.mktemp("first")
    running = Running(home)
    try:
        yield running
        assert running.end()[0] == 0
    finally:
        running.process.kill()


def test_it_is_ready_in_time_answers_ends_cleanly_and_forgets(tmp_path: Path, start: Start) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        stack = start(tmp_path)
        assert 0 < stack.seconds < READY_WITHIN
        assert "内存模式:停止即清空" in stack.banner
        assert stack.get("/v1/health") == {"status": "ok"}
        assert stack.get("/v1/starts")["starts"] == 1, "what an earlier run had is forgotten"
        assert stack.end(number) == (0, "")


def test_a_second_start_on_the_same_home_is_refused_and_harms_nothing(
    first: Running, start: Start
) -> None:
    status, errors = start(first.home).end()
    assert status != 0
    assert f"进程 {first.process.pid}" in errors
    assert first.get("/v1/health") == {"status": "ok"}


def test_a_busy_port_is_refused_and_the_home_stays_free(
    first: Running, tmp_path: Path, start: Start
) -> None:
    status, errors = start(tmp_path, port=first.port).end()
    assert status != 0
    assert f"端口 {first.port} 已被占用" in errors
    assert start(tmp_path).get("/v1/health") == {"status": "ok"}


@pytest.mark.needs_java
def test_durable_mode_keeps_what_it_has_through_a_kill(
    tmp_path: Path,
    start: Start,
    dynamodb_local: DynamoDBLocal,
) -> None:
    assert dynamodb_local.endpoint  # the jar is in the cache the child will use
    for number, ending in enumerate((signal.SIGKILL, signal.SIGTERM, signal.SIGKILL), start=1):
        stack = start(tmp_path, "durable")
        assert 0 < stack.seconds < READY_WITHIN
        assert "持久模式" in stack.banner
        assert stack.get("/v1/starts")["starts"] == number
        stack.end(ending)


@pytest.mark.parametrize("text", ["0", "-1", "1.01", "nan", "inf", "x", "", "1e400"])
def test_a_scale_that_is_no_number_above_0_up_to_1_is_refused(text: str) -> None:
    with pytest.raises(LocalProblem, match="SLA_SCALE="):
        read_sla_scale(text)


@pytest.mark.parametrize(("text", "scale"), [("1", 1.0), ("0.01", 0.01), ("1e-3", 0.001)])
def test_a_scale_above_0_up_to_1_is_taken(text: str, scale: float) -> None:
    assert read_sla_scale(text) == scale
