"""Builds the Chalice app over every route of every subject; nothing else."""

from chalice.app import Chalice

from chalicelib.adjustments.api import routes as adjustments
from chalicelib.bootstrap import from_environment
from chalicelib.calendar.api import routes as calendar
from chalicelib.catalogue.api import routes as catalogue
from chalicelib.complaints.api import routes as complaints
from chalicelib.erasure.api import routes as erasure
from chalicelib.http import health
from chalicelib.http.blueprint import blueprint_of
from chalicelib.http.serving import make_with
from chalicelib.http.shapes import our_shape
from chalicelib.keys.api import routes as keys
from chalicelib.notices.api import routes as notices
from chalicelib.proofs.api import routes as proofs
from chalicelib.requests.api import routes as requests
from chalicelib.units.api import routes as units

ROUTES = (
    *health.ROUTES,
    *requests.ROUTES,
    *catalogue.ROUTES,
    *adjustments.ROUTES,
    *calendar.ROUTES,
    *complaints.ROUTES,
    *notices.ROUTES,
    *proofs.ROUTES,
    *erasure.ROUTES,
    *units.ROUTES,
    *keys.ROUTES,
)

make_with(from_environment)

app = Chalice(app_name="mianzheng", configure_logs=False)
app.register_blueprint(blueprint_of(ROUTES))
app.register_middleware(our_shape, "http")
