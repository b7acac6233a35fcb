"""How often a call nobody signs may come: per source, and altogether (OURS).

A source is a network, not a person: an IPv4 address, or the /64 of an IPv6 address, which is
what one household has. Nothing here keeps an address; who counts is given a keyed digest of it.
"""

import ipaddress
import re
from datetime import datetime, timedelta

from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
UNKNOWN = "unknown"
_FORM = re.compile(r"([0-9]{1,6})/([0-9]{1,6})/([0-9]{1,6})", re.ASCII)
_HOUSEHOLD = 64


@record(frozen=True)
class Limits:
    """At most so many: of one source per hour and per day, of all together per minute."""

    hourly: int
    daily: int
    overall: int

    @classmethod
    def parse(cls, text: str, *, field: str) -> "Limits":
        """``5/20/60``. Raises Misconfigured naming ``field``."""
        found = _FORM.fullmatch(text)
        numbers = [int(one) for one in found.groups()] if found else [0]
        if 0 in numbers:
            raise Misconfigured(
                f"{field} 要写成 每小时/每天/全部每分钟,例如 5/20/60,都是正整数。", field=field
            )
        return cls(*numbers)


COMPLAINING = Limits(hourly=5, daily=20, overall=60)
FOLLOWING = Limits(hourly=30, daily=100, overall=300)
"""Reading the state by code: a person looks a few times, whoever guesses wants millions."""


@record(frozen=True)
class Window:
    """A stretch of time in which is counted; ``starts_at`` tells it from the next."""

    starts_at: datetime
    ends_at: datetime


def window_of(moment: datetime, period: timedelta) -> Window:
    """The minute, hour or day (Asia/Shanghai) around ``moment``."""
    day = moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    start = day + (moment - day) // period * period
    return Window(start, start + period)


def network_of(address: str) -> str:
    """What counts as one source; ``unknown`` for what is no address."""
    try:
        parsed = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _HOUSEHOLD), strict=False))
    return str(parsed)
