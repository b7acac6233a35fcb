"""/v1/catalogue: rows of the edition in force."""

from chalicelib.api.access import EVERY_ROLE, readers
from chalicelib.api.blueprint import Answer, Api, Call
from chalicelib.api.presenting import row_json

api = Api(__name__)


@api.endpoint("GET", "/v1/catalogue/rows/{row}", readers(*EVERY_ROLE))
def one(call: Call, row: str) -> Answer:
    from chalicelib.services.read_row import read_row

    edition, found = read_row(row, call.services.ports)
    return Answer({"edition": edition, **row_json(found)})
