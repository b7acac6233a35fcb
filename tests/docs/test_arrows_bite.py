"""Each contract of the arrows fails when somebody breaks it: in a copy, by one line."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BROKEN = {
    "subjects": ("chalicelib/units/domain/unit.py", "import chalicelib.keys.domain.key"),
    "floors": ("chalicelib/requests/domain/answers.py", "import chalicelib.requests.ports"),
    "pure": ("chalicelib/kernel/ids.py", "import boto3"),
    "pynamodb": ("chalicelib/requests/use_cases/filing.py", "import pynamodb"),
    "product": ("chalicelib/workers/sweep.py", "import infra.stage.file"),
    "deploy": ("infra/template/roles.py", "import infra.deploy.preflight"),
    "commands": ("infra/cli/laptop/demo.py", "import infra.cli.office.call"),
    "calling": ("infra/client/checking/receipts.py", "import infra.client.calling.keyfile"),
    "client": ("infra/client/calling/signed.py", "import rich"),
    "pages": ("infra/pages/lean.py", "import chalicelib.kernel.ids"),
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for name in ("chalicelib", "infra"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "data")
        )
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def kept(contract: str, house: Path) -> bool:
    program = "import sys; from importlinter.cli import lint_imports_command as c; c(sys.argv[1:])"
    ended = subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--contract", contract],
        cwd=house,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts: " in ended.stdout, ended.stdout + ended.stderr
    return "1 kept, 0 broken" in ended.stdout


def test_every_contract_is_broken_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    assert {one["id"] for one in contracts} == BROKEN.keys()
    assert not [one for one in contracts if "ignore_imports" in one]


@pytest.mark.parametrize("contract", BROKEN)
def test_a_line_against_the_arrow_is_found(contract: str, house: Path) -> None:
    name, line = BROKEN[contract]
    file = house / name
    standing = file.read_text("utf-8")
    assert kept(contract, house)
    file.write_text(f"{standing}\n{line}\n", "utf-8")
    try:
        assert not kept(contract, house)
    finally:
        file.write_text(standing, "utf-8")


def test_a_new_room_has_to_find_its_place(house: Path) -> None:
    room = house / "chalicelib" / "ratings"
    room.mkdir()
    (room / "__init__.py").touch()
    try:
        assert not kept("subjects", house)
    finally:
        shutil.rmtree(room)
