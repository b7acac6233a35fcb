"""/v1/cases: the two clocks of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call
from chalicelib.requests.api.commands import case_no as read_case_no
from chalicelib.requests.api.json import clocks_json

if TYPE_CHECKING:
    from chalicelib.requests.ports import Ports


def clocks(call: Call[Ports], case_no: str) -> Answer:
    from chalicelib.requests.use_cases.reading import read_case_clocks

    ports = call.ports
    found = read_case_clocks(read_case_no(case_no), call.signed.caller, ports)
    return Answer(clocks_json(found))
