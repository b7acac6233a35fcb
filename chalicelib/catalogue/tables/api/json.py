"""Imports, findings and decisions about exclusions as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.lint.domain.findings import MEANING, Finding, LintCode, Severity
from chalicelib.http.fields import present
from chalicelib.kernel.labels import label
from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.catalogue.domain.exclusions import ExclusionDecision
    from chalicelib.catalogue.tables.domain.faults import CellFault
    from chalicelib.catalogue.tables.domain.imports import CatalogueImport

Json = dict[str, object]


def import_json(job: CatalogueImport) -> Json:
    result = job.result
    return present(
        {
            "id": job.id,
            "state": job.state,
            "name": job.name,
            "size": job.size,
            "sha256": job.sha256,
            "dry_run": job.dry_run,
            "skip_bad": job.skip_bad,
            "prepared_at": to_text(job.prepared_at),
            "started_at": to_text(job.started_at) if job.started_at else None,
            "ended_at": to_text(job.ended_at) if job.ended_at else None,
            "progress": {"rows": result.rows, "bad_rows": result.bad_rows},
            "errors": {"count": result.fault_count, "items": _faults(result.faults)},
            "warnings": {"count": result.warning_count, "items": _faults(result.warnings)},
            "findings": _summary(job),
            "drafts": [{"unit": unit, "rows": rows} for unit, rows in result.drafts],
            "refusal": result.refusal,
        }
    )


def finding_json(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": label(finding.code),
        "row": finding.row,
        "unit": finding.unit,
        "article": finding.article,
        "text": finding.text,
        "remedy": finding.remedy,
    }


def decision_json(decision: ExclusionDecision) -> Json:
    return {
        "row": decision.row,
        "exclusion": decision.exclusion,
        "reason": decision.reason,
        "decided_by": decision.decided_by,
        "decided_on": decision.decided_on.isoformat(),
        "review_on": decision.review_on.isoformat(),
        "recorded_by": decision.recorded_by,
        "recorded_at": to_text(decision.recorded_at),
    }


def _faults(faults: Sequence[CellFault]) -> list[Json]:
    return [
        {"row": one.row, "column": one.column, "reason": one.reason, "instead": one.instead}
        for one in faults
    ]


def _summary(job: CatalogueImport) -> Json:
    counted = {LintCode(code): many for code, many in job.result.findings.items()}
    totals = dict.fromkeys(Severity, 0)
    for code, many in counted.items():
        totals[MEANING[code][0]] += many
    by_code = [
        {
            "code": code,
            "severity": MEANING[code][0],
            "article": MEANING[code][1],
            "title": label(code),
            "count": many,
        }
        for code, many in counted.items()
    ]
    return {**{one.value.lower(): many for one, many in totals.items()}, "by_code": by_code}
