"""Twin of ``complaints.ports.Counters``."""

import threading

from chalicelib.complaints.domain.limits import Window


class MemoryCounters:
    """What was counted, by counter and the start of its window."""

    def __init__(self) -> None:
        self.tallies: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    def take(self, counter: str, most: int, window: Window) -> bool:
        place = counter, window.starts_at.isoformat()
        with self._lock:
            tally = self.tallies.get(place, 0)
            if tally < most:
                self.tallies[place] = tally + 1
        return tally < most
