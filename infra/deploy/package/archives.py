"""Zip files that are the same for the same content: no times, no owners, one order."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


def files_below(folder: Path) -> dict[str, Path]:
    """Every file by its path in the archive, in order."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return dict(sorted((path.relative_to(folder).as_posix(), path) for path in found))


def content_hash(files: Mapping[str, Path], *more: str) -> str:
    """16 hexadecimal digits over names and bytes. Bytecode follows from the source, so it does
    not count: zlib and marshal may differ between machines, the content may not."""
    digest = hashlib.sha256("\n".join(more).encode())
    for name, path in files.items():
        if not name.endswith(".pyc"):
            own = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{name} {own}\n".encode())
    return digest.hexdigest()[:16]


def write_zip(target: Path, files: Mapping[str, Path]) -> None:
    """Whole or not at all; who writes the same at the same time writes beside us."""
    with tempfile.TemporaryDirectory(prefix=".zip-", dir=target.parent) as folder:
        temporary = Path(folder) / target.name
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, content in _contents(files):
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.external_attr = _PLAIN_FILE
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3
                archive.writestr(entry, content)
        temporary.replace(target)


def unpacked_size(files: Mapping[str, Path]) -> int:
    """Bytes."""
    return sum(path.stat().st_size for path in files.values())


def unpacked_size_of(archive: Path) -> int:
    """Bytes, of an archive that stands."""
    with zipfile.ZipFile(archive) as opened:
        return sum(one.file_size for one in opened.infolist())


def _contents(files: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    for name, path in files.items():
        yield name, path.read_bytes()
