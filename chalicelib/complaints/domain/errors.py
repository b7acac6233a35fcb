"""What may be refused about complaints; a branch of the one tree (``kernel/errors.py``).

MianzhengError
├── TooMany                  call.too_many
│   └── TooManyComplaints       complaint.too_many
├── NotFound
│   └── ComplaintUnknown        complaint.unknown
└── Conflict
    └── ComplaintRuleBroken     complaint.rule
"""

from chalicelib.kernel.errors import Conflict, NotFound, TooMany


class TooManyComplaints(TooMany):
    code, article = "complaint.too_many", "18"


class ComplaintUnknown(NotFound):
    code, article = "complaint.unknown", "18"


class ComplaintRuleBroken(Conflict):
    code, article = "complaint.rule", "18"
