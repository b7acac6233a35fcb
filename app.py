"""Builds the Chalice app and registers blueprints and workers; nothing else."""

from chalice.app import Chalice

from chalicelib.api import (
    adjustments,
    calendar,
    cases,
    catalogue,
    complaints,
    erasures,
    health,
    imports,
    keys,
    lint,
    mismatches,
    notices,
    proofs,
    propagation,
    requests,
    unit_records,
    units,
    webhooks,
)
from chalicelib.api.shapes import our_shape

BLUEPRINTS = (
    health,
    requests,
    mismatches,
    cases,
    catalogue,
    imports,
    lint,
    adjustments,
    propagation,
    calendar,
    complaints,
    notices,
    proofs,
    erasures,
    units,
    unit_records,
    keys,
    webhooks,
)

app = Chalice(app_name="mianzheng", configure_logs=False)
for module in BLUEPRINTS:
    app.register_blueprint(module.api)
app.register_middleware(our_shape, "http")
