"""Drafts and editions as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.fields import Json, present
from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:  # a cold start needs one use case, not all
    from chalicelib.catalogue.domain.editions import CatalogueDraft, EditionRecord, EditionState
    from chalicelib.catalogue.domain.rows import CatalogueRow
    from chalicelib.catalogue.use_cases.changes import Change
    from chalicelib.catalogue.use_cases.materials import RegisteredMaterial


def draft_json(draft: CatalogueDraft) -> Json:
    return present(
        {
            "unit": draft.unit,
            "state": draft.state,
            "rows": draft.row_count,
            "base": draft.base,
            "content": draft.content,
            "compiled_by": list(draft.compiled_by),
            "compiled_at": to_text(draft.compiled_at),
            "submitted_by": draft.submitted_by,
            "submitted_at": to_text(draft.submitted_at) if draft.submitted_at else None,
            "agreed_by": draft.agreed_by,
            "agreed_at": to_text(draft.agreed_at) if draft.agreed_at else None,
            "edition": draft.edition,
            "returns": [
                {"at": to_text(one.at), "by": one.by, "reason": one.reason} for one in draft.returns
            ],
            "waivers": [
                {
                    "row": one.row,
                    "decision": one.decision,
                    "until": one.until.isoformat(),
                    "reason": one.reason,
                }
                for one in draft.waivers
            ],
        }
    )


def edition_json(edition: EditionRecord, state: EditionState) -> Json:
    return present(
        {
            "edition": edition.number,
            "state": state,
            "effective_from": to_text(edition.effective_from),
            "published_at": to_text(edition.published_at),
            "published_by": edition.published_by,
            "rows": edition.row_count,
            "units": [unit for unit, _ in edition.drafts],
            "content": edition.content,
            "sha256": edition.sha256,
        }
    )


def material_json(material: RegisteredMaterial) -> Json:
    return present(
        {"code": material.code, "name": material.name, "merged_into": material.merged_into}
    )


def change_json(change: Change) -> Json:
    """``field`` with ``before`` and ``after`` only where the row stands in both."""
    row, field = change.row, change.field
    what = "removed" if change.is_removed else "added"
    body: Json = {
        "what": what if field is None else "changed",
        "row": row.code,
        "item": row.service_item.name,
        "material": row.material.name,
        "unit": row.service_item.unit,
    }
    if field is not None:
        body |= {"field": field.field, "before": field.before, "after": field.after}
    return body


def row_json(row: CatalogueRow) -> Json:
    """One row of the catalogue as it is published."""
    item = row.service_item
    return present(
        {
            "row": row.code,
            "service_item": {
                "code": item.code,
                "name": item.name,
                "unit": item.unit,
                "kind": item.kind,
                "handling": item.handling,
                "promise": {"value": item.promise.value, "unit": item.promise.unit},
            },
            "material": {"code": row.material.code, "name": row.material.name},
            "issuer": row.issuer,
            "disposition": row.disposition,
            "methods": list(row.methods),
            "backing": row.backing,
            "legal_basis": [{"text": one.text, "level": one.level} for one in row.legal_basis],
            "exclusion": row.exclusion,
            "replacement": row.replacement or None,
            "waiver": row.waiver,
            "note": row.note or None,
        }
    )
