"""One process of Node for all that a worker asks of the search."""

from collections.abc import Iterator

import pytest

from tests.js.search.asking import Search, open_search, seed_files


@pytest.fixture(scope="session")
def answering() -> Iterator[Search]:
    """Each test opens its own catalogue in it."""
    search = Search()
    yield search
    search.close()


@pytest.fixture
def search(answering: Search) -> Search:
    """With the seed's catalogue."""
    open_search(answering, seed_files())
    return answering
