"""docs/operations.md: a runbook for each alarm of the template, and none for an alarm that is
not there; the commands it names exist."""

import re
from pathlib import Path

from infra.cli.main import COMMANDS
from infra.stage.file import load_stage
from infra.template.alarms import alarms

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")


def runbooks() -> dict[str, str]:
    """Alarm -> its section."""
    parts = re.split(r'<a id="([a-z0-9]+)"></a>', PAGE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_alarm_has_its_runbook_and_every_runbook_its_alarm() -> None:
    found = alarms(load_stage("test"))
    named = {
        str(one["Properties"]["AlarmDescription"]).partition("docs/operations.md#")[2]
        for one in found.values()
        if one["Type"] == "AWS::CloudWatch::Alarm"
    }
    assert len(named) > 20
    assert set(runbooks()) == named


def test_a_runbook_says_who_is_hurt_where_to_look_and_what_to_do() -> None:
    for name, section in runbooks().items():
        for part in ("**影响**", "**先看**", "**处理**"):
            assert part in section, f"{name} lacks {part}"


def test_the_commands_it_names_exist() -> None:
    named = set(re.findall(r"`mianzheng ([a-z]+)", PAGE))
    assert named <= set(COMMANDS)
    assert "erase" in named
