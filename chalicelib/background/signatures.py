"""What stands for ever is signed anew by the key that signs now, so that the one before may leave:
the same content, letter for letter, under another signature (docs/adr/0017)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.proofs.status.use_cases.names import NAMES, NAMES_TYP
from chalicelib.publishing.use_cases.latest import latest_editions
from chalicelib.publishing.use_cases.statements import (
    EDITION_TYP,
    MANIFEST,
    MANIFEST_TYP,
    put_signed,
    statement_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.background.ports import Ports


def renew_signatures(ports: Ports) -> int:
    """Hourly: the statement of every edition, the manifest, the names. How many were signed anew.

    Costs nothing where the key was never rotated, else 1 read a file. What this system never signed
    is left as it is, for others to report.
    """
    if not ports.editions.lists.is_rotated():
        return 0
    return sum(_renew(path, typ, ports) for path, typ in _files(ports))


def _files(ports: Ports) -> Iterator[tuple[str, str]]:
    editions = latest_editions(ports.lists)
    for number in range(1, editions[0].number + 1 if editions else 1):
        yield statement_path(number), EDITION_TYP
    yield MANIFEST, MANIFEST_TYP
    yield NAMES, NAMES_TYP


def _renew(path: str, typ: str, ports: Ports) -> bool:
    content = ports.proofs.site.read(path)
    if content is None:
        return False
    try:
        token = str(parse_object(content)["signed"])
    except (KeyError, MianzhengError):
        return False
    lists = ports.editions.lists
    claims = lists.read(typ, token) if lists.is_behind(token) else None
    if claims is None:
        return False
    put_signed(path, lists.sign(typ, claims), ports)
    return True
