"""Builds the Chalice app and registers blueprints and workers; nothing else."""

from chalice.app import Chalice

from chalicelib.adjustments.api import propagation as propagation
from chalicelib.adjustments.api import routes as adjustments
from chalicelib.bootstrap.wiring import from_environment
from chalicelib.calendar import api as calendar
from chalicelib.catalogue.api import routes as catalogue
from chalicelib.catalogue.lint import api as lint
from chalicelib.catalogue.tables.api import routes as imports
from chalicelib.complaints.api import routes as complaints
from chalicelib.erasure import api as erasures
from chalicelib.http import health as health
from chalicelib.http.serving import make_with
from chalicelib.http.shapes import our_shape
from chalicelib.keys.api import routes as keys
from chalicelib.notices.api import routes as notices
from chalicelib.notices.api import webhooks as webhooks
from chalicelib.proofs.api import routes as proofs
from chalicelib.requests.api import cases as cases
from chalicelib.requests.api import mismatches as mismatches
from chalicelib.requests.api import routes as requests
from chalicelib.units.api import records as unit_records
from chalicelib.units.api import routes as units

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

make_with(from_environment)

app = Chalice(app_name="mianzheng", configure_logs=False)
for module in BLUEPRINTS:
    app.register_blueprint(module.api)
app.register_middleware(our_shape, "http")
