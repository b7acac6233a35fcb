"""The unit has brought one target in line with the edition (Art. 13)."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.adjustment_errors import PropagationTaskUnknown
from chalicelib.domain.events import EventType, News
from chalicelib.domain.ids import UnitCode
from chalicelib.domain.propagation import PropagationTarget, PropagationTask, task_key
from chalicelib.domain.signing import SignedCall
from chalicelib.services.adjustment_rights import require_spokesman_or_officer
from chalicelib.services.performing import actor_of, events_of, perform
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit
from chalicelib.services.unit_rights import person


@dataclass(frozen=True)
class CompletePropagation:
    edition: int
    unit: UnitCode
    target: PropagationTarget
    evidence: str


def complete_propagation(
    command: CompletePropagation, call: SignedCall, ports: Ports
) -> PropagationTask:
    """By the unit, its sector authority or an officer; late ones are taken.

    Raises UnitUnknown, RoleNotAllowed, PropagationTaskUnknown, PropagationTaskDone.
    """

    def decide(now: datetime) -> tuple[PropagationTask, Commit]:
        require_spokesman_or_officer(call.caller, command.unit, now, ports)
        key = task_key(command.edition, command.target)
        task = ports.store.listed(PropagationTask, command.unit, key)
        if task is None:
            raise PropagationTaskUnknown(
                "没有这项落实任务,请核对版次、单位和落实位置。", field="task"
            )
        done = task.completed(command.evidence, person(call.caller), now)
        facts = (
            ("edition", str(done.edition)),
            ("unit", done.unit),
            ("target", done.target.value),
            ("is_late", str(done.overdue_since(now) is not None).lower()),
        )
        news = (News(EventType.PROPAGATION_DONE, now, "13", facts=facts),)
        events = events_of(f"propagation:{done.id}", news, actor_of(call), ports.random)
        return done, Commit(saves=(done,), events=events)

    return perform(call, ports, PropagationTask, decide)
