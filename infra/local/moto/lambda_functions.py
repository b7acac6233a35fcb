"""The functions of the laptop: a name, a Lambda-style handler, called in this process."""

import json
import logging
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger("mianzheng.local")

Handler = Callable[[Any, Any], Any]
"""``handler(event, context)``, as Lambda calls it; event and answer are JSON values."""

TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class LambdaContext:
    """What a handler may ask of its context; the names are Lambda's own."""

    function_name: str
    memory_limit_in_mb: int = 512
    function_version: str = "$LATEST"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    _ends_at: float = field(default_factory=lambda: time.monotonic() + TIMEOUT_SECONDS)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws-cn:lambda:cn-north-1:123456789012:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds left of the local time limit; nothing is cut off when it reaches 0."""
        return max(0, int((self._ends_at - time.monotonic()) * 1000))


@dataclass(frozen=True)
class Invocation:
    """The outcome of one call: the JSON text Lambda would return, and whether it failed."""

    payload: str
    failed: bool


class FunctionRegistry:
    """Handlers by function name. Unknown names are an error of the caller, said loudly."""

    def __init__(self, handlers: Mapping[str, Handler] | None = None) -> None:
        self._handlers: dict[str, Handler] = dict(handlers or {})

    def register(self, name: str, handler: Handler) -> None:
        """Add or replace the handler of ``name``."""
        self._handlers[name] = handler

    def invoke(self, name: str, body: str) -> Invocation:
        """Call ``name`` with a JSON text. An exception becomes Lambda's error payload.

        The message of the exception stays out of the log: it could hold personal data.
        """
        handler = self._handlers.get(name)
        try:
            if handler is None:
                raise LookupError(f"no local handler named {name}")
            answer = handler(json.loads(body or "{}"), LambdaContext(name))
            return Invocation(json.dumps(answer, default=str), failed=False)
        except Exception as error:  # noqa: BLE001  # as Lambda does
            log.error("function %s failed: %s", name, type(error).__name__)
            failure = {"errorType": type(error).__name__, "errorMessage": str(error)}
            return Invocation(json.dumps(failure), failed=True)
