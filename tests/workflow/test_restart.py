"""A power cut in the middle (durable): nothing is lost, due times that passed are noted.

The system is killed with two requests open. One becomes overdue while it is down, and its
supervision ends after the restart with nobody acting; the other is answered after the restart.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.kernel.callers import Role
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from infra.demo.cast import Actor, Cast, case_no
from infra.demo.due_times import check_late, check_on_time, file
from infra.demo.late_stories import HOSPITAL, MEDICAL_INSURANCE
from infra.demo.playing import learn_pace
from infra.demo.prompt_stories import CIVIL_AFFAIRS, TAXATION, answer
from infra.demo.story import Story
from infra.demo.views import RequestView
from tests.workflow.system import free_port, running

pytestmark = [pytest.mark.slow, pytest.mark.needs_java]

DOWN_SECONDS = 19.0
NOTICED_WITHIN = 15.0


def has_notice(story: Story, who: Actor, request: RequestView, event: str) -> bool:
    page = story.call(who, "GET", "/v1/notices?limit=100")
    return any(one["request_id"] == request.id and one["event"] == event for one in page["items"])


def comes_true(look: Callable[[], bool]) -> bool:
    ends_at = time.monotonic() + NOTICED_WITHIN
    while not look():
        if time.monotonic() > ends_at:
            return False
        time.sleep(0.3)
    return True


@pytest.mark.timeout(240)
def test_after_a_kill_and_a_restart_the_interrupted_requests_finish_by_the_rules(
    tmp_path: Path,
) -> None:
    home, port = tmp_path / "home", free_port()  # the origin must stay: it is what was signed
    with running(home, "--durable", port=port) as system:
        story = a_story(Cast(system.origin, home))
        hospital = story.cast.actor(HOSPITAL, Role.AGENT)
        civil_affairs = story.cast.actor(CIVIL_AFFAIRS, Role.AGENT)
        taxation = story.cast.actor(TAXATION, Role.AGENT)
        late = file(story, hospital, "ZM057", case_no())
        open_ = file(story, civil_affairs, "ZM007", case_no())
        story.act(taxation, open_, "accept", {})
        # Once the outbox is done, only what resumes timers can make this one's time pass.
        insurance = story.cast.actor(MEDICAL_INSURANCE, Role.AGENT)
        assert comes_true(lambda: has_notice(story, insurance, late, "REQUEST_FILED"))
        system.kill()
    time.sleep(DOWN_SECONDS)

    with running(home, "--durable", port=port) as system:
        supervisor = story.cast.actor(MEDICAL_INSURANCE, Role.SUPERVISOR)
        officer = story.cast.actor(TASK_FORCE_OFFICE, Role.OFFICER)
        assert comes_true(lambda: has_notice(story, supervisor, late, "REQUEST_OVERDUE"))
        check_late(story, story.read(hospital, late), "OPEN" if is_before_end(late) else "FAILED")

        assert story.read(civil_affairs, open_).state == "ACCEPTED"
        check_on_time(story, answer(story, taxation, open_, "收入", "0 元"))

        left = (late.answer_by - late.filed_at).total_seconds() + NOTICED_WITHIN
        ends_at = time.monotonic() + left
        while time.monotonic() < ends_at and not has_notice(
            story, officer, late, "SUPERVISION_FAILED"
        ):
            time.sleep(0.3)
        assert has_notice(story, officer, late, "SUPERVISION_FAILED")
        check_late(story, story.read(hospital, late), "FAILED")
        assert story.failures == []

        played = system.demo()
        assert played.returncode == 0, played.stdout + played.stderr


def is_before_end(request: RequestView) -> bool:
    """A slow machine may be up again only after the supervision has ended."""
    period = request.answer_by - request.filed_at
    return datetime.now(UTC) < request.answer_by + period


def a_story(cast: Cast) -> Story:
    return Story("断电重启", "第十条第二款", cast, learn_pace(cast))
