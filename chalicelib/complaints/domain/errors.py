"""What may be refused about complaints; a branch of the one tree (domain/errors.py).

MianzhengError
├── TooMany                  call.too_many
│   └── TooManyComplaints       complaint.too_many
├── NotFound
│   └── ComplaintUnknown        complaint.unknown
└── Conflict
    └── ComplaintRuleBroken     complaint.rule
"""

from datetime import timedelta

from chalicelib.kernel.errors import Conflict, MianzhengError, NotFound


class TooMany(MianzhengError):
    """Too many calls from one place, or altogether; ``wait`` is when to try again."""

    code = "call.too_many"
    wait: timedelta

    def __init__(self, detail: str, *, wait: timedelta) -> None:
        super().__init__(detail, facts={"retry_after": str(seconds(wait))})
        self.wait = wait


class TooManyComplaints(TooMany):
    code, article = "complaint.too_many", "18"


class ComplaintUnknown(NotFound):
    code, article = "complaint.unknown", "18"


class ComplaintRuleBroken(Conflict):
    code, article = "complaint.rule", "18"


def seconds(wait: timedelta) -> int:
    """Whole seconds, rounded up, at least one."""
    return max(1, -(-wait // timedelta(seconds=1)))
