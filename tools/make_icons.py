"""Draws frontend/icon.svg as the PNG icons that home screens want: ``python -m tools.make_icons``.

Needs Chromium. A home screen cuts its own shape out of an icon, so the red goes to the edge.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FRONTEND = Path(__file__).resolve().parents[1] / "frontend"
CHROMIUM = "/usr/bin/chromium"
SIZES = (192, 512)


def main() -> int:
    drawing = (FRONTEND / "icon.svg").read_text("utf-8").replace(' rx="9"', "", 1)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            style = "<style>body { margin: 0 } svg { display: block; width: 100vw }</style>"
            page.set_content(style + drawing)
            page.screenshot(path=FRONTEND / f"icon-{size}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
