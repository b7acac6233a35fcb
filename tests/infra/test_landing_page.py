"""The static pages keep to their own strict policy: no script, no inline style, nothing foreign."""

from html.parser import HTMLParser

import pytest

from infra.local.stack import REPOSITORY

FRONTEND = REPOSITORY / "frontend"


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def links(self) -> list[str]:
        return [value or "" for name, value in self.attributes if name in ("href", "src")]


@pytest.fixture(params=["index.html"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page((FRONTEND / request.param).read_text(encoding="utf-8"))


def test_a_page_has_no_script_no_inline_style_and_no_handler(page: Page) -> None:
    assert not {"script", "style", "iframe", "object", "base", "form"} & set(page.tags)
    names = {name for name, _ in page.attributes}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]


def test_a_page_links_only_to_this_site(page: Page) -> None:
    assert page.links()
    assert all(link.startswith("/") and not link.startswith("//") for link in page.links())


def test_the_style_sheet_loads_nothing() -> None:
    css = (FRONTEND / "app.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css


def test_a_page_is_chinese_and_has_one_title_and_one_heading(page: Page) -> None:
    assert ("lang", "zh-CN") in page.attributes
    assert page.tags.count("title") == page.tags.count("h1") == 1
