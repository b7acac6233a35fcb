"""The client of the API and the checker of what is published: a library, no command, no cloud.

``path`` is a key file (docs/signing.md), ``origin`` the system's public address. A call is signed,
and the answer is believed when its signature holds; both together are the receipt:

>>> from infra.client import Client, check_receipt, read_key_file
>>> client = Client(origin, read_key_file(path).jwk)
>>> reply = client.call("GET", "/v1/units")
>>> reply.status
200
>>> all(finding.holds for finding in check_receipt(reply.receipt, client.pinned_root))
True

Whoever changes a receipt is found out, by the file alone:

>>> from dataclasses import replace
>>> altered = replace(reply.receipt, target="/v1/keys")
>>> [one.what for one in check_receipt(altered, client.pinned_root) if not one.holds]
['请求目标']

These names are the face; the modules behind them may change. Each is loaded when it is first
asked for, since who calls needs nothing of what checks an edition.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.client.calling.keyfile import KeyFile, KeyFileUnusable, read_key_file
    from infra.client.calling.roots import KnownRoots
    from infra.client.calling.signed import CallUnanswered, Client, Reply, ResponseNotTrusted
    from infra.client.checking.edition_check import EditionChecker, Report
    from infra.client.checking.edition_reading import Doubt, EditionReader
    from infra.client.checking.proof_site import (
        ProofChecker,
        Site,
        SiteUnreachable,
        TargetUnusable,
    )
    from infra.client.checking.receipts import (
        Finding,
        Receipt,
        ReceiptUnreadable,
        check_receipt,
        read_receipt,
    )

__all__ = [
    "CallUnanswered",
    "Client",
    "Doubt",
    "EditionChecker",
    "EditionReader",
    "Finding",
    "KeyFile",
    "KeyFileUnusable",
    "KnownRoots",
    "ProofChecker",
    "Receipt",
    "ReceiptUnreadable",
    "Reply",
    "Report",
    "ResponseNotTrusted",
    "Site",
    "SiteUnreachable",
    "TargetUnusable",
    "check_receipt",
    "read_key_file",
    "read_receipt",
]
_MODULES = (
    "calling.keyfile",
    "calling.signed",
    "calling.roots",
    "checking.receipts",
    "checking.proof_site",
    "checking.edition_reading",
    "checking.edition_check",
)
"""Where the names are, the dearest to load last."""


def __getattr__(name: str) -> object:
    if name in __all__:
        for place in _MODULES:
            found = vars(import_module(f"{__name__}.{place}")).get(name)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
