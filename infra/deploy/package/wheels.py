"""Pinned wheels for the functions' machine, whatever machine this is: nothing is compiled."""

import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from infra.stage.problems import NOTHING_TOUCHED, DeployProblem

ARM, INTEL = "aarch64", "x86_64"
SECONDS = 600
# glibc: Amazon Linux 2 (python3.11) has 2.26, Amazon Linux 2023 (3.12 and newer) has 2.34.
_OLD_GLIBC = ("manylinux2014", "manylinux_2_17", "manylinux_2_24", "manylinux_2_26")
_NEW_GLIBC = (*_OLD_GLIBC, "manylinux_2_28", "manylinux_2_34")
SUPPORTED = ((3, 11), (3, 12), (3, 13))
"""The Python versions that Lambda and this project share."""


@dataclass(frozen=True)
class Target:
    """What the packages are for. ``python`` is that of the running interpreter: it compiles the
    bytecode, and Chalice packages for it."""

    machine: str = ARM
    python: tuple[int, int] = (sys.version_info[0], sys.version_info[1])

    @property
    def runtime(self) -> str:
        return f"python{self.python[0]}.{self.python[1]}"

    def pip_options(self) -> list[str]:
        major, minor = self.python
        glibcs = _OLD_GLIBC if self.python < (3, 12) else _NEW_GLIBC
        options = ["--python-version", f"{major}.{minor}", "--implementation", "cp"]
        for abi in (f"cp{major}{minor}", "abi3", "none"):
            options += ["--abi", abi]
        for glibc in glibcs:
            options += ["--platform", f"{glibc}_{self.machine}"]
        return options


def install(requirements: Path, target: Target, kept: Path) -> Path:
    """The unpacked wheels of a pinned file, as a folder below ``kept``; made once per content.

    Every file is checked against the hash beside its pin. Raises DeployProblem.
    """
    pinned = requirements.read_bytes()
    told = f"{target.runtime} {target.machine} {' '.join(target.pip_options())}".encode()
    name = hashlib.sha256(pinned + told).hexdigest()[:16]
    ready = kept / f"wheels-{requirements.stem}-{name}"
    if ready.is_dir():
        return ready
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{ready.name}.", dir=kept) as scratch:
        making = Path(scratch) / "wheels"
        _pip(requirements, target, making)
        try:
            making.rename(ready)
        except OSError:
            if not ready.is_dir():  # somebody else was first, with the same pins and hashes
                raise
    return ready


def _pip(requirements: Path, target: Target, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--no-compile"]
    command += [*target.pip_options(), "--target", str(folder), "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode != 0:
        lines = [one for one in done.stderr.splitlines() if one.startswith("ERROR")]
        raise DeployProblem(
            f"取不到 {target.runtime}、{target.machine} 的依赖:{(lines or ['没有说明'])[0]}",
            NOTHING_TOUCHED,
            "检查网络和 pip 的镜像源,再运行同一条命令",
        )


def pinned_names(requirements: Path) -> frozenset[str]:
    """The distributions of a pinned file, by normalised name."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==", requirements.read_text("utf-8"), re.MULTILINE)
    return frozenset(map(normal_name, found))


def normal_name(name: str) -> str:
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def without(folders: Iterable[Path], names: frozenset[str]) -> list[Path]:
    """The dist-info folders whose distribution is not among ``names``."""
    return [one for one in folders if normal_name(one.name.split("-")[0]) not in names]
