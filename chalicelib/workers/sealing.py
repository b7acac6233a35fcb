"""The sealing function: its own role, and the only one that may use the seal keys."""

import json
from typing import Any

from chalicelib.bootstrap.wiring import services
from chalicelib.kernel.ids import ProofId
from chalicelib.proofs.use_cases.sealing import seal_proof
from chalicelib.workers.start import handler


@handler
def seal(event: dict[str, Any], _context: object) -> dict[str, object]:
    """SQS records with {proof_id}; what fails goes back alone, and in the end to the
    dead-letter queue."""
    failed = []
    for record in event["Records"]:
        try:
            seal_proof(ProofId(json.loads(record["body"])["proof_id"]), services().ports)
        except Exception as failure:  # noqa: BLE001  # one bad page must not hold up the others
            services().ports.telemetry.log("sealing_failed", error=type(failure).__name__)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
