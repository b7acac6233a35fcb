"""`mianzheng catalogue check`: what is signed and old does not pass for what counts today."""

from dataclasses import replace
from typing import Any

from tests.infra.cli.test_catalogue_check import CHANGED, ROWS, checked, played_back, two_editions
from tests.rules.publishing import PublishingDistrict
from tests.rules.world import DAY


def test_an_older_manifest_played_back_is_not_taken_for_the_one_in_force() -> None:
    """It is signed, by us: what tells is a later edition whose time has come."""
    files = played_back()
    for number in (None, 1, 2):
        (doubt,) = checked(files, number).doubts
        assert doubt.path == "/list/manifest.json"
        assert doubt.expected.startswith("第 2 版")
        assert doubt.found == "第 1 版"
        assert "两分钟" in doubt.advice


def test_an_edition_published_while_one_looks_is_no_doubt() -> None:
    """The manifest was read a moment before; it is read again."""
    manifest = "list/manifest.json"
    answers = [played_back()[manifest]]

    class Meanwhile(dict[str, bytes]):
        def get(self, path: str, default: Any = None) -> Any:
            is_first = path == manifest and answers
            return answers.pop() if is_first else super().get(path, default)

    report = checked(Meanwhile(two_editions().site.files))
    assert (report.doubts, report.in_force, answers) == ([], 2, [])


def test_a_manifest_that_names_a_next_edition_ends_with_its_time() -> None:
    """Also where nobody shows the statement of that one."""
    district = PublishingDistrict()
    district.published(ROWS)
    district.published(CHANGED, effective_from=district.clock.now() + 10 * DAY)
    files = district.site.files
    now = district.clock.now()
    assert checked(files, now=now).holds
    assert checked(files, 2, now).holds
    at_once = now + 10 * DAY
    (doubt,) = checked(files, now=at_once).doubts
    assert (doubt.path, doubt.found) == ("/list/manifest.json", "第 1 版")
    hidden = {name: one for name, one in files.items() if name != "list/editions/2.json"}
    assert doubt in checked(hidden, now=at_once).doubts


def test_an_edition_whose_time_has_not_come_is_not_called_in_force() -> None:
    district = PublishingDistrict()
    district.published(ROWS, effective_from=district.clock.now() + DAY)
    report = checked(district.site.files, now=district.clock.now())
    assert (report.in_force, report.holds, report.is_effective) == (1, True, False)


def test_a_name_missing_behind_a_code_of_the_edition_in_force_is_told() -> None:
    """An older list of names is signed, too."""
    district = PublishingDistrict()
    district.published(ROWS)
    names = district.site.files["units.json"]
    item = replace(ROWS[0].service_item, code="SX900")
    district.published((replace(ROWS[0], service_item=item), *ROWS[1:]))
    assert checked(district.site.files).holds
    (doubt,) = checked({**district.site.files, "units.json": names}).doubts
    assert doubt.path == "/units.json"
    assert "SX900" in doubt.found
