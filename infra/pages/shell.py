"""The set of files that the service worker keeps as one, and its version.

The version is a digest of their bytes, so a changed file always makes a changed worker, which is
how a browser learns of a new version.
"""

import hashlib
import re
from pathlib import Path

WORKER = "sw.js"
HOME = Path("chalicelib/data/pages/home.html")
"""The home page is published with each edition, so it is data and no part of the shell."""
NO_SHELL = {"/404"}
_VERSION = re.compile(r"^const VERSION = '([^']*)';$", re.MULTILINE)
_SHELL = re.compile(r"^const SHELL = \[(.*?)\];$", re.MULTILINE | re.DOTALL)


def shell_paths(frontend: Path) -> list[str]:
    """The URL paths that the worker names, in its order. Raises ValueError."""
    found = _SHELL.search((frontend / WORKER).read_text("utf-8"))
    if found is None:
        raise ValueError(f"{WORKER} names no SHELL")
    return re.findall(r"'([^']+)'", found[1])


def page_files(frontend: Path) -> list[Path]:
    """Every page that the shared parts are stamped into."""
    return [*sorted(frontend.glob("*.html")), frontend.parent / HOME]


def shell_files(frontend: Path) -> list[str]:
    """The URL paths of all that is fetched at the first visit: nothing vendored, nothing large."""
    places = [one.relative_to(frontend) for one in frontend.rglob("*") if one.is_file()]
    kinds = {".html", ".css", ".js", ".svg", ".webmanifest"}
    chosen = [one for one in places if one.suffix in kinds and one.parts[0] != "vendor"]
    paths = {"/" + one.as_posix().removesuffix(".html") for one in chosen}
    return sorted(paths - NO_SHELL - {f"/{WORKER}"})


def write_shell(frontend: Path) -> None:
    """Name those files in the worker."""
    worker = frontend / WORKER
    names = "".join(f"\n  '{path}'," for path in shell_files(frontend))
    text = worker.read_text("utf-8")
    worker.write_text(_SHELL.sub(lambda _: f"const SHELL = [{names}\n];", text), "utf-8")


def file_of(frontend: Path, path: str) -> Path:
    """The file behind a URL path: ``/p`` is p.html."""
    place = frontend / path.lstrip("/")
    return place if place.suffix else place.with_suffix(".html")


def version_of(frontend: Path) -> str:
    """12 hexadecimal digits over every file of the shell and the worker's own code."""
    digest = hashlib.sha256(_VERSION.sub("", (frontend / WORKER).read_text("utf-8")).encode())
    for path in shell_paths(frontend):
        digest.update(hashlib.sha256(file_of(frontend, path).read_bytes()).digest())
    return digest.hexdigest()[:12]


def written_version(frontend: Path) -> str:
    found = _VERSION.search((frontend / WORKER).read_text("utf-8"))
    return found[1] if found else ""


def write_version(frontend: Path) -> bool:
    """Bring the worker's VERSION up to date; whether it had to be changed."""
    worker, version = frontend / WORKER, version_of(frontend)
    if written_version(frontend) == version:
        return False
    text = _VERSION.sub(f"const VERSION = '{version}';", worker.read_text("utf-8"))
    worker.write_text(text, "utf-8")
    return True
