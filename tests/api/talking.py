"""One conversation with the API, and what was said in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.api.service import Answered, World

REQUESTS = "/v1/verification-requests"


@dataclass(frozen=True)
class Said:
    """One call and its answer; ``template`` is the path of the OpenAPI document, ``names`` what
    stood for its parameters."""

    method: str
    template: str
    sent: Any
    answered: Answered
    names: Mapping[str, str]


class Talk:
    """Makes calls and keeps what was said."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.said: list[Said] = []

    def get(self, template: str, as_: str | None, query: str = "", **names: str) -> Any:
        path = template.format(**names) + query
        answered = self.world.call("GET", path, None, as_)
        return self._keep(Said("GET", template, None, answered, names))

    def post(self, template: str, sent: Any, as_: str | None, **names: str) -> Any:
        answered = self.world.call("POST", template.format(**names), sent, as_)
        return self._keep(Said("POST", template, sent, answered, names))

    def act(self, id_: str, act: str, sent: Any, as_: str) -> Any:
        template = f"{REQUESTS}/{{request_id}}/{act}"
        return self.post(template, sent, as_, request_id=id_)

    def _keep(self, said: Said) -> Any:
        assert said.answered.status < 300, said
        self.said.append(said)
        return said.answered.body
