"""Article 10-2: what is not a unit's duty goes back with a reason and a referral (R4)."""

from datetime import timedelta

import pytest

from chalicelib.kernel.errors import (
    FieldInvalid,
    UnitUnknown,
)
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import UnitCode
from chalicelib.requests.domain.outcomes import Referral, RequestState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.routing_acts import SendBackRequest, send_back_request
from tests.rules.world import (
    HALF_HOUR,
    HOUR,
    LAND,
    MS,
    START,
    TAX,
    District,
)
from tests.worlds import agent, call_by


def filed(row_code: str = "ZM007") -> tuple[District, VerificationRequest]:
    district = District()
    return district, district.file(row_code)


def facts(district: District, request: VerificationRequest) -> dict[str, str]:
    return dict(district.news(request, EventType.REQUEST_SENT_BACK).facts)


# --- in time or flagged late -------------------------------------------------------------


@pytest.mark.parametrize("row_code", ["ZM030", "ZM011", "ZM007"])
@pytest.mark.parametrize(
    ("after", "is_late"),
    [(timedelta(), False), (HALF_HOUR, False), (HALF_HOUR + MS, True), (20 * HOUR, True)],
)
def test_a_send_back_at_30_00_000_is_on_time_and_at_30_00_001_accepted_but_flagged_late(
    row_code: str, after: timedelta, *, is_late: bool
) -> None:
    district, request = filed(row_code)
    district.pass_by(after)
    sent_back = district.send_back(request, LAND)
    assert sent_back.state is RequestState.SENT_BACK
    assert sent_back.sent_back is not None
    assert sent_back.sent_back.is_late is is_late
    assert sent_back.sent_back.at == START + after
    assert facts(district, request)["is_late"] == str(is_late).lower()


def test_a_send_back_keeps_its_reason_and_its_referral() -> None:
    district, request = filed()
    sent_back = district.send_back(request, LAND).sent_back
    assert sent_back is not None
    assert sent_back.reason == "这一事实不由本单位登记,请向登记单位核验。"
    assert sent_back.referral == Referral(LAND, "样例")


@pytest.mark.parametrize("length", [9, 10])
def test_the_reason_has_at_least_ten_characters(length: int) -> None:
    district, request = filed()
    command = SendBackRequest(request.id, "非" * length, Referral(LAND, ""))
    call = call_by(agent(TAX))
    if length < 10:
        with pytest.raises(FieldInvalid) as refused:
            send_back_request(command, call, district.ports)
        assert refused.value.field == "reason"
        assert district.stored(request).is_open
    else:
        assert not send_back_request(command, call, district.ports).is_open


def test_the_referral_is_another_known_unit() -> None:
    district, request = filed()
    with pytest.raises(FieldInvalid) as itself:
        district.send_back(request, TAX)
    with pytest.raises(UnitUnknown) as nobody:
        district.send_back(request, UnitCode("370402999"))
    assert itself.value.field == nobody.value.field == "referral.unit"
    assert district.stored(request).is_open
