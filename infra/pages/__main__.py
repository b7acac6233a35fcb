"""``python -m infra.pages``: stamps the shared parts into the pages, then writes into the service
worker which files make the shell, and their version."""

import sys
from pathlib import Path

from infra.pages.shell import WORKER, page_files, write_shell, write_version
from infra.pages.stamping import stamped

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"

if __name__ == "__main__":
    for page in page_files(FRONTEND):
        text = page.read_text("utf-8")
        fresh = stamped(text, FRONTEND)
        if fresh != text:
            page.write_text(fresh, "utf-8")
            sys.stdout.write(f"{page.name}: stamped\n")
    write_shell(FRONTEND)
    changed = write_version(FRONTEND)
    sys.stdout.write(f"{WORKER}: {'new version' if changed else 'unchanged'}\n")
