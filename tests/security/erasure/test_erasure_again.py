"""An erasure outlives every backup: its mark stands outside the table, and is acted on again."""

from dataclasses import replace

import pytest

from chalicelib.background.outbox import deliver_outbox
from chalicelib.cloud.codec import encode
from chalicelib.erasure.domain.erasure import ErasureMark
from chalicelib.erasure.use_cases.redoing import redo_erasure
from chalicelib.kernel.ids import ProofId, RequestId
from tests.api.service import PERSON, World
from tests.security.erasure.erasing import (
    ASKER,
    REQUESTS,
    WHY,
    answered,
    erase,
)
from tests.twins.erasures import MemoryErasureMarks


@pytest.mark.parametrize("kind", ["world", "stored"])
def test_nobody_is_told_of_an_erasure_before_its_mark_stands_outside_the_table(
    kind: str, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(kind)
    id_ = answered(world)
    marks = world.services.ports.erasures
    assert not marks.has(RequestId(id_))
    assert erase(world, id_).status == 200
    assert marks.has(RequestId(id_))
    (mark,) = marks.every()
    assert (mark.request, len(mark.proofs)) == (id_, 1)
    told = encode(mark).decode()
    assert PERSON["name"] not in told
    assert WHY["reason"] not in told, "what an officer writes may name somebody"


def test_a_mark_that_could_not_be_put_is_put_by_the_outbox(world: World) -> None:
    id_ = answered(world)
    ports = world.services.ports
    marks = ports.erasures
    full = ports.replaced(erasures=FullDisk())
    world.services = replace(world.services, ports=full)
    assert erase(world, id_).status == 500
    world.services = replace(world.services, ports=ports)
    assert not marks.has(RequestId(id_))
    deliver_outbox(ports)
    assert marks.has(RequestId(id_))


class FullDisk(MemoryErasureMarks):
    def put(self, mark: ErasureMark) -> None:
        raise OSError(mark.request)


@pytest.mark.parametrize("kind", ["world", "stored"])
def test_what_comes_back_with_an_old_table_is_erased_again(
    kind: str, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(kind)
    id_ = answered(world)
    ports = world.services.ports
    before = ports.requests.request(RequestId(id_))
    assert before is not None
    copies = before.proofs.copies
    mark = ErasureMark(RequestId(id_), world.clock.now(), copies)
    redone = redo_erasure(mark, ports)
    assert (redone.was_back, redone.left) == (True, ())
    assert ports.requests.request(RequestId(id_)) is None
    assert ports.erased.erased_request(RequestId(id_)) is not None
    assert ports.proofs.files.read(copies[0]) is None
    assert world.call("GET", f"{REQUESTS}/{id_}", None, ASKER).body["code"] == "request.unknown"
    again = redo_erasure(mark, ports)
    assert (again.was_back, again.left) == (False, ())


def test_what_the_old_table_never_knew_is_erased_all_the_same(stored: World) -> None:
    """A copy extracted after the chosen time: its page stands, its record does not."""
    ports = stored.services.ports
    proof = ProofId("AAAAAAAAAAAAAAAAAAAAAA")
    ports.proofs.files.keep(proof, b"page")
    mark = ErasureMark(RequestId("never-filed"), stored.clock.now(), (proof,))
    redone = redo_erasure(mark, ports)
    assert (redone.was_back, redone.left) == (False, ())
    assert ports.proofs.files.read(proof) is None
