"""One stack per home folder; a killed one leaves nothing in the way."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.home_lock import FILE_NAME, HomeLock
from infra.local.problems import LocalProblem
from infra.local.stack import REPOSITORY

HOLDER = """
import sys
from pathlib import Path
from infra.local.home_lock import HomeLock
lock = HomeLock(Path(sys.argv[1]))
lock.take("http://127.0.0.1:1")
print("held", flush=True)
sys.stdin.read()
"""


def hold(home: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_start_says_who_holds_the_home_and_a_killed_holder_stops_nobody(
    tmp_path: Path,
) -> None:
    holder = hold(tmp_path)
    try:
        with pytest.raises(LocalProblem) as refusal:
            HomeLock(tmp_path).take("http://127.0.0.1:2")
    finally:
        holder.kill()
        holder.communicate()
    for said in (str(holder.pid), "http://127.0.0.1:1", "MIANZHENG_HOME="):
        assert said in str(refusal.value)
    assert json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))["pid"] == holder.pid
    lock = HomeLock(tmp_path)
    lock.take("http://127.0.0.1:2")
    lock.release()


def test_after_release_the_home_is_free(tmp_path: Path) -> None:
    for _ in range(2):
        lock = HomeLock(tmp_path)
        lock.take("http://127.0.0.1:1")
        lock.release()


def test_a_holder_that_left_no_name_is_refused_all_the_same(tmp_path: Path) -> None:
    lock = HomeLock(tmp_path)
    lock.take("http://127.0.0.1:1")
    (tmp_path / FILE_NAME).write_text("", encoding="utf-8")
    with pytest.raises(LocalProblem, match="正由另一个 mianzheng 使用"):
        HomeLock(tmp_path).take("http://127.0.0.1:2")
    lock.release()
