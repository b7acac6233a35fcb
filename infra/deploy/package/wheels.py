"""Pinned wheels for the functions' machine, whatever machine this is: nothing is compiled."""

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from infra.stage.problems import NOTHING_TOUCHED, DeployProblem

ARM, INTEL = "aarch64", "x86_64"
SECONDS = 600
SUPPORTED = ((3, 11), (3, 12), (3, 13))
"""The Python versions that Lambda and this project share."""


@dataclass(frozen=True)
class Target:
    """What the packages are for. ``python`` is that of the running interpreter: it compiles the
    bytecode."""

    machine: str = ARM
    python: tuple[int, int] = (sys.version_info[0], sys.version_info[1])

    @property
    def version(self) -> str:
        return f"{self.python[0]}.{self.python[1]}"

    @property
    def runtime(self) -> str:
        return f"python{self.version}"

    @property
    def platform(self) -> str:
        """As uv names it, with a glibc that the runtime has: Amazon Linux 2 (python3.11) 2.26,
        Amazon Linux 2023 (3.12 and newer) 2.34."""
        glibc = "2_17" if self.python < (3, 12) else "2_34"
        return f"{self.machine}-manylinux_{glibc}"


def install(requirements: Path, target: Target, folder: Path) -> None:
    """Unpack the wheels of a pinned file into ``folder``; uv keeps what it has fetched once.

    Every file is checked against the hash beside its pin. Raises DeployProblem.
    """
    from uv import find_uv_bin

    command = [find_uv_bin(), "pip", "install", "--quiet", "--python", sys.executable]
    command += ["--python-version", target.version, "--python-platform", target.platform]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    # Copies: what is pruned and compiled here must not be the cache's own files.
    command += ["--link-mode", "copy", "--target", str(folder), "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode != 0:
        why = " ".join(done.stderr.split())[:400] or "没有说明"
        raise DeployProblem(
            f"取不到 {target.runtime}、{target.machine} 的依赖:{why}",
            NOTHING_TOUCHED,
            "检查网络和 uv 的镜像源(UV_DEFAULT_INDEX),再运行同一条命令",
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
