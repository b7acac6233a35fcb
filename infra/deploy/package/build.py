"""The package of every function and the sealing function's layer: pinned, pruned, compiled,
zipped the same way every time, and named by their content."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chalicelib.cloud.aws import SERVICES
from infra.deploy.package.archives import (
    content_hash,
    files_below,
    unpacked_size,
    unpacked_size_of,
    write_zip,
)
from infra.deploy.package.inventory import parts_of, write_inventory
from infra.deploy.package.wheels import Target, install, pinned_names, without
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem

REPOSITORY = Path(__file__).resolve().parents[3]
MEGABYTE = 10**6
LARGEST_PACKAGE, LARGEST_LAYER = 50 * MEGABYTE, 200 * MEGABYTE
RUNTIME = REPOSITORY / "requirements.txt"
SEALING = REPOSITORY / "requirements" / "sealing.txt"
CHALICE_RUNTIME = ("__init__.py", "app.py")
_LEFT_OUT = ("__pycache__", "*.pyc", ".*")
_FONTS = ("*.otf", "*.ttf", "*.ttc")
_UNUSED = ("**/tests", "boto3/examples", "aws_lambda_powertools/event_handler")
"""Powertools routes events and shows Swagger's pages, too; Chalice routes ours."""
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


@dataclass(frozen=True)
class Zip:
    """What is made in ``work``: unpacked at ``place`` on Lambda, at most ``largest`` bytes."""

    name: str
    place: str
    largest: int
    work: Path


def build_package(target: Target, work: Path) -> Built:
    """Wheels, Chalice's runtime, app.py and chalicelib. Raises DeployProblem."""
    with _own_folder(work, "package") as folder:
        install(RUNTIME, target, folder)
        _copy_own(folder)
        _prune(folder)
        demand_only(folder, pinned_names(RUNTIME))
        return _finish(folder, Zip("package", "/var/task", LARGEST_PACKAGE, work), target)


def build_layer(target: Target, work: Path, fonts: Path | None) -> Built:
    """What the package holds already is left out; ``fonts``: a folder with the full faces."""
    with _own_folder(work, "layer") as root:
        folder = root / "python"
        install(SEALING, target, folder)
        _take_away(folder, pinned_names(RUNTIME))
        _prune(folder)
        demand_only(folder, pinned_names(SEALING) - pinned_names(RUNTIME))
        if fonts is not None:
            (root / "fonts").mkdir()
            for path in sorted(one for pattern in _FONTS for one in fonts.glob(pattern)):
                if "Serif" in path.name:
                    shutil.copyfile(path, root / "fonts" / path.name)
        return _finish(root, Zip("layer", "/opt", LARGEST_LAYER, work), target)


def _copy_own(folder: Path) -> None:
    """Our code; and of Chalice the two modules that run on Lambda, the rest is for this machine."""
    import chalice

    of_chalice = Path(chalice.__file__).parent
    (folder / "chalice").mkdir()
    for name in CHALICE_RUNTIME:
        shutil.copy2(of_chalice / name, folder / "chalice" / name)
    shutil.copy2(REPOSITORY / "app.py", folder / "app.py")
    left_out = shutil.ignore_patterns(*_LEFT_OUT)
    shutil.copytree(REPOSITORY / "chalicelib", folder / "chalicelib", ignore=left_out)


def demand_only(folder: Path, allowed: frozenset[str]) -> None:
    """Raises DeployProblem if a distribution is inside that no pinned file asks for."""
    strange = without(folder.glob("*.dist-info"), allowed)
    if strange:
        names = "、".join(sorted(one.name for one in strange))
        raise DeployProblem(
            f"包里有运行时不需要的东西:{names}", NOTHING_TOUCHED, "从 requirements.txt 找出来由"
        )


def _finish(root: Path, wanted: Zip, target: Target) -> Built:
    digest = content_hash(files_below(root), target.runtime, target.machine)
    made = wanted.work / f"{wanted.name}-{digest}.zip"
    if made.exists():
        return Built(made, digest, unpacked_size_of(made))
    _compile(root, wanted.place)
    files = files_below(root)
    size = unpacked_size(files)
    if size > wanted.largest:
        raise DeployProblem(
            f"{wanted.name} 展开后有 {size / MEGABYTE:.0f} MB,超过 {wanted.largest // MEGABYTE} MB",
            NOTHING_TOUCHED,
            "找出多带的文件(infra/deploy/package/build.py),再试",
        )
    libraries = root / "python" if wanted.name == "layer" else root
    write_inventory(wanted.work, f"{wanted.name}-{digest}", digest, parts_of(libraries))
    write_zip(made, files)
    return Built(made, digest, size)


def _prune(folder: Path) -> None:
    """botocore describes 400 services and we call six; scripts carry this machine's paths."""
    shutil.rmtree(folder / "bin", ignore_errors=True)
    for place in (*folder.glob("botocore/data/*/"), *folder.glob("boto3/data/*/")):
        if place.name not in SERVICES:
            shutil.rmtree(place)
    for pattern in _UNUSED:
        for place in list(folder.glob(pattern)):
            shutil.rmtree(place, ignore_errors=True)
    for info in folder.glob("*.dist-info"):
        for name in _NOT_NEEDED:
            (info / name).unlink(missing_ok=True)
    for one in [*folder.rglob("*.pyi"), *folder.glob(".lock")]:  # uv's own lock of the folder
        one.unlink()


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


@contextmanager
def _own_folder(work: Path, name: str) -> Iterator[Path]:
    """Nobody else's: two deployments from one checkout would take each other's files away."""
    work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=work) as folder:
        yield Path(folder)
