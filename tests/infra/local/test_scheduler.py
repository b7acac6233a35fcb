"""Jobs of the laptop's clock: they repeat, fail alone, never overlap, and stop."""

import threading
import time

import pytest

from infra.local.scheduler import Job, Scheduler, sweep_seconds


def wait_for_runs(scheduler: Scheduler, name: str, number: int) -> None:
    ends_at = time.monotonic() + 5
    while scheduler.runs(name) < number:
        assert time.monotonic() < ends_at
        time.sleep(0.005)


def test_a_job_runs_at_once_and_again_until_stopped() -> None:
    calls: list[float] = []
    scheduler = Scheduler([Job("tick", 0.01, lambda: calls.append(time.monotonic()))])
    scheduler.start()
    wait_for_runs(scheduler, "tick", 3)
    assert scheduler.stop()
    after = len(calls)
    time.sleep(0.05)
    assert len(calls) == after >= 3


def test_a_failing_job_is_counted_and_tried_again_and_its_message_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    message = "张三"

    def fail() -> None:
        raise ValueError(message)

    scheduler = Scheduler([Job("bad", 0.01, fail), Job("good", 0.01, lambda: None)])
    scheduler.start()
    wait_for_runs(scheduler, "bad", 3)
    wait_for_runs(scheduler, "good", 3)
    scheduler.stop()
    assert scheduler.failures("bad") == scheduler.runs("bad") >= 3
    assert scheduler.failures("good") == 0
    assert "job bad failed: ValueError" in caplog.text
    assert message not in caplog.text


def test_a_slow_job_never_overlaps_with_itself_and_holds_up_no_other() -> None:
    inside = threading.Semaphore(1)
    overlaps: list[bool] = []

    def slow() -> None:
        overlaps.append(not inside.acquire(blocking=False))
        time.sleep(0.05)
        inside.release()

    scheduler = Scheduler([Job("slow", 0.001, slow), Job("quick", 0.001, lambda: None)])
    scheduler.start()
    wait_for_runs(scheduler, "slow", 3)
    assert scheduler.runs("quick") > scheduler.runs("slow")
    scheduler.stop()
    assert not any(overlaps)


def test_a_job_is_woken_before_its_time_and_once_more_when_it_is_running() -> None:
    inside, go_on = threading.Event(), threading.Event()
    calls: list[float] = []

    def run() -> None:
        calls.append(time.monotonic())
        inside.set()
        go_on.wait(5)

    scheduler = Scheduler([Job("hourly", 3600, run)])
    scheduler.start()
    assert inside.wait(5)
    scheduler.wake("hourly")
    scheduler.wake("hourly")
    go_on.set()
    wait_for_runs(scheduler, "hourly", 2)
    time.sleep(0.05)
    assert len(calls) == 2
    scheduler.wake("hourly")
    wait_for_runs(scheduler, "hourly", 3)
    assert scheduler.stop()
    assert len(calls) == 3


def test_stop_says_when_a_job_is_still_at_it() -> None:
    go_on = threading.Event()
    scheduler = Scheduler([Job("stuck", 1, go_on.wait)])
    scheduler.start()
    assert scheduler.stop(seconds=0.05) is False
    go_on.set()
    assert scheduler.stop() is True


@pytest.mark.parametrize(("scale", "seconds"), [(1, 60), (0.5, 30), (0.01, 2), (0.0001, 2)])
def test_the_sweep_shortens_with_the_due_times_but_not_below_two_seconds(
    scale: float, seconds: float
) -> None:
    assert sweep_seconds(scale) == seconds
