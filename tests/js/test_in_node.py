"""What knows no page runs in Node as in a browser: the shared vectors, in a second or two."""

import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.needs_node

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.test.js"))
CASES = re.compile(r"^# (tests|pass|skipped|todo) (\d+)$", re.MULTILINE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_every_case_of_a_file_passes(file: Path) -> None:
    command = ["node", "--test", "--test-reporter=tap", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    counted = {name: int(count) for name, count in CASES.findall(done.stdout)}
    assert done.returncode == 0, re.findall(r"^not ok .*(?:\n .*)*", done.stdout, re.MULTILINE)
    assert counted["pass"] == counted["tests"] > 5, counted


def test_each_shared_vector_is_read_by_a_test() -> None:
    scripts = "".join(one.read_text("utf-8") for one in FILES)
    for name in ("checks", "check_codes", "texts", "rule_codes"):
        assert f"vectors('{name}')" in scripts
