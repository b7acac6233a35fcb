"""Leaves of the error tree (``kernel/errors.py``) about adjustments and propagation.

├── NotFound
│   ├── AdjustmentUnknown        adjustment.unknown
│   └── PropagationTaskUnknown   propagation.unknown
└── Conflict
    ├── AdjustmentRuleBroken     adjustment.rule
    ├── AdjustmentStateForbids   adjustment.state
    └── PropagationTaskDone      propagation.done
"""

from chalicelib.kernel.errors import Conflict, NotFound


class AdjustmentUnknown(NotFound):
    code = "adjustment.unknown"


class PropagationTaskUnknown(NotFound):
    code = "propagation.unknown"


class AdjustmentRuleBroken(Conflict):
    code, article = "adjustment.rule", "5-2"  # an added proof spares the applicant somehow


class AdjustmentStateForbids(Conflict):
    code, article = "adjustment.state", "5-2"  # ``facts``: the state


class PropagationTaskDone(Conflict):
    code, article = "propagation.done", "13"
