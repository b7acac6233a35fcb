"""What follows a commit: a failing entry waits, and holds up nobody else."""

from datetime import timedelta

from chalicelib.background.outbox import deliver_outbox
from chalicelib.bootstrap.ports import EveryPort as Ports
from chalicelib.http.serving import use
from chalicelib.requests.domain.request import VerificationRequest
from tests.api.service import World


class Unreadable:
    """A store in which one request can't be read any more (its data key was destroyed)."""

    def __init__(self, ports: Ports, broken: str) -> None:
        self._store = ports.store
        self._broken = broken
        self.is_mended = False

    @property
    def requests(self) -> "Unreadable":
        return self

    def request(self, request: str) -> VerificationRequest | None:
        if request == self._broken and not self.is_mended:
            raise ValueError
        return self._store.requests.request(request)  # type: ignore[arg-type]  # a plain text will do

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def broken_world() -> tuple[World, Ports, Unreadable, str, str]:
    world = World()
    broken, sound = world.file()["id"], world.file()["id"]
    use(world.services)
    store = Unreadable(world.services.ports, broken)
    ports = world.services.ports.replaced(store=store)
    return world, ports, store, broken, sound


def told(world: World) -> set[str]:
    answered = world.call("GET", "/v1/notices", None, "370402015-agent-1")
    return {one["request_id"] for one in answered.body["items"]}


def test_an_entry_that_fails_holds_up_nobody_else() -> None:
    world, ports, _, broken, sound = broken_world()
    assert deliver_outbox(ports) == 1
    assert told(world) == {sound}
    assert "outbox_failed" in [message for message, _ in world.telemetry.logged]
    assert broken not in told(world)


def test_a_failing_entry_stays_with_an_alarm_and_is_done_once_its_cause_is_mended() -> None:
    world, ports, store, broken, sound = broken_world()
    for _ in range(10):
        deliver_outbox(ports)
        world.clock.advance(timedelta(hours=1))
    assert ("outbox_stuck", "ALL") in world.telemetry.counted
    store.is_mended = True
    assert deliver_outbox(ports) == 1
    assert told(world) == {broken, sound}
    assert deliver_outbox(ports) == 0
