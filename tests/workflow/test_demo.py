"""``mianzheng demo`` ends 0 against the real system, and not when the rules are broken."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.cli.laptop.demo import choose
from infra.demo.cast import CannotPlay, Cast
from infra.demo.due_times import check_due_times, check_late, check_on_time
from infra.demo.late_stories import LATE
from infra.demo.prompt_stories import PROMPT
from infra.demo.showing import article_text, fold
from infra.demo.story import Pace, Script, Story, StoryBroken, perform
from infra.demo.views import RequestView, Why
from tests.workflow.system import running

T0 = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_demo_ends_well_in_memory_twice_on_the_same_system(tmp_path: Path) -> None:
    with running(tmp_path / "home") as system:
        for _ in range(2):
            played = system.demo()
            assert played.returncode == 0, played.stdout + played.stderr
            assert "项核对全部符合规则" in played.stdout
            assert "✗" not in played.stdout


@pytest.mark.slow
@pytest.mark.needs_java
def test_the_demo_ends_well_on_durable_storage(tmp_path: Path) -> None:
    with running(tmp_path / "home", "--durable") as system:
        played = system.demo()
        assert played.returncode == 0, played.stdout + played.stderr


@pytest.mark.slow
def test_with_the_rule_s_own_due_times_the_demo_does_not_wait_an_hour(tmp_path: Path) -> None:
    with running(tmp_path / "home", scale="1") as system:
        refused = system.demo()
        assert refused.returncode == 2
        assert "SLA_SCALE=0.01 make run" in refused.stderr
        quick = system.demo("--quick")
        assert quick.returncode == 0, quick.stdout + quick.stderr
        assert quick.stdout.count("跳过(--quick)") == len(LATE)


# --- the checks themselves can fail -----------------------------------------------------------


def a_story() -> Story:
    return Story("件", "第十条", Cast("http://127.0.0.1:1", Path()), Pace(HALF_HOUR))


def a_view(**changed: object) -> RequestView:
    values: dict[str, object] = {
        "id": "r",
        "state": "FILED",
        "rule": "R2",
        "issuer": "370402002",
        "filed_at": T0,
        "answer_by": T0 + HALF_HOUR,
        "send_back_by": T0 + HALF_HOUR,
        "promised_by": T0 + HALF_HOUR,
        "closed_at": None,
        "is_overdue": False,
        "overdue_since": None,
        "supervision": None,
        "supervise_by": None,
        "why": (
            Why("R2", "10-2", "即办件", T0 + HALF_HOUR),
            Why("R4", "10-2", "退回", T0 + HALF_HOUR),
            Why("R5", "10-2", "督办", T0 + 2 * HALF_HOUR),
            Why("R6", "10-2", "考核", None),
        ),
        "whole": {},
    }
    return RequestView(**{**values, **changed})  # type: ignore[arg-type]  # built from names


def test_a_request_by_the_rules_passes_every_check() -> None:
    story = a_story()
    check_due_times(story, a_view(), "R2")
    check_on_time(story, a_view(closed_at=T0 + HALF_HOUR))
    assert story.checks
    assert story.failures == []


MS = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    "changed",
    [
        {"rule": "R3"},
        {"answer_by": T0 + HALF_HOUR + MS},
        {"send_back_by": T0 + HALF_HOUR - MS},
        {"why": ()},
        {"why": (Why("R2", "10-2", "即办件(演示)", T0 + HALF_HOUR),)},
    ],
)
def test_due_times_that_are_not_the_rule_s_are_found(changed: dict[str, object]) -> None:
    story = a_story()
    check_due_times(story, a_view(**changed), "R2")
    assert story.failures


@pytest.mark.parametrize(
    "changed",
    [
        {"closed_at": T0 + HALF_HOUR + MS},
        {"closed_at": T0, "is_overdue": True},
        {"closed_at": T0, "supervision": "OPEN"},
    ],
)
def test_a_request_that_is_not_on_time_is_found(changed: dict[str, object]) -> None:
    story = a_story()
    check_on_time(story, a_view(**changed))
    assert story.failures


def test_supervision_must_end_half_an_hour_after_the_answer_was_due() -> None:
    late = {
        "is_overdue": True,
        "overdue_since": T0 + HALF_HOUR,
        "supervision": "OPEN",
        "supervise_by": T0 + 2 * HALF_HOUR,
    }
    good, bad = a_story(), a_story()
    check_late(good, a_view(**late), "OPEN")
    check_late(bad, a_view(**{**late, "supervise_by": T0 + HALF_HOUR}), "OPEN")
    assert good.failures == []
    assert len(bad.failures) == 1


def test_a_promised_item_has_24_hours_unless_the_promise_comes_first() -> None:
    reasons = a_view().why[1:]
    for promise, due in ((5 * 24, 24), (2, 2)):
        answer_by = T0 + timedelta(hours=due)
        view = a_view(
            rule="R3",
            promised_by=T0 + timedelta(hours=promise),
            answer_by=answer_by,
            why=(
                Why("R3", "10-2", "承诺件", answer_by),
                *(one for one in reasons if one.rule != "R5"),
                Why("R5", "10-2", "督办", answer_by + HALF_HOUR),
            ),
        )
        story = a_story()
        check_due_times(story, view, "R3")
        assert story.failures == []


def test_what_breaks_a_story_is_a_failed_check_and_no_traceback() -> None:
    def breaks(_story: Story) -> None:
        raise StoryBroken("应为 200,实为 500")

    def misses(_story: Story) -> None:
        raise KeyError("answer_by")

    for play in (breaks, misses):
        played = perform(Script("件", "第十条", play), a_story())
        assert [one.holds for one in played.checks] == [False]


def test_a_system_without_key_files_is_refused_with_the_next_step(tmp_path: Path) -> None:
    from chalicelib.kernel.callers import Role

    with pytest.raises(CannotPlay, match="make run"):
        Cast("http://127.0.0.1:1", tmp_path).actor("370402006", Role.AGENT)


def test_the_late_stories_are_left_out_only_when_asked() -> None:
    short = Pace(timedelta(seconds=18))
    assert choose(short, quick=False) == PROMPT + LATE
    assert choose(Pace(HALF_HOUR), quick=True) == PROMPT
    with pytest.raises(CannotPlay, match="--quick"):
        choose(Pace(HALF_HOUR), quick=False)


def test_chinese_is_folded_at_the_edge_and_ids_stay_whole() -> None:
    lines = fold("申请 dL4xsjtNVfL1MJib6a5LiQ 已到达,请按时出具", 26).split("\n")
    assert "dL4xsjtNVfL1MJib6a5LiQ" in "".join(line for line in lines if "dL4x" in line)
    assert len(lines) == 3
    assert article_text("10-2") == "第 10 条第 2 款"
