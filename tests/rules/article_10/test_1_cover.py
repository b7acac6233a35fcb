"""Article 10-1: leave cover is temporary; whoever covers can't take the office over."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.ids import MemberId, UnitCode
from chalicelib.units.domain.unit import LeaveCover, Member
from tests.api.service import World

UNIT = "/v1/units/370402006"
SUPERVISOR = "370402006-supervisor-1"


def test_whoever_covers_can_neither_hand_over_nor_prolong() -> None:
    world = World()
    stored = world.store.units.unit(UnitCode("370402006"))
    assert stored is not None
    assert stored.supervisor is not None
    regular = Member(MemberId("regular-1"), "样例丙")
    # The holder of the seed's supervisor key covers for somebody else.
    cover = LeaveCover(stored.supervisor, world.clock.now() + timedelta(days=7))
    changed = replace(
        stored, members=(*stored.members, regular), supervisor=regular.id, cover=cover
    )
    world.store.commit(Commit(saves=(changed,)))
    longer = {"member": stored.supervisor, "until": "2027-01-01T00:00:00+08:00"}
    for path, body in (("supervisor", {"member": stored.supervisor}), ("leave-cover", longer)):
        refused = world.call("POST", f"{UNIT}/{path}", body, SUPERVISOR)
        assert (refused.status, refused.body["code"]) == (403, "access.role"), path
    assert world.store.units.unit(UnitCode("370402006")) == replace(
        changed, revision=changed.revision + 1
    )
