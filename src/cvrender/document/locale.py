"""Languages: headings, fixed words, and how dates are written.

`locales/<lang>.toml` holds them all. Its `[dates]` come from Babel (`make locales`; a test holds them against it), so
that no start pays for loading Babel; a regional tag such as `en-GB` does, for dates of its own.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from cvrender.document.model import Date, Inlines, Punctuation
from cvrender.record import Record
from cvrender.resume import model as resume
from cvrender.resume.model import Text

Month = Literal["short", "long", "numeric"]

_ALIASES = {
    **dict.fromkeys(("zh", "zh-cn", "zh-sg"), "zh-Hans"),
    **dict.fromkeys(("zh-tw", "zh-hk", "zh-mo"), "zh-Hant"),
    "iw": "he",
    "in": "id",
    "no": "nb",
}
"""Other tags of a language: by region, and those of before (ISO 639)."""
_SKELETONS: dict[Month, tuple[str, str]] = {
    "short": ("yMMM", "yMMMd"),
    "long": ("yMMMM", "long"),
    "numeric": ("yM", "yMd"),
}

_MARKS = {0x200E: None, 0x200F: None, 0x2009: " ", 0x202F: " "}
"""Direction marks, since each output isolates a date as a whole; CLDR's thin spaces, since `Sep 2021 – Present` with
them is not found by who searches for it."""


class Locale(Record):
    """One language. `dates` maps `year`, `range`, and, by style, `short` and `short_day` to patterns, one a month."""

    lang: str
    direction: Literal["ltr", "rtl"]
    headings: dict[str, str]
    publications: dict[str, str]
    words: dict[str, str]
    punctuation: Punctuation
    dates: dict[str, Any]


def languages() -> list[str]:
    """Return the tags of the languages that there are headings for."""
    return sorted(entry.name.removesuffix(".toml") for entry in _folder().iterdir() if entry.name.endswith(".toml"))


@functools.cache
def locale(tag: str) -> Locale | None:
    """Return the locale of a BCP 47 tag, or None where there are no headings for its language."""
    base = _base(tag)
    if base is None:
        return None
    raw = tomllib.loads((_folder() / f"{base}.toml").read_text("utf-8"))
    regional = "-" in tag and tag.lower() != base.lower() and tag.lower() not in _ALIASES
    return Locale(
        lang=tag if regional else base,
        direction=raw["direction"],
        headings=raw["headings"],
        publications=raw["publications"],
        words=raw["words"],
        punctuation=Punctuation(**raw["punctuation"]),
        dates=(babel_dates(tag) if regional else None) or raw["dates"],
    )


def date_inlines(date: resume.Date, locale: Locale, month: Month, *, day: bool) -> Inlines:
    """Return a date in words; what could not be read as a date stands as it was typed."""
    if date.present:
        return (Text(locale.words["present"], date.at),)
    if date.text:
        return (Text(date.text, date.at),)
    if not date.month:
        pattern = locale.dates["year"]
    else:
        style = f"{month}_day" if day and date.day else month
        pattern = locale.dates[style][date.month - 1]
    iso = resume.Date(date.year, date.month, date.day if day else 0).isoformat()
    return (Date(Text(pattern.format(y=date.year, d=date.day), date.at), iso),)


def duration(months: int, locale: Locale) -> str:
    """Return a length of time in words, as `2 years 3 months`; Babel is loaded for it."""
    from babel.units import format_unit

    tag = locale.lang.replace("-", "_")

    def words(number: int, unit: str) -> str:
        told = format_unit(number, unit, length="long", locale=tag)
        # Where CLDR has one form for all lengths, as in Korean, Babel 2.18 finds it under the short one.
        return format_unit(number, unit, length="short", locale=tag) if unit in told else told

    units = zip(divmod(months, 12), ("duration-year", "duration-month"), strict=True)
    # Babel's list of two units fails in Spanish, and says the second twice in Arabic.
    return " ".join(words(number, unit) for number, unit in units if number).translate(_MARKS)


def babel_dates(tag: str) -> dict[str, Any] | None:
    """Return the date patterns of a language as Babel has them, or None for one that it does not know."""
    import datetime

    from babel import Locale as Babel
    from babel import UnknownLocaleError
    from babel.dates import format_date, format_skeleton

    try:
        babel = Babel.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None

    def words(skeleton: str, date: datetime.date) -> str:
        if skeleton == "long":
            return str(format_date(date, "long", locale=babel)).translate(_MARKS)
        return str(format_skeleton(skeleton, date, locale=babel)).translate(_MARKS)

    def pattern(skeleton: str, month: int = 1) -> str:
        text = words(skeleton, datetime.date(3333, month, 28)).replace("3333", "{y}")
        found = re.sub(r"(?<!\d)28(?!\d)", "{d}", text, count=1)
        padded = words(skeleton, datetime.date(3333, month, 3)) != found.format(y=3333, d=3)
        return found.replace("{d}", "{d:02}") if padded else found

    # What is shown has spaces within it, so the dash needs some around it: `2020 – syys 2021`.
    between = re.sub(r"\{0\} ?[-–] ?\{1\}", "{0} – {1}", babel.interval_formats[None].translate(_MARKS))
    dates: dict[str, Any] = {"year": pattern("y"), "range": between}
    for style, (without, with_day) in _SKELETONS.items():
        dates[style] = [pattern(without, month) for month in range(1, 13)]
        dates[f"{style}_day"] = [pattern(with_day, month) for month in range(1, 13)]
    return dates


_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def _base(tag: str) -> str | None:
    lower = tag.lower().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return None
    known = {name.lower(): name for name in languages()}
    for candidate in (_ALIASES.get(lower, lower).lower(), lower.split("-")[0]):
        found = known.get(_ALIASES.get(candidate, candidate).lower())
        if found:
            return found
    return None


def _folder() -> Path:
    return Path(__file__).parent / "locales"
