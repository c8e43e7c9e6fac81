"""When: the period that a figure covers, read against the date of publication, with UCDP's date_prec.

Only ordinary expressions of news English are read; what is not stated stays null. Dates are kept at the precision
they are printed with: `2025-04-30`, `2025-04`, `2025`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
} | {"sept": 9}  # fmt: skip
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|"
    r"Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "a": 1,
    "an": 1,
    "one": 1,
    "half a": 0.5,
}
_DATE = re.compile(
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})(?:,?\s+(?P<y1>(?:19|20)\d\d))?|"
    rf"(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y2>(?:19|20)\d\d))?|"
    rf"(?P<m3>{_MONTH})(?:,?\s+(?:of\s+)?(?P<y3>(?:19|20)\d\d))?(?=\W|$))"
)
_MONTH_OF_YEAR = rf"({_MONTH}(?:,?\s+(?:of\s+)?(?:19|20)\d\d)?)"
_FROM_MONTH_TO_MONTH = re.compile(
    rf"\b(?i:from|between)\s+{_MONTH_OF_YEAR}\s+(?:to|and|until|through)\s+{_MONTH_OF_YEAR}"
)
_IN_TWO_MONTHS = re.compile(
    rf"\b(?i:in|during|over)\s+(?:(?:early|late|mid)[\s-]+)?{_MONTH_OF_YEAR}"
    rf"(?:-|\s+and\s+|,?\s+or\s+(?:in\s+)?(?:(?:early|late|mid)[\s-]+)?){_MONTH_OF_YEAR}"
)
_ONE_DAY = rf"(\d{{1,2}}\s+{_MONTH}(?:,?\s+\d{{4}})?|{_MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?)"
_FROM_DAY_TO_DAY = re.compile(rf"\b(?i:from|between)\s+{_ONE_DAY}\s+(?:to|and|until|through)\s+{_ONE_DAY}")
_AND_DAY = r"\s*(?:to|and|until|through|-|–)\s*"
_DAYS_OF_MONTH = re.compile(
    rf"(?<![\d,.])(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?{_AND_DAY}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})"
    r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
)
_MONTH_WITH_DAYS = re.compile(
    rf"\b(?P<month>{_MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?{_AND_DAY}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d,.]\d|\s+[a-z])"
    r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
)
"""`from 3 to 9 May`, `between May 3 and 9`, `May 3-9`."""
_TWO_YEARS = re.compile(
    r"\b(?:(?i:from|between)\s+((?:19|20)\d\d)\s+(?:to|and)|(?i:in|during)\s+((?:19|20)\d\d)\s+(?:and|or)(?:\s+in)?)"
    r"\s+((?:19|20)\d\d)\b"
)
_DAY_OF_ATTACK = re.compile(
    rf"\b(?i:the|its|their)\s+({_ONE_DAY})"
    rf"(?=\s+(?:[\w-]+ )?(?:attacks?|massacre|raids?|assault|bombings?|strikes?|blast|coup|invasion|ambush)\b)"
)
"""`in the October 7 attack`."""
_HELD_SINCE = re.compile(
    r"\b(?:under (?:[\w'-]+ ){0,4}?(?:control|siege|rule|blockade)|"
    r"controlled|held by(?: [\w'-]+){1,4}?|in power|in office"
    r"|besieged|ruled)(?: [\w'-]+){0,3}? (?:ever )?since\b[^,;]*"
)
"""Since when somebody holds a place: that dates no figure."""
_SINCE_IT_BEGAN = re.compile(r"\bsince\b.{0,80}\b(?:last|this) (?:week|month|year)\b")
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11), "winter": (12, 2)}

PRECISION_DAY, PRECISION_DAYS, PRECISION_WEEK, PRECISION_MONTH, PRECISION_YEAR = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Period:
    """A period with the kind of count it implies."""

    start: str | None
    end: str | None
    precision: int | None
    kind: str | None
    """`since`, `until`, `within`, `on`, or null."""


NOTHING = Period(None, None, None, None)


def _date_text(match: re.Match[str], published: dt.date | None) -> tuple[str, int] | None:
    month_word = match.group("m1") or match.group("m2") or match.group("m3")
    if month_word is None:
        return None
    month = _MONTHS[month_word.lower().rstrip(".")]
    year_text = match.group("y1") or match.group("y2") or match.group("y3")
    day_text = match.group("d1") or match.group("d2")
    if year_text:
        year = int(year_text)
    elif published is not None:
        year = published.year
        if (month, int(day_text or 1)) > (published.month, published.day):
            year -= 1
    else:
        return None
    if day_text:
        day = int(day_text)
        if not 1 <= day <= calendar.monthrange(year, month)[1]:
            return None
        return f"{year:04d}-{month:02d}-{day:02d}", PRECISION_DAY
    return f"{year:04d}-{month:02d}", PRECISION_MONTH


def date_of_weekday(name: str, published: dt.date, *, last: bool = False) -> str:
    """Return the last such weekday up to a day, as an ISO date."""
    back = (published.weekday() - _DAYS[name.lower()]) % 7
    if last and back == 0:
        back = 7
    return (published - dt.timedelta(days=back)).isoformat()


def parsed_date(published: str | None) -> dt.date | None:
    """Return an ISO date as a date, or null where it is none."""
    try:
        return dt.date.fromisoformat(published) if published else None
    except ValueError:
        return None


def period_of(clause: str, published: str | None) -> Period:
    """Return the period that the words of a clause state, against the date of publication.

    Args:
        clause: The words around the figure, folded.
        published: ISO date of publication, or null.
    """
    day = parsed_date(published)
    found = (
        _between_months(clause, day)
        or _between_days(clause, day)
        or _part_of_year(clause, day)
        or _between_years(clause)
        or _since(clause, day)
        or _until(clause, day)
    )
    if found is None and day is not None:
        found = _last_so_many(clause, day) or _season(clause, day) or _named_period(clause, day)
    return found or _dated(clause, day) or NOTHING


def _between_months(clause: str, day: dt.date | None) -> Period | None:
    """Read `from March to May 2024`, `in June and July`; `in July or August` too is from the first to the last."""
    both = _FROM_MONTH_TO_MONTH.search(clause) or _IN_TWO_MONTHS.search(clause)
    first, second = (_DATE.match(both.group(n)) for n in (1, 2)) if both else (None, None)
    if first is None or second is None:
        return None
    if second.group("y3"):
        day = dt.date(int(second.group("y3")), 12, 31)  # the year behind the second month is that of both
    a, b = (_date_text(match, day) for match in (first, second))
    if a is None or b is None:
        return None
    start, end = a[0], b[0]
    if second.group("y3") and not first.group("y3"):
        start = f"{end[:4]}{start[4:]}"
    if start > end and start[5:] < end[5:] and not second.group("y3"):
        end = f"{start[:4]}{end[4:]}"  # the later month is still to come
    if start > end and not first.group("y3"):
        start = f"{int(start[:4]) - 1:04d}{start[4:]}"
    return Period(start, end, PRECISION_YEAR, "within") if start <= end else None


def _between_days(clause: str, day: dt.date | None) -> Period | None:
    """Read `between 3 and 9 May`, `from 1 April to 30 June`."""
    dates = _FROM_DAY_TO_DAY.search(clause)
    if dates:
        ends = [_date_text(m, day) if (m := _DATE.match(words)) else None for words in dates.groups()]
        if ends[0] and ends[1] and ends[0][0] <= ends[1][0]:
            return Period(ends[0][0], ends[1][0], PRECISION_YEAR, "within")
    span = _DAYS_OF_MONTH.search(clause) or _MONTH_WITH_DAYS.search(clause)
    if span:
        first, second = (
            _DATE.match(f"{span['d' + n]} {span['month']}" + (f" {span['year']}" if span["year"] else ""))
            for n in ("1", "2")
        )
        a, b = (_date_text(m, day) if m else None for m in (first, second))
        if a and b:
            return Period(a[0], b[0], PRECISION_WEEK, "within")
    return None


def _part_of_year(clause: str, day: dt.date | None) -> Period | None:
    """Read `in the first half of 2024`, `over the last three months of the year`."""
    half = re.search(
        r"\b(?i:in|during|over) the (first|second|last) (half|quarter|six months|three months|"
        r"two months) of (?:(the year|this year|last year)|((?:19|20)\d\d))",
        clause,
    )
    if half is None:
        return None
    if half.group(4):
        base = int(half.group(4))
    elif day is not None:
        base = day.year - 1 if half.group(3) == "last year" else day.year
    else:
        return None
    size = {"half": 6, "six months": 6, "quarter": 3, "three months": 3, "two months": 2}[half.group(2)]
    begin = 1 if half.group(1) == "first" else 13 - size if half.group(1) == "last" else 1 + size
    return Period(f"{base:04d}-{begin:02d}", f"{base:04d}-{begin + size - 1:02d}", PRECISION_YEAR, "within")


def _between_years(clause: str) -> Period | None:
    """Read `from 2014 to 2022`, `in 2023 and 2024`, `in 2023 or 2024`."""
    years = _TWO_YEARS.search(clause)
    if years:
        start, end = sorted(filter(None, years.groups()))
        return Period(start, end, PRECISION_YEAR, "within")
    return None


def _since(clause: str, day: dt.date | None) -> Period | None:
    """Read `since the start of 2023`, `since 24 February`, `since Friday`."""
    clause = _HELD_SINCE.sub("", clause)
    since = re.search(
        r"\bsince\s+(?:the (?:start|beginning|end|outbreak) of\s+|early\s+|late\s+|mid-?\s*|around\s+|about\s+|"
        r"at least\s+|last\s+)?",
        clause,
        re.IGNORECASE,
    )
    if since:
        rest = clause[since.end() :]
        if (
            day is not None
            and (part := re.match(r"(?:the |this )?(year|month|week)\b", rest))
            and "of" in since.group()
        ):
            first = {"year": f"{day.year:04d}-01", "month": f"{day.year:04d}-{day.month:02d}"}.get(part.group(1))
            monday = (day - dt.timedelta(days=day.weekday())).isoformat()
            return Period(first or monday, None, PRECISION_YEAR, "since")
        date = _DATE.match(rest)
        if date:
            value = _date_text(date, day)
            if value:
                return Period(value[0], None, value[1], "since")
        year = re.match(r"((?:19|20)\d\d)\b", rest)
        if year:
            return Period(year.group(1), None, PRECISION_YEAR, "since")
        weekday = re.match(_DAY, rest)
        if weekday and day:
            return Period(date_of_weekday(weekday.group(), day), None, PRECISION_DAY, "since")
        inner = re.search(rf"\b(?:in|on)\s+((?:{_DATE.pattern}))", rest)
        if inner:
            date = _DATE.match(inner.group(1))
            value = _date_text(date, day) if date else None
            if value:
                return Period(value[0], None, value[1], "since")
    return None


def _until(clause: str, day: dt.date | None) -> Period | None:
    """Read `as of 1 May`, `by the end of 2024`."""
    as_of = re.search(
        r"\b(?:as of|as at|by|until|up to|through)\s+(?:the end of\s+|early\s+|late\s+|mid-?)?", clause, re.IGNORECASE
    )
    if as_of:
        rest = clause[as_of.end() :]
        date = _DATE.match(rest)
        value = _date_text(date, day) if date else None
        if value:
            return Period(None, value[0], value[1], "until")
        year = re.match(r"((?:19|20)\d\d)\b", rest)
        if year:
            return Period(None, year.group(1), PRECISION_YEAR, "until")
    return None


def _last_so_many(clause: str, day: dt.date) -> Period | None:
    """Read `in the past 24 hours`, `over the last two years`."""
    relative = re.search(
        r"\b(?:in|over|during|within)\s+(?:the\s+)?(?:past|last|previous|preceding)\s+(?:(\w+|half a)\s+)?(hour|"
        r"day|week|month|year)s?\b",
        clause,
        re.IGNORECASE,
    )
    if relative:
        count = _NUMBERS.get((relative.group(1) or "one").lower())
        if relative.group(1) and relative.group(1).isdigit():
            count = int(relative.group(1))
        if count is not None:
            unit = relative.group(2).lower()
            if unit == "hour":
                return Period((day - dt.timedelta(days=1)).isoformat(), day.isoformat(), PRECISION_DAYS, "within")
            if unit in {"day", "week"}:
                first_day = day - dt.timedelta(days=int(count * (7 if unit == "week" else 1)))
                return Period(
                    first_day.isoformat(),
                    day.isoformat(),
                    PRECISION_DAYS if unit == "day" else PRECISION_WEEK,
                    "within",
                )
            months = int(count * (12 if unit == "year" else 1))
            total = day.year * 12 + day.month - 1 - months
            return Period(
                f"{total // 12:04d}-{total % 12 + 1:02d}",
                f"{day.year:04d}-{day.month:02d}",
                PRECISION_YEAR,
                "within",
            )
    return None


def _season(clause: str, day: dt.date) -> Period | None:
    """Read `last winter`, `this spring`."""
    season = re.search(r"\b(last|this|in the)\s+(spring|summer|fall|autumn|winter)\b", clause, re.IGNORECASE)
    if season:
        begin_month, end_month = _SEASONS[season.group(2).lower()]
        year_number = day.year
        if season.group(1).lower() == "last" and (
            begin_month > day.month or end_month >= day.month or begin_month == 12
        ):
            year_number -= 1
        return Period(
            f"{year_number:04d}-{begin_month:02d}",
            f"{year_number + (1 if end_month < begin_month else 0):04d}-{end_month:02d}",
            PRECISION_YEAR,
            "within",
        )
    return None


def _named_period(clause: str, day: dt.date) -> Period | None:
    """Read `last year`, `this month`, `at the weekend`, `yesterday`."""
    if re.search(r"\blast year\b", clause, re.IGNORECASE):
        return Period(str(day.year - 1), str(day.year - 1), PRECISION_YEAR, "within")
    if re.search(r"\b(?:this year|so far this year)\b", clause, re.IGNORECASE):
        return Period(str(day.year), str(day.year), PRECISION_YEAR, "within")
    if re.search(
        r"(?<!since )(?<!since early )(?<!since late )\blast week\b", clause, re.IGNORECASE
    ) and not _SINCE_IT_BEGAN.search(clause):
        monday = day - dt.timedelta(days=day.weekday() + 7)
        return Period(monday.isoformat(), (monday + dt.timedelta(days=6)).isoformat(), PRECISION_WEEK, "within")
    if re.search(r"\blast month\b", clause, re.IGNORECASE):
        total = day.year * 12 + day.month - 2
        value_text = f"{total // 12:04d}-{total % 12 + 1:02d}"
        return Period(value_text, value_text, PRECISION_MONTH, "within")
    if re.search(r"\bthis month\b", clause, re.IGNORECASE):
        value_text = f"{day.year:04d}-{day.month:02d}"
        return Period(value_text, value_text, PRECISION_MONTH, "within")
    if re.search(
        r"\b(?:over|at) the weekend\b|\bweekend (?:attacks?|strikes?|assaults?|fighting|raids?)\b",
        clause,
        re.IGNORECASE,
    ):
        sunday = day - dt.timedelta(days=(day.weekday() + 1) % 7)
        return Period((sunday - dt.timedelta(days=1)).isoformat(), sunday.isoformat(), PRECISION_DAYS, "within")
    if re.search(r"\byesterday\b", clause, re.IGNORECASE):
        value_text = (day - dt.timedelta(days=1)).isoformat()
        return Period(value_text, value_text, PRECISION_DAY, "on")
    return None


def _dated(clause: str, day: dt.date | None) -> Period | None:
    """Read `on 3 May`, `in early March 2024`, `in 2019`."""
    dated = re.search(
        rf"\b(?i:on|in|during|early|late|mid|last)\s+(?:early\s+|late\s+|mid-?\s*|the (?:night|evening|morning|"
        rf"month) of\s+)?({_DATE.pattern})",
        clause,
    )
    dated = dated or _DAY_OF_ATTACK.search(clause)
    if dated:
        date = _DATE.match(dated.group(1))
        value = _date_text(date, day) if date else None
        if value:
            return Period(value[0], value[0], value[1], "on" if value[1] == PRECISION_DAY else "within")
    year = re.search(
        r"\b(?i:in|during|throughout)\s+(?:the course of\s+|all of\s+|early\s+|late\s+|mid-?\s*)?((?:19|20)\d\d)\b",
        clause,
    )
    if year:
        return Period(year.group(1), year.group(1), PRECISION_YEAR, "within")
    return None
