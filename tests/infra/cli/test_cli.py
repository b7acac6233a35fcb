"""The command line: lazy, and clear when it can't."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.cli import main as cli
from infra.cli.laptop import run
from infra.local.stack import REPOSITORY, StackOptions, Surroundings


def surroundings(home: Path) -> Surroundings:
    here = "http://127.0.0.1:1"
    return Surroundings(here, "cn-north-1", here, here, "arn:m", "arn:t", home, 1.0, durable=False)


def banner(options: StackOptions) -> str:
    return "\n".join(
        f"{label} {value}" for label, value in run.banner_rows(options, surroundings(Path("/h")))
    )


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    program = (
        "import sys, infra.cli.main, infra.cli.laptop.run; "
        "print([m for m in ('boto3', 'moto', 'chalice', 'rich', 'waitress') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_help_lists_every_command_even_if_one_cannot_be_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(cli.COMMANDS, "broken", "infra.cli.no_such_module:x")
    result = CliRunner().invoke(cli.main, ["--help"])
    assert result.exit_code == 0
    assert "在本机运行整个系统" in result.output
    assert "broken" in result.output


def test_an_unknown_command_is_an_error() -> None:
    assert CliRunner().invoke(cli.main, ["no-such-command"]).exit_code == 2


def test_a_bad_scale_ends_with_its_message_and_status_1(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli.main, ["run", "--home", str(tmp_path)], env={"SLA_SCALE": "2", "PORT": "8001"}
    )
    assert result.exit_code == 1
    assert "SLA_SCALE=2 不能用" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    assert CliRunner().invoke(cli.main, ["run"], env={"PORT": port}).exit_code == 2


def test_the_banner_says_what_memory_mode_means_and_what_to_type_next() -> None:
    said = banner(StackOptions())
    assert "内存模式:停止即清空" in said
    assert "/h/keys" in said
    assert ".venv/bin/mianzheng demo" in said
    assert "PORT=" not in said


def test_the_banner_s_next_command_carries_what_differs_from_the_defaults() -> None:
    said = banner(StackOptions(port=8001, home=Path("/h"), durable=True, sla_scale=0.01))
    assert "PORT=8001 MIANZHENG_HOME=/h .venv/bin/mianzheng demo" in said
    assert "持久模式" in said
    assert "0.01(演示" in said
