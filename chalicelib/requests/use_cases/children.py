"""The linked child of a returned request: same row and case, another issuer, its own clocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import self_addressed
from chalicelib.requests.domain.cases import Case
from chalicelib.requests.domain.deadlines import plan_deadlines
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.changing import told
from chalicelib.requests.use_cases.filing import tell_filed
from chalicelib.units.use_cases.rights import load_unit

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.commits import Commit
    from chalicelib.kernel.events import Actor
    from chalicelib.kernel.ids import UnitCode
    from chalicelib.requests.ports import Ports


def open_child(
    parent: VerificationRequest, unit: UnitCode, now: datetime, ports: Ports, actor: Actor
) -> tuple[VerificationRequest, Commit]:
    """``parent`` names the child's id already. Raises UnitUnknown, SelfAddressed, PromisePast."""
    assert parent.child is not None  # noqa: S101  # the domain has just linked it
    load_unit(unit, ports)
    edition = ports.catalogue.edition(parent.edition)
    row = edition.rows[parent.row]
    if unit == parent.requester:
        raise self_addressed(row)
    plan = plan_deadlines(
        row, now, parent.case_accepted_at, ports.policy, ports.calendars.current()
    )
    child = VerificationRequest(
        id=parent.child,
        row=parent.row,
        edition=parent.edition,
        requester=parent.requester,
        issuer=unit,
        case_no=parent.case_no,
        case_accepted_at=parent.case_accepted_at,
        applicant=parent.applicant,
        subjects=parent.subjects,
        note=parent.note,
        plan=plan,
        parent=parent.id,
        visited=(*parent.visited, parent.issuer),
    )
    quiet, commit = told(tell_filed(child, now, ports), actor, now, ports)
    case = Case(child.requester, child.case_no, child.case_accepted_at, (child.id,))
    return quiet, replace(commit, case=case)
