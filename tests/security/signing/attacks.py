"""Every attack of the profile on one call.

Replay and its kin need a memory (the store's): they stand in test_signing_replay.py.
"""

import pytest

from tests.security.signing.attacks_on_claims import CALLS, CLAIMS, TARGET_CLAIMS
from tests.security.signing.attacks_on_header import HEADERS, KEYS

ATTACKS = [*HEADERS, *KEYS, *CLAIMS, *CALLS, *TARGET_CLAIMS]
EACH_ATTACK = [pytest.param(one, id=one.name) for one in ATTACKS]
