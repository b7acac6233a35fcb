"""Documents are read by many threads at once, also when their kind is met for the first time."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys, threading
sys.setswitchinterval(1e-6)
from chalicelib.cloud.codec import decode
from chalicelib.storage.kinds import HOMES, type_of
from tests.contract.store.records import a_request, a_unit
from chalicelib.cloud.codec import encode

samples = [encode(a_request()), encode(a_unit())]
kinds = [type_of("request"), type_of("unit")]
every = [type_of(kind) for kind in HOMES]
barrier = threading.Barrier(8)
failed = []

def read(turn):
    barrier.wait()
    for kind in every[turn:] + every[:turn]:
        try:
            decode(b"{}", kind)
        except Exception as refused:
            if "missing required field" not in str(refused):
                failed.append(refused)
    for sample, kind in zip(samples, kinds):
        assert isinstance(decode(sample, kind), kind)

threads = [threading.Thread(target=read, args=(turn * 2,)) for turn in range(8)]
for one in threads:
    one.start()
for one in threads:
    one.join()
sys.exit(1 if failed else 0)
"""


@pytest.mark.parametrize("turn", range(4))
def test_threads_that_meet_a_kind_at_once_all_read_it(turn: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, f"turn {turn}: {ended.returncode} {ended.stderr[-2000:]}"
