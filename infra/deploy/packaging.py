"""The package of every function and the sealing function's layer: pinned, pruned, compiled,
zipped the same way every time, and named by their content."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from chalicelib.adapters.aws import SERVICES
from infra.deploy.archives import (
    content_hash,
    files_below,
    unpacked_size,
    unpacked_size_of,
    write_zip,
)
from infra.deploy.inventory import parts_of, write_inventory
from infra.deploy.problems import NOTHING_TOUCHED, DeployProblem
from infra.deploy.staging import REPOSITORY
from infra.deploy.wheels import Target, install, pinned_names, without

MEGABYTE = 1024 * 1024
LARGEST_PACKAGE, LARGEST_LAYER = 60 * MEGABYTE, 200 * MEGABYTE
RUNTIME = REPOSITORY / "requirements.txt"
SEALING = REPOSITORY / "requirements" / "sealing.txt"
_FONTS = ("*.otf", "*.ttf", "*.ttc")
_NOT_NEEDED = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
_COMPILE = """
import compileall, py_compile, sys
sys.exit(not compileall.compile_dir(
    sys.argv[1], ddir=sys.argv[2], quiet=1, maxlevels=30, force=True, workers=1,
    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH))
"""


@dataclass(frozen=True)
class Built:
    """A zip file, its key among the artifacts, its size when unpacked (bytes)."""

    path: Path
    digest: str
    unpacked: int

    @property
    def key(self) -> str:
        return f"code/{self.path.name}"


def build_package(app: Path, target: Target, work: Path) -> Built:
    """``app``: what Chalice packed (its runtime, app.py, chalicelib). Raises DeployProblem."""
    folder = _empty(work / f"package-{target.machine}")
    shutil.copytree(install(RUNTIME, target, work), folder, dirs_exist_ok=True)
    shutil.copytree(app, folder, dirs_exist_ok=True)
    _prune(folder)
    demand_only(folder, pinned_names(RUNTIME))
    return _finish(folder, "package", "/var/task", LARGEST_PACKAGE, target)


def build_layer(target: Target, work: Path, fonts: Path | None) -> Built:
    """What the package holds already is left out; ``fonts``: a folder with the full faces."""
    root = _empty(work / f"layer-{target.machine}")
    folder = root / "python"
    shutil.copytree(install(SEALING, target, work), folder)
    _take_away(folder, pinned_names(RUNTIME))
    _prune(folder)
    demand_only(folder, pinned_names(SEALING) - pinned_names(RUNTIME))
    if fonts is not None:
        (root / "fonts").mkdir()
        for path in sorted(one for pattern in _FONTS for one in fonts.glob(pattern)):
            if "Serif" in path.name:
                shutil.copyfile(path, root / "fonts" / path.name)
    return _finish(root, "layer", "/opt", LARGEST_LAYER, target)


def demand_only(folder: Path, allowed: frozenset[str]) -> None:
    """Raises DeployProblem if a distribution is inside that no pinned file asks for."""
    strange = without(folder.glob("*.dist-info"), allowed)
    if strange:
        names = "、".join(sorted(one.name for one in strange))
        raise DeployProblem(
            f"包里有运行时不需要的东西:{names}", NOTHING_TOUCHED, "从 requirements.txt 找出来由"
        )


def _finish(root: Path, name: str, place: str, largest: int, target: Target) -> Built:
    digest = content_hash(files_below(root), target.runtime, target.machine)
    made = root.parent / f"{name}-{digest}.zip"
    if made.exists():
        return Built(made, digest, unpacked_size_of(made))
    _compile(root, place)
    files = files_below(root)
    size = unpacked_size(files)
    if size > largest:
        raise DeployProblem(
            f"{name} 展开后有 {size / MEGABYTE:.0f} MB,超过 {largest // MEGABYTE} MB",
            NOTHING_TOUCHED,
            "找出多带的文件(infra/deploy/packaging.py),再试",
        )
    libraries = root / "python" if name == "layer" else root
    write_inventory(root.parent, f"{name}-{digest}", digest, parts_of(libraries))
    write_zip(made, files)
    return Built(made, digest, size)


def _prune(folder: Path) -> None:
    """botocore describes 400 services and we call six; scripts carry this machine's paths."""
    shutil.rmtree(folder / "bin", ignore_errors=True)
    data = folder / "botocore" / "data"
    for place in data.glob("*/"):
        if place.name not in SERVICES:
            shutil.rmtree(place)
    for pattern in ("**/tests", "boto3/examples"):
        for place in list(folder.glob(pattern)):
            shutil.rmtree(place, ignore_errors=True)
    for info in folder.glob("*.dist-info"):
        for name in _NOT_NEEDED:
            (info / name).unlink(missing_ok=True)
    for stub in list(folder.rglob("*.pyi")):
        stub.unlink()


def _take_away(folder: Path, names: frozenset[str]) -> None:
    """Remove whole distributions, by the list of files each brought."""
    kept = set(without(folder.glob("*.dist-info"), names))
    for info in [one for one in folder.glob("*.dist-info") if one not in kept]:
        for line in (info / "RECORD").read_text("utf-8").splitlines():
            path = (folder / line.split(",")[0]).resolve()
            if path.is_relative_to(folder.resolve()):
                path.unlink(missing_ok=True)
        shutil.rmtree(info, ignore_errors=True)


def _compile(root: Path, place: str) -> None:
    """Bytecode that is not checked against a file's time: the zip has none."""
    command = [sys.executable, "-c", _COMPILE, str(root), place]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
