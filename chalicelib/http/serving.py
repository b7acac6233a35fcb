"""What serves the calls of this process: put here by bootstrap at first use, or by the local stack
and the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.kernel import ports as kernel

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from chalicelib.cloud.settings import Settings
    from chalicelib.kernel.callers import Role, SignedCall
    from chalicelib.kernel.events import Event
    from chalicelib.kernel.ids import MemberId, UnitCode
    from chalicelib.kernel.targets import Wire


class Refusals(Protocol):
    """Calls that were refused: one entry each after a valid signature, counted before it."""

    def record(self, event: Event) -> None: ...

    def count(self, code: str, source_class: str, at: datetime) -> None: ...


class Staff(Protocol):
    def has_role(self, member: MemberId, role: Role, now: datetime) -> bool:
        """Does this person hold this office of the unit now?"""
        ...


class StaffList(Protocol):
    def unit(self, code: UnitCode) -> Staff | None: ...


class Ports(kernel.Ports, Protocol):
    """What serving a call touches itself; a view finds its subject's ports in the same place."""

    @property
    def refusals(self) -> Refusals: ...

    @property
    def units(self) -> StaffList: ...


class Checker(Protocol):
    def check(self, wire: Wire, *, now: datetime, is_write: bool) -> SignedCall:
        """Raises SignatureRefused."""
        ...


class Responder(Protocol):
    def sign(self, call: SignedCall, status: int, body: bytes) -> str:
        """``WZM-Signature`` of the answer."""
        ...


class Services(Protocol):
    """``ports`` are whatever bootstrap made, which holds the ports of every subject
    (chalicelib/bootstrap proves it to the type checker); ``probe`` says in Chinese what keeps
    the system from being ready, and nothing when it is."""

    @property
    def settings(self) -> Settings: ...

    @property
    def ports(self) -> Any: ...

    @property
    def checker(self) -> Checker: ...

    @property
    def responder(self) -> Responder: ...

    @property
    def probe(self) -> Callable[[], tuple[str, ...]]: ...


_installed: list[Services] = []
_makers: list[Callable[[], Services]] = []


def services() -> Services:
    """The services of this process, made at first use."""
    if not _installed:
        _installed.append(_makers[-1]())
    return _installed[-1]


def use(wired: Services) -> None:
    """Let this process use these services (the local stack and tests)."""
    _installed[:] = [wired]


def make_with(maker: Callable[[], Services]) -> None:
    """How this process makes its services when the first call comes; makes nothing yet."""
    _makers[:] = [maker]
