"""Leaves of the error tree (``kernel/errors.py``) about erasure.

NotFound
├── RequestErased           request.erased
└── NotErased               request.not_erased
Conflict
└── RequestOpen             request.open
"""

from chalicelib.kernel.errors import Conflict, NotFound


class RequestErased(NotFound):
    code = "request.erased"


class NotErased(NotFound):
    code = "request.not_erased"


class RequestOpen(Conflict):
    code = "request.open"  # an open request is still needed
