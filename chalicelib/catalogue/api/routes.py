"""The paths of the catalogue, who may call them, and the view that answers."""

from chalicelib.http.access import EVERY_ROLE, OF_A_UNIT, readers, writers
from chalicelib.http.routes import Route
from chalicelib.kernel.callers import Role

ROUTES = (
    Route("GET", "/v1/catalogue/rows/{row}", readers(*EVERY_ROLE), "catalogue.api.views:one"),
    Route("GET", "/v1/catalogue/drafts", readers(*EVERY_ROLE), "catalogue.api.views:drafts"),
    Route("GET", "/v1/catalogue/drafts/{unit}", readers(*EVERY_ROLE), "catalogue.api.views:draft"),
    Route(
        "GET",
        "/v1/catalogue/drafts/{unit}/rows",
        readers(*EVERY_ROLE),
        "catalogue.api.views:draft_rows",
        ("limit", "cursor"),
    ),
    Route(
        "GET",
        "/v1/catalogue/drafts/{unit}/changes",
        readers(*EVERY_ROLE),
        "catalogue.api.views:draft_changes",
        ("limit", "cursor"),
    ),
    Route(
        "POST",
        "/v1/catalogue/drafts/{unit}/submit",
        writers(*OF_A_UNIT),
        "catalogue.api.views:submit",
    ),
    Route(
        "POST",
        "/v1/catalogue/drafts/{unit}/agree",
        writers(Role.OFFICER),
        "catalogue.api.views:agree",
    ),
    Route(
        "POST",
        "/v1/catalogue/drafts/{unit}/return",
        writers(Role.OFFICER),
        "catalogue.api.views:give_back",
    ),
    Route(
        "GET",
        "/v1/catalogue/editions",
        readers(*EVERY_ROLE),
        "catalogue.api.views:editions",
        ("limit", "cursor"),
    ),
    Route("POST", "/v1/catalogue/editions", writers(Role.PUBLISHER), "catalogue.api.views:publish"),
    Route(
        "GET",
        "/v1/catalogue/editions/{edition}",
        readers(*EVERY_ROLE),
        "catalogue.api.views:edition",
    ),
    Route(
        "GET",
        "/v1/catalogue/editions/{edition}/rows",
        readers(*EVERY_ROLE),
        "catalogue.api.views:edition_rows",
        ("limit", "cursor"),
    ),
    Route(
        "GET",
        "/v1/catalogue/editions/{edition}/changes",
        readers(*EVERY_ROLE),
        "catalogue.api.views:edition_changes",
        ("limit", "cursor"),
    ),
    Route(
        "GET",
        "/v1/catalogue/materials",
        readers(*EVERY_ROLE),
        "catalogue.api.views:materials",
        ("limit", "cursor"),
    ),
    Route(
        "POST", "/v1/catalogue/materials/merge", writers(Role.OFFICER), "catalogue.api.views:merge"
    ),
    Route(
        "POST",
        "/v1/catalogue/imports",
        writers(*OF_A_UNIT, Role.OFFICER),
        "catalogue.tables.api.views:prepare",
    ),
    Route(
        "POST",
        "/v1/catalogue/imports/{id}/start",
        writers(*OF_A_UNIT, Role.OFFICER),
        "catalogue.tables.api.views:start",
    ),
    Route(
        "GET",
        "/v1/catalogue/imports/{id}",
        readers(*OF_A_UNIT, Role.OFFICER),
        "catalogue.tables.api.views:read",
    ),
    Route(
        "GET", "/v1/catalogue/template", readers(*EVERY_ROLE), "catalogue.tables.api.views:template"
    ),
    Route(
        "GET",
        "/v1/catalogue/drafts/{unit}/lint",
        readers(*EVERY_ROLE),
        "catalogue.lint.api:draft",
        ("limit", "cursor"),
    ),
    Route(
        "GET",
        "/v1/catalogue/editions/{edition}/lint",
        readers(*EVERY_ROLE),
        "catalogue.lint.api:edition",
        ("limit", "cursor"),
    ),
    Route("GET", "/v1/catalogue/exclusions", readers(*EVERY_ROLE), "catalogue.lint.api:decisions"),
    Route("POST", "/v1/catalogue/exclusions", writers(Role.OFFICER), "catalogue.lint.api:decide"),
)
