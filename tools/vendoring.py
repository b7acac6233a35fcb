"""Brings files of a pinned npm package into frontend/vendor/, with its licence. Needs npm.

The version stands in the path, so that copies may be kept for ever.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "frontend" / "vendor"


@dataclass(frozen=True)
class Vendored:
    """``files``: path inside the package -> path below :attr:`target`; ``notice`` is written beside
    them as NOTICE.txt."""

    package: str
    version: str
    sha512: str
    files: Mapping[str, str]
    notice: str

    @property
    def target(self) -> Path:
        return VENDOR / f"{self.package}-{self.version}"

    def bring(self) -> int:
        """0, or 1 where the registry's package is not the pinned one."""
        with tempfile.TemporaryDirectory() as folder:
            named = f"{self.package}@{self.version}"
            packed = ["npm", "pack", "--silent", named, "--pack-destination", folder]
            subprocess.run(packed, check=True, stdout=subprocess.DEVNULL)
            (archive,) = Path(folder).glob("*.tgz")
            digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
            if digest != self.sha512:
                print(f"{archive.name} is not the pinned package: {digest}", file=sys.stderr)
                return 1
            with tarfile.open(archive) as package:
                for inside, outside in self.files.items():
                    member = package.extractfile(f"package/{inside}")
                    if member is None:
                        print(f"{inside} is missing in {archive.name}", file=sys.stderr)
                        return 1
                    place = self.target / outside
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(member.read())
        (self.target / "NOTICE.txt").write_text(self.notice, "utf-8")
        return 0
