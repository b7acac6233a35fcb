"""The clock of the laptop: named jobs every so many seconds, each in a thread of its own.

In production EventBridge and the table's stream do this; here a job may be woken before its time.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

log = logging.getLogger("mianzheng.local")

SWEEP_SECONDS = 60.0
SHORTEST_SWEEP_SECONDS = 2.0
OUTBOX_SECONDS = 2.0
"""For what is tried again; whatever is new wakes the job at once."""


@dataclass(frozen=True)
class Job:
    """``run`` is called, then again ``every_seconds`` after it has returned."""

    name: str
    every_seconds: float
    run: Callable[[], object]


def sweep_seconds(sla_scale: float) -> float:
    """The sweeper's period: 60 s, shortened like the due times, but never below 2 s."""
    return max(SHORTEST_SWEEP_SECONDS, SWEEP_SECONDS * sla_scale)


class Scheduler:
    """Runs jobs until stopped. A job never overlaps with itself; one failing harms no other."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._awake = {job.name: threading.Event() for job in jobs}
        self._runs = {job.name: 0 for job in jobs}
        self._failures = {job.name: 0 for job in jobs}
        self._threads = [
            threading.Thread(target=self._repeat, args=(job,), name=f"job-{job.name}", daemon=True)
            for job in jobs
        ]

    def start(self) -> None:
        """Begin; every job runs once at once (after a restart there may be work waiting)."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 10.0) -> bool:
        """Let running jobs end. False if one is still at it after ``seconds``."""
        self._stopping.set()
        self.wake(*self._awake)
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads)

    def wake(self, *names: str) -> None:
        """Run these jobs now; one that is running runs once more after that."""
        for name in names:
            self._awake[name].set()

    def runs(self, name: str) -> int:
        """How often the job has ended, well or not."""
        with self._lock:
            return self._runs[name]

    def failures(self, name: str) -> int:
        """How often the job has ended in an exception."""
        with self._lock:
            return self._failures[name]

    def _repeat(self, job: Job) -> None:
        awake = self._awake[job.name]
        while not self._stopping.is_set():
            awake.clear()
            failed = self._run_once(job)
            with self._lock:
                self._runs[job.name] += 1
                self._failures[job.name] += failed
            awake.wait(job.every_seconds)

    def _run_once(self, job: Job) -> bool:
        try:
            job.run()
        except Exception as error:  # noqa: BLE001  # one failure must not end the clock
            # Where it failed, not what it said: the message could hold personal data.
            where = "".join(traceback.format_tb(error.__traceback__)[-2:])
            log.error("job %s failed: %s\n%s", job.name, type(error).__name__, where)
            return True
        return False
