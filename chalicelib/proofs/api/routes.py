"""The paths of proofs, who may call them, and the view that answers."""

from chalicelib.http.access import ANSWERERS, OF_A_UNIT, REQUESTERS, readers, writers
from chalicelib.http.routes import Route

ROUTES = (
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/extractions",
        writers(*REQUESTERS),
        "proofs.api.views:extract",
    ),
    Route(
        "POST",
        "/v1/verification-requests/{request_id}/corrections",
        writers(*ANSWERERS),
        "proofs.api.views:correct",
    ),
    Route("GET", "/v1/proofs/{proof_id}", readers(*OF_A_UNIT), "proofs.api.views:read"),
    Route("GET", "/v1/proofs/{proof_id}/pdf", readers(*OF_A_UNIT), "proofs.api.views:pdf"),
    Route("POST", "/v1/proofs/{proof_id}/revoke", writers(*ANSWERERS), "proofs.api.views:revoke"),
    Route("POST", "/v1/proofs/{proof_id}/suspend", writers(*ANSWERERS), "proofs.api.views:suspend"),
    Route("POST", "/v1/proofs/{proof_id}/resume", writers(*ANSWERERS), "proofs.api.views:resume"),
)
