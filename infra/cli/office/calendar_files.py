"""The file of a year: JSON, a plain list, or the sentences of the State Council's notice.

{"holidays": ["2027-01-01"], "make_up_days": ["2027-02-20"]}
2027-01-01,放假            a date, a comma, 放假 or 上班
2027-10-01至2027-10-07,放假
一、元旦:1月1日(周五)至3日(周日)放假调休,共3天。1月4日(周一)上班。
"""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = "一二三四五六日"
_ONE = r"(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?"
_SPAN = re.compile(rf"{_ONE}(?:至{_ONE})?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
LONGEST_SPAN = 40


class CalendarFileUnusable(Exception):
    """In Chinese: what is wrong, and in which line or sentence."""


@dataclass(frozen=True)
class YearFile:
    """Days as the file says them, weekends among the holidays included; ``others`` belong to
    another year, which then needs a version of its own."""

    holidays: tuple[date, ...]
    make_up_days: tuple[date, ...]
    others: tuple[date, ...]


def read_year(text: str, year: int) -> YearFile:
    """Raises CalendarFileUnusable."""
    try:
        off, worked = _json(text) if text.lstrip().startswith("{") else _sentences(text, year)
    except (ValueError, KeyError, TypeError) as wrong:
        raise CalendarFileUnusable(f"文件读不出来:{wrong}") from wrong
    others = sorted(day for day in off | worked if day.year != year)
    return YearFile(
        tuple(sorted(day for day in off if day.year == year)),
        tuple(sorted(day for day in worked if day.year == year)),
        tuple(others),
    )


def _json(text: str) -> tuple[set[date], set[date]]:
    data = json.loads(text)
    off, worked = data["holidays"], data["make_up_days"]
    return {date.fromisoformat(one) for one in off}, {date.fromisoformat(one) for one in worked}


def _sentences(text: str, year: int) -> tuple[set[date], set[date]]:
    """Each sentence says 放假 or 上班 of the days in it; one with days and neither is an error."""
    plain = text.translate(str.maketrans("（）：，；", "():,;")).lstrip("﻿")
    plain = re.sub(r"[ \t　]", "", _ISO.sub(r"\1年\2月\3日", plain))
    off: set[date] = set()
    worked: set[date] = set()
    for sentence in re.split(r"[。;\n]", plain):
        days = _days(sentence, year)
        if not days:
            continue
        bare = re.sub(r"\([^()]*\)", "", sentence)
        if ("放假" in bare) == ("上班" in bare):
            raise CalendarFileUnusable(f"这一句分不清是放假还是上班,请分开写:{sentence[:60]}")
        (off if "放假" in bare else worked).update(days)
    if not off:
        raise CalendarFileUnusable("没有找到放假的日子;每行写“日期,放假”或“日期,上班”。")
    return off, worked


def _days(sentence: str, year: int) -> list[date]:
    """A day without its month is of the month named before it; 12 月 before 1 月 is the year
    before."""
    days: list[date] = []
    month = ""
    for found in _SPAN.finditer(sentence):
        first_year, first_month, first_day, first_note = found.groups()[:4]
        last_year, last_month, last_day, last_note = found.groups()[4:]
        month = first_month or month
        if not month:
            raise CalendarFileUnusable(f"这一句的日子没有写月份:{sentence[:60]}")
        ends_in = last_month or month
        is_before = bool(last_day) and int(month) > int(ends_in)
        first = date(int(first_year or year - is_before), int(month), int(first_day))
        _check(first, first_note)
        last = first
        if last_day:
            last = date(int(last_year or year), int(ends_in), int(last_day))
            _check(last, last_note)
        if not 0 <= (last - first).days < LONGEST_SPAN:
            raise CalendarFileUnusable(f"{first} 至 {last} 不像一个假期,请核对。")
        days += [first + timedelta(days=n) for n in range((last - first).days + 1)]
        month = ends_in
    return days


def _check(day: date, note: str | None) -> None:
    """The notice names weekdays: a wrong year or a mistyped day shows."""
    said = _WEEKDAY.search(note or "")
    if said and WEEKDAYS[day.weekday()] != said[1].replace("天", "日"):
        raise CalendarFileUnusable(
            f"{day} 是周{WEEKDAYS[day.weekday()]},文件写的是周{said[1]};请核对年份和日子。"
        )
