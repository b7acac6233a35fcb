"""``python -m infra.pages``: writes the version of the shell into the service worker."""

import sys
from pathlib import Path

from infra.pages.shell import WORKER, write_version

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"

if __name__ == "__main__":
    changed = write_version(FRONTEND)
    sys.stdout.write(f"{WORKER}: {'new version' if changed else 'unchanged'}\n")
