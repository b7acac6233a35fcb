"""One conversation with the API, and what was said in it."""

from dataclasses import dataclass
from typing import Any

from tests.api.service import Answered, World

REQUESTS = "/v1/verification-requests"


@dataclass(frozen=True)
class Said:
    """One call and its answer; ``template`` is the path of the OpenAPI document."""

    method: str
    template: str
    sent: Any
    answered: Answered


class Talk:
    """Makes calls and keeps what was said."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.said: list[Said] = []

    def get(self, template: str, as_: str | None, query: str = "", **names: str) -> Any:
        path = template.format(**names) + query
        return self._keep("GET", template, None, self.world.call("GET", path, None, as_))

    def post(self, template: str, sent: Any, as_: str | None, **names: str) -> Any:
        path = template.format(**names)
        return self._keep("POST", template, sent, self.world.call("POST", path, sent, as_))

    def act(self, id_: str, act: str, sent: Any, as_: str) -> Any:
        template = f"{REQUESTS}/{{request_id}}/{act}"
        return self.post(template, sent, as_, request_id=id_)

    def _keep(self, method: str, template: str, sent: Any, answered: Answered) -> Any:
        assert answered.status < 300, (method, template, answered.status, answered.body)
        self.said.append(Said(method, template, sent, answered))
        return answered.body
