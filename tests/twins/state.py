"""What the twins of the storage ports share: plain dictionaries under one lock."""

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from chalicelib.kernel.commits import Aggregate, Operation, OutboxEntry
from chalicelib.kernel.events import Event
from chalicelib.kernel.ids import CaseNo, EventId, NoticeId, OperationId, UnitCode
from chalicelib.notices.domain.notice import Notice
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.cases import Case

AggregateKey = tuple[type[object], str]


@dataclass
class MemoryState:
    """Whoever reads or writes more than one entry holds ``lock``."""

    lock: Any = field(default_factory=threading.RLock, repr=False)
    aggregates: dict[AggregateKey, Aggregate] = field(default_factory=dict)
    events: dict[str, dict[EventId, Event]] = field(default_factory=lambda: defaultdict(dict))
    outbox: dict[EventId, OutboxEntry] = field(default_factory=dict)
    cases: dict[tuple[UnitCode, CaseNo], Case] = field(default_factory=dict)
    operations: dict[tuple[UnitCode, OperationId], Operation] = field(default_factory=dict)
    places: dict[tuple[int, int], StatusMark] = field(default_factory=dict)
    seen: set[tuple[UnitCode, str]] = field(default_factory=set)
    notices: dict[NoticeId, Notice] = field(default_factory=dict)
    refusals: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
