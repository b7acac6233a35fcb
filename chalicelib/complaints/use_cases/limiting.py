"""Bound what nobody signs, per source and altogether, without keeping an address (OURS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.complaints.domain.errors import TooManyComplaints
from chalicelib.complaints.domain.limits import DAY, HOUR, MINUTE, Limits, network_of, window_of
from chalicelib.kernel.times.clock import SHANGHAI

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.complaints.ports import Ports

EVERYBODY = "all"


def limit_source(act: str, address: str, limits: Limits, ports: Ports) -> None:
    """Count this call, or refuse it. Raises TooManyComplaints, Unavailable.

    The source comes first: whoever is over his own limit takes nothing from everybody else's.
    Up to 3 writes; a refusal writes nothing.
    """
    now = ports.clock.now()
    source = source_digest(address, now, ports)
    steps = (
        (source, limits.hourly, HOUR, "这个网络提交得太多"),
        (source, limits.daily, DAY, "这个网络今天提交得太多"),
        (EVERYBODY, limits.overall, MINUTE, "现在提交的人太多"),
    )
    for counted, most, period, what in steps:
        window = window_of(now, period)
        counter = f"{act}#{int(period.total_seconds())}#{counted}"
        if not ports.open_calls.counters.take(counter, most, window):
            raise TooManyComplaints(
                f"{what},请过 {_waiting(window.ends_at, now)}再试;急事请拨打 12345。",
                wait=window.ends_at - now,
            )


def source_digest(address: str, now: datetime, ports: Ports) -> str:
    """Who calls, as a keyed digest that is another one tomorrow."""
    today = now.astimezone(SHANGHAI).date().isoformat()
    return ports.open_calls.digests.blind_index("source", today, network_of(address))[:32]


def _waiting(until: datetime, now: datetime) -> str:
    minutes = -(-(until - now) // MINUTE)
    return f"{minutes} 分钟" if minutes <= 60 else f"{-(-minutes // 60)} 小时"
