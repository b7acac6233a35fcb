"""A call on the wire and the one way to write its target: what a signature covers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from chalicelib.kernel.call_refusals import refused
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADER_NAME = "WZM-Signature"


_PATH_FORM = re.compile(r"/|(?:/[A-Za-z0-9._~-]+)+/?", re.ASCII)


class Wire(Protocol):
    """An HTTP call as it came: what a signature covers, and the signatures."""

    @property
    def method(self) -> str: ...

    @property
    def target(self) -> str:
        """Path plus ``?`` + canonical query, no stage. Raises SignatureRefused ``sig.target``."""
        ...

    @property
    def signatures(self) -> tuple[str, ...]: ...

    @property
    def body(self) -> bytes: ...


@record(frozen=True)
class WireCall:
    """A Wire by its parts, for who has no HTTP call before him (the doctor, a client's test)."""

    method: str
    target: str
    signatures: tuple[str, ...]
    body: bytes


def canonical_target(path: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """The one way to write a request target, ``/path?a=1&b=2``, from the decoded query pairs.

    Names and values are percent-encoded as RFC 3986 says (unreserved characters stay, upper-case
    hex), sorted by encoded name. Raises SignatureRefused ``sig.target`` for a path outside
    ``[A-Za-z0-9._~/-]``, an empty, ``.`` or ``..`` segment, an empty or a repeated name.
    """
    if not _PATH_FORM.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise refused("sig.target", field="htt")
    try:
        encoded = [(quote(name, safe=""), quote(value, safe="")) for name, value in pairs]
    except UnicodeEncodeError:  # half a surrogate pair has no UTF-8
        raise refused("sig.target", field="htt") from None
    names = {name for name, _ in encoded}
    if len(names) != len(encoded) or "" in names:
        raise refused("sig.target", field="htt")
    query = "&".join(f"{name}={value}" for name, value in sorted(encoded))
    return f"{path}?{query}" if query else path
