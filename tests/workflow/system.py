"""The real system as a child process, as a person starts it: ``mianzheng run``."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = "from infra.cli.main import main; main()"
READY_SECONDS = 60.0


def environment(home: Path, port: int, scale: str = "0.01") -> dict[str, str]:
    """What both terminals share; the jar of DynamoDB Local is fetched once per checkout."""
    cache = str(REPOSITORY / ".local" / "dynamodb-local")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {
        "MIANZHENG_DDB_CACHE": cache,
        **kept,
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONUNBUFFERED": "1",
        "PORT": str(port),
        "MIANZHENG_HOME": str(home),
        "SLA_SCALE": scale,
    }


@dataclass
class System:
    """One running system. ``kill`` is what a power cut does."""

    home: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def demo(self, *options: str) -> "subprocess.CompletedProcess[str]":
        """``mianzheng demo`` against this system, to its end."""
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, "demo", *options],
            env=environment(self.home, self.port),
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )


@contextmanager
def running(home: Path, *options: str, port: int = 0, scale: str = "0.01") -> Iterator[System]:
    """Start ``mianzheng run`` on ``home`` and wait until it is ready; stopped in the end."""
    home.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    with (home / "run.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "run", *options],
            env=environment(home, port, scale),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    system = System(home, port, process)
    try:
        wait_until_ready(system)
        yield system
    finally:
        system.stop()


def wait_until_ready(system: System) -> None:
    ends_at = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends_at and system.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{system.origin}/v1/health", timeout=5) as answer:  # noqa: S310  # our own loopback origin
                if json.load(answer)["status"] == "ready":
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.1)
    log = (system.home / "run.log").read_text("utf-8", "replace")
    raise AssertionError(f"the system did not become ready:\n{log[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
