"""What more than one article's tests start from."""

import pytest

from tests.rules.proving import Proving, answered


@pytest.fixture
def proving() -> Proving:
    return answered()
