"""Brings the QR scanner into frontend/vendor/, from the pinned package, with its licence.

``python -m tools.vendor_scanner`` needs npm. The scanner is fetched by a phone only where the
browser has no BarcodeDetector, and only when somebody scans. The version stands in the path, so
that copies may be kept for ever.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE, VERSION = "zxing-wasm", "3.1.4"
SHA512 = "1+v8p7sauddySVNG+ye7GD/0TS95BG2ycdkrC+EnBrFBFkHeIghzUt2yVjtx3NucJeNrQnhT8yGAIz60Vx9o0w=="
FILES = {
    "dist/es/reader/index.js": "es/reader/index.js",
    "dist/es/share.js": "es/share.js",
    "dist/reader/zxing_reader.wasm": "reader/zxing_reader.wasm",
    "LICENSE": "LICENSE.txt",
}
NOTICE = f"""{PACKAGE} {VERSION} (MIT, see LICENSE.txt), unchanged files of the npm package.
reader/zxing_reader.wasm is compiled from ZXing-C++ (https://github.com/zxing-cpp/zxing-cpp),
Apache License 2.0: see LICENSE at the top of this repository for its text.
"""
VENDOR = Path(__file__).resolve().parents[1] / "frontend" / "vendor"


def target() -> Path:
    return VENDOR / f"{PACKAGE}-{VERSION}"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        packed = ["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}", "--pack-destination", folder]
        subprocess.run(packed, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != SHA512:
            print(f"{archive.name} is not the pinned package: sha512-{digest}", file=sys.stderr)
            return 1
        with tarfile.open(archive) as package:
            for inside, outside in FILES.items():
                member = package.extractfile(f"package/{inside}")
                if member is None:
                    print(f"{inside} is missing in {archive.name}", file=sys.stderr)
                    return 1
                place = target() / outside
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(member.read())
    (target() / "NOTICE.txt").write_text(NOTICE, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
