"""Brings the QR scanner into frontend/vendor/: ``python -m tools.vendor_scanner``.

The scanner is fetched by a phone only where the browser has no BarcodeDetector, and only when
somebody scans.
"""

import sys

from tools.vendoring import Vendored

SCANNER = Vendored(
    package="zxing-wasm",
    version="3.1.4",
    sha512="1+v8p7sauddySVNG+ye7GD/0TS95BG2ycdkrC+EnBrFBFkHeIghzUt2yVjtx3NucJeNrQnhT8yGAIz60Vx9o0w==",
    files={
        "dist/es/reader/index.js": "es/reader/index.js",
        "dist/es/share.js": "es/share.js",
        "dist/reader/zxing_reader.wasm": "reader/zxing_reader.wasm",
        "LICENSE": "LICENSE.txt",
    },
    notice="""zxing-wasm 3.1.4 (MIT, see LICENSE.txt), unchanged files of the npm package.
reader/zxing_reader.wasm is compiled from ZXing-C++ (https://github.com/zxing-cpp/zxing-cpp),
Apache License 2.0: see LICENSE at the top of this repository for its text.
""",
)

if __name__ == "__main__":
    sys.exit(SCANNER.bring())
