"""The one port of the laptop: the API, the static site and local attachments, by waitress."""

import errno
import logging
import socket
import threading
import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from infra.local.http.web import WebCall, WebHandler, WebReply, problem
from infra.local.problems import LocalProblem

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = logging.getLogger("mianzheng.local")

HOST = "127.0.0.1"
THREADS = 12
MAX_REQUEST_BYTES = 22 * 1024 * 1024  # a table of 20 MiB and the form around it
DRAIN_SECONDS = 5.0

_HOP_BY_HOP = {"connection", "content-length", "transfer-encoding", "date", "server"}


class Front:
    """The WSGI application: ``/v1/*`` to the API, ``/_objects`` to attachments,
    ``/_source`` to the sample database, else pages.

    The handlers may be set after the port is bound, so that a busy port is found before
    anything slow starts; callers meanwhile wait in the listening queue.
    """

    def __init__(self) -> None:
        self.api: WebHandler | None = None
        self.pages: WebHandler | None = None
        self.objects: WebHandler | None = None
        self.source: WebHandler | None = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        call = _call_of(environ)
        reply = _answer(self._handler(call.path), call)
        content = b"" if call.method == "HEAD" else reply.body
        headers = [(k, v) for k, v in reply.headers if k.lower() not in _HOP_BY_HOP]
        headers.append(("Content-Length", str(len(reply.body))))
        start_response(_status_line(reply.status), headers)
        return [content]

    def _handler(self, path: str) -> WebHandler:
        if path == "/v1" or path.startswith("/v1/"):
            return self.api or _not_here
        if path == "/_objects" or path.startswith("/_objects/"):
            return self.objects or _not_here
        if path == "/_source":
            return self.source or _not_here
        return self.pages or _not_here


class FrontServer:
    """waitress around a :class:`Front`; bound on construction, serving while :meth:`run`."""

    def __init__(self, front: Front, port: int, threads: int = THREADS) -> None:
        """Bind 127.0.0.1:``port`` (0: any free one). Raises LocalProblem if it is taken."""
        from waitress.server import create_server

        # Bound here, not by waitress: where that fails it leaves its socket and threads behind.
        self._server: Any = create_server(
            front,
            sockets=[_bound_socket(port)],
            threads=threads,
            max_request_body_size=MAX_REQUEST_BYTES,
            # In memory, not in a temporary file: a body may hold personal data.
            inbuf_overflow=MAX_REQUEST_BYTES,
            ident="mianzheng",
            clear_untrusted_proxy_headers=True,
        )
        self.port = int(self._server.effective_port)
        self._stopping = threading.Event()

    def run(self) -> None:
        """Serve in this thread until :meth:`stop`, then finish the calls already begun."""
        from waitress import wasyncore

        sockets = self._server._map
        while not self._stopping.is_set():
            wasyncore.loop(timeout=0.25, map=sockets, count=1)
        self._server.accepting = False
        ends_at = time.monotonic() + DRAIN_SECONDS
        while self._is_busy() and time.monotonic() < ends_at:
            wasyncore.loop(timeout=0.05, map=sockets, count=1)
        self.close()

    def stop(self) -> None:
        """Ask :meth:`run` to end; safe in a signal handler and from any thread."""
        self._stopping.set()

    def close(self) -> None:
        """Give the port back; called by :meth:`run`, or instead of it."""
        from waitress import wasyncore

        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._server._map)

    def _is_busy(self) -> bool:
        channels = list(self._server.active_channels.values())
        return any(channel.requests or channel.total_outbufs_len for channel in channels)


def _bound_socket(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
        bound.listen()
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            detail = f"端口 {port} 已被占用。请先停掉占用它的程序(查看:ss -ltnp | grep {port}),"
        elif error.errno == errno.EACCES:
            detail = f"没有权限使用端口 {port}(1024 以下要管理员权限)。请用管理员身份运行,"
        else:
            raise
        other = port + 1 if 1024 <= port < 65535 else 8080
        raise LocalProblem(f"{detail}或者换一个端口:PORT={other} make run。") from error
    return bound


def _call_of(environ: "WSGIEnvironment") -> WebCall:
    target = urlsplit(str(environ.get("REQUEST_URI") or "/"))
    headers = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = str(environ[name])
    return WebCall(
        method=str(environ["REQUEST_METHOD"]),
        path=target.path or "/",
        query=target.query,
        headers=headers,
        body=environ["wsgi.input"].read(),
        source_ip=str(environ.get("REMOTE_ADDR", HOST)),
    )


def _answer(handler: WebHandler, call: WebCall) -> WebReply:
    try:
        return handler(call)
    except Exception as error:  # noqa: BLE001  # one call must not end the server
        log.error("a call to the front failed: %s", type(error).__name__)
        return problem(500, "service.error", "服务出错", "本机服务出错,请看终端里的日志后重试。")


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Status"


def _not_here(_call: WebCall) -> WebReply:
    return problem(404, "route.unknown", "没有这个地址", "没有这个地址,请检查路径。")
