"""Two processes whose clocks differ a little agree on a case all the same."""

from datetime import timedelta

from chalicelib.kernel.ids import CaseNo
from tests.contract.store.racing import EDUCATION, Saves, TickingClock, file_one, new_race
from tests.worlds import NOW


def test_a_process_whose_clock_is_behind_joins_a_case_that_was_just_accepted(
    dynamodb_endpoint: str,
) -> None:
    race = new_race(dynamodb_endpoint)
    behind = race.table.ports(TickingClock(NOW - timedelta(milliseconds=50)), Saves())
    first, second = file_one(race.ports, "skewed"), file_one(behind, "skewed")
    assert second.case_accepted_at == first.case_accepted_at
    case = race.ports.requests.case(EDUCATION, CaseNo("skewed"))
    assert case is not None
    assert set(case.requests) == {first.id, second.id}
