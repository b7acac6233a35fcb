"""DynamoDB Local as our child: on the loopback, durable, and never left over."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.local.dynamodb import process
from infra.local.dynamodb.process import DynamoDBLocal
from infra.local.problems import LocalProblem
from infra.local.stack import REPOSITORY

PARENT = """
import sys
from pathlib import Path
from infra.local.dynamodb import process as dynamodb_local
local = dynamodb_local.start(Path(sys.argv[1]))
print(local.process.pid, flush=True)
sys.stdin.read()
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_dead(pid: int) -> bool:
    ends_at = time.monotonic() + 15
    while is_alive(pid) and time.monotonic() < ends_at:
        time.sleep(0.05)
    return not is_alive(pid)


@pytest.mark.needs_java
def test_it_listens_on_the_loopback_address_only(dynamodb_local: DynamoDBLocal) -> None:
    port = int(dynamodb_local.endpoint.rpartition(":")[2])
    listening = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text(encoding="utf-8").splitlines()[1:]:
            address, state = line.split()[1], line.split()[3]
            if state == "0A" and int(address.partition(":")[2], 16) == port:
                listening.add(address.partition(":")[0])
    assert listening in ({"0100007F"}, {"0000000000000000FFFF00000100007F"})


@pytest.mark.needs_java
def test_it_dies_with_a_killed_parent(tmp_path: Path, dynamodb_local: DynamoDBLocal) -> None:
    assert dynamodb_local.endpoint  # the cache is filled
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.communicate()
    assert wait_until_dead(child)


@pytest.mark.needs_java
def test_a_leftover_on_the_same_folder_is_ended_by_the_next_start(
    tmp_path: Path, dynamodb_local: DynamoDBLocal
) -> None:
    assert dynamodb_local.endpoint
    first = process.start(tmp_path)
    second = process.start(tmp_path)
    try:
        assert first.process.wait(10) != 0
        assert is_alive(second.process.pid)
    finally:
        second.stop()
    assert not second.pid_file.exists()


@pytest.mark.parametrize("data", ["/somewhere/else", None])
def test_a_pid_that_went_to_another_program_is_left_alone(tmp_path: Path, data: str | None) -> None:
    words = [sys.executable, "-c", "import sys; sys.stdin.read()", process._MAIN]
    if data:
        words.append(f"mianzheng.data={data}")
    stranger = subprocess.Popen(words, stdin=subprocess.PIPE)
    try:
        pid_file = tmp_path / "pid"
        pid_file.write_text(json.dumps({"pid": stranger.pid}), encoding="utf-8")
        assert process.end_leftover(pid_file, tmp_path) is False
        assert stranger.poll() is None
        assert not pid_file.exists()
    finally:
        stranger.communicate()


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"pid": "x"}', '{"pid": 999999999}'])
def test_a_pid_file_that_says_nothing_is_no_hindrance(tmp_path: Path, content: str) -> None:
    pid_file = tmp_path / "pid"
    pid_file.write_text(content, encoding="utf-8")
    assert process.end_leftover(pid_file, tmp_path) is False


def test_a_leftover_that_ignores_the_polite_signal_is_ended_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "STOP_SECONDS", 0.3)
    program = "import signal, sys; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    stubborn = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"{program}; signal.pause()",
            process._MAIN,
            f"mianzheng.data={tmp_path}",
        ],
        stdout=subprocess.PIPE,
    )
    assert stubborn.stdout is not None
    stubborn.stdout.readline()
    pid_file = tmp_path / "pid"
    pid_file.write_text(json.dumps({"pid": stubborn.pid}), encoding="utf-8")
    assert process.end_leftover(pid_file, tmp_path) is True
    assert stubborn.wait(10) == -signal.SIGKILL
    stubborn.stdout.close()


@pytest.mark.needs_java
def test_a_program_that_cannot_start_is_a_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dynamodb_local: DynamoDBLocal
) -> None:
    assert dynamodb_local.endpoint
    monkeypatch.setattr(process, "_MAIN", "no.such.Class")
    with pytest.raises(LocalProblem, match=r"dynamodb-local\.log"):
        process.start(tmp_path)
    assert not (tmp_path / "dynamodb-local.pid").exists()
    log = tmp_path / "dynamodb-local.log"
    assert "no.such.Class" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0
