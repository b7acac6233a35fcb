"""/v1/verification-requests: file, list, read, and every act on one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.paging import choice_parameter, cursor_parameter, limit_parameter
from chalicelib.kernel.callers import Role
from chalicelib.kernel.ids import AttachmentId, RequestId
from chalicelib.requests.api.commands import (
    answer_command,
    arbitrate_command,
    attachment_command,
    extend_command,
    file_command,
    note_command,
    reason_command,
    search_command,
    send_back_command,
    unit_command,
)
from chalicelib.requests.api.evidence import evidence_of
from chalicelib.requests.api.json import attachment_json, register_json, request_json, summary_json
from chalicelib.requests.domain.outcomes import RequestState

if TYPE_CHECKING:
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports


def file(call: Call[Ports]) -> Answer:
    from chalicelib.requests.use_cases.filing import file_request

    ports = call.ports
    command = file_command(call.body(), ports.clock.now())
    return told(call, file_request(command, call.signed, ports), status=201)


def page(call: Call[Ports]) -> Answer:
    from chalicelib.requests.domain.summaries import Box
    from chalicelib.requests.use_cases.listing import ListRequests, list_requests

    ports = call.ports
    query = ListRequests(
        unit=call.signed.caller.unit,
        box=choice_parameter(call, "box", Box) or Box.INBOX,
        state=choice_parameter(call, "state", RequestState),
        limit=limit_parameter(call),
        cursor=cursor_parameter(call),
    )
    found = list_requests(query, ports)
    now = ports.clock.now()
    items = [summary_json(one, now) for one in found.items]
    return Answer({"items": items, "next_cursor": found.after})


def search(call: Call[Ports]) -> Answer:
    from chalicelib.requests.use_cases.listing import find_requests

    ports = call.ports
    now = ports.clock.now()
    id_type, id_no = search_command(call.body(), now)
    found = find_requests(call.signed.caller.unit, id_type, id_no, ports)
    return Answer({"items": [summary_json(one, now) for one in found]})


def read(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.reading import read_request

    reading = read_request(RequestId(request_id), call.signed, call.ports)
    return told(call, reading.request, is_full=reading.is_full)


def accept(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.answering import accept_request

    call.no_body()
    return told(call, accept_request(RequestId(request_id), call.signed, call.ports))


def answer(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.answering import answer_request

    evidence = evidence_of(call)
    command = answer_command(request_id, call.body(), evidence)
    return told(call, answer_request(command, call.signed, call.ports))


def send_back(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.routing_acts import send_back_request

    command = send_back_command(request_id, call.body())
    return told(call, send_back_request(command, call.signed, call.ports))


def re_route(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.routing_acts import re_route_request

    unit = unit_command(call.body())
    child = re_route_request(RequestId(request_id), unit, call.signed, call.ports)
    return told(call, child, status=201)


def arbitrate(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.routing_acts import arbitrate_request

    command = arbitrate_command(request_id, call.body())
    parent = arbitrate_request(command, call.signed, call.ports)
    return told(call, parent, is_full=False)


def withdraw(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.withdrawing import withdraw_request

    reason = reason_command(call.body())
    ports = call.ports
    return told(call, withdraw_request(RequestId(request_id), reason, call.signed, ports))


def extend(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.extending import extend_request

    command = extend_command(request_id, call.body())
    return told(call, extend_request(command, call.signed, call.ports))


def supervision(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.supervising import note_supervision

    note = note_command(call.body())
    ports = call.ports
    request = note_supervision(RequestId(request_id), note, call.signed, ports)
    return told(call, request, is_full=call.signed.caller.role is Role.SUPERVISOR)


def prepare(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.requests.use_cases.attachments import prepare_attachment

    command = attachment_command(request_id, call.body())
    _, announced, upload = prepare_attachment(command, call.signed, call.ports)
    form = {"url": upload.url, "fields": dict(upload.fields)}
    return Answer({"attachment": attachment_json(announced), "upload": form})


def attachment(call: Call[Ports], request_id: str, attachment: str) -> Answer:
    from chalicelib.requests.use_cases.attachments import attachment_link

    file_id = AttachmentId(attachment)
    url = attachment_link(RequestId(request_id), file_id, call.signed, call.ports)
    return Answer({"url": url})


def told(
    call: Call[Ports], request: VerificationRequest, *, status: int = 200, is_full: bool = True
) -> Answer:
    """The body of GET, as every act answers."""
    ports = call.ports
    body = request_json(request, ports.clock.now(), is_full=is_full)
    proofs = register_json(request.proofs, ports) if is_full else None
    if proofs is not None:
        body["proofs"] = proofs
    return Answer(body, status)
