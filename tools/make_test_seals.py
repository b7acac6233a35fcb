"""Make a folder of test seals, as the local stack does at its first run.

``python -m tools.make_test_seals FOLDER [NAME_A NAME_B]`` draws both seals with these display
names and writes their keys; such a folder is never committed.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.requests.domain.claims import SealKind
from infra.local.seed.demo_seals import make_test_seals

NAMES = ("市中区证照数据共享查询核验专用章", "电子证明核实信息专用章")


def main(argv: list[str]) -> int:
    if len(argv) not in (1, 3):
        print("usage: python -m tools.make_test_seals FOLDER [NAME_A NAME_B]", file=sys.stderr)
        return 2
    names = dict(zip(SealKind, argv[1:] or NAMES, strict=True))
    make_test_seals(Path(argv[0]), names, datetime.now(UTC))
    for path in sorted(Path(argv[0]).iterdir()):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
