"""The file of a year, as an operator makes it from the State Council's notice."""

from datetime import date

import pytest

from infra.cli.office.calendar_files import CalendarFileUnusable, read_year

NOTICE = """一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。
二、春节:2月15日(农历腊月二十八、周日)至23日(农历正月初七、周一)放假调休,共9天。
2月14日(周六)、2月28日(周六)上班。
"""
"""The form of the notice of 2026."""


def days(*texts: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(one) for one in texts)


def test_the_sentences_of_the_notice_are_read_as_they_stand() -> None:
    read = read_year(NOTICE, 2026)
    assert read.make_up_days == days("2026-01-04", "2026-02-14", "2026-02-28")
    assert len(read.holidays) == 3 + 9
    assert (read.holidays[0], read.holidays[-1]) == days("2026-01-01", "2026-02-23")
    assert read.others == ()


def test_the_notice_of_another_year_shows_by_its_weekdays() -> None:
    with pytest.raises(CalendarFileUnusable) as refused:
        read_year(NOTICE, 2027)
    assert "2027-01-01 是周五,文件写的是周四" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        '{"holidays": ["2027-10-01", "2027-10-02"], "make_up_days": ["2027-10-09"]}',
        "2027-10-01,放假\n2027-10-02,放假\n2027-10-09,上班\n",
        "2027-10-01至2027-10-02,放假\n2027年10月9日,上班",
    ],
    ids=["json", "a line each", "a span"],
)
def test_each_form_says_the_same(text: str) -> None:
    read = read_year(text, 2027)
    assert read.holidays == days("2027-10-01", "2027-10-02")
    assert read.make_up_days == days("2027-10-09")


def test_days_of_the_year_before_are_told_and_not_counted() -> None:
    read = read_year("12月30日至1月1日放假。12月29日上班。", 2019)
    assert read.holidays == days("2019-01-01")
    assert set(days("2018-12-30", "2018-12-31")) <= set(read.others)


@pytest.mark.parametrize("text", ["1月1日", "1月1日放假,1月4日上班", "", "3日放假", "2月30日放假"])
def test_what_cannot_be_told_is_refused(text: str) -> None:
    with pytest.raises(CalendarFileUnusable):
        read_year(text, 2027)
