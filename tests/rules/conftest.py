"""What more than one article's tests start from."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.rules.proving import Proving


@pytest.fixture
def proving() -> "Proving":
    # Loaded here: the process that only hands out the tests to others needs none of it.
    from tests.rules.proving import answered

    return answered()
