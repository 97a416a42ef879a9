"""In which order entries stand: by their dates, as far as these can be compared, and else as they were written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from cvrender.resume.model import Date, Role, Text, Work

T = TypeVar("T")

_ONGOING = (10_000, 0, 0)
"""After every year that a date can have."""


def ordered(entries: tuple[T, ...], order: str) -> tuple[T, ...]:
    """Return the entries with the newest or the oldest first, by the day when each ended; `none` changes nothing.

    What goes on is newest. Entries that end at one time stay as they stand, and so do those of which one date says
    less than another: 2021 is neither before nor after 2021-05, so no two entries of 2021 change places then. What has
    no date stays behind the entry before it. Where fewer than half have one, nothing changes.
    """
    chunks = _chunks(entries)
    dated = [chunk for chunk in chunks if chunk[0] is not None]
    if order == "none" or 2 * len(dated) < len(entries) or len(dated) < 2:
        return entries
    keys = _comparable([when for when, _ in dated if when is not None])
    found = sorted(zip(keys, dated, strict=True), key=lambda pair: pair[0], reverse=order == "newest")
    first = [entry for when, chunk in chunks if when is None for entry in chunk]
    return (*first, *(entry for _, (_, chunk) in found for entry in chunk))


def _chunks(entries: tuple[T, ...]) -> list[tuple[tuple[int, int, int] | None, list[T]]]:
    """The dates with what stays together: an entry and those behind it without a date; at first those before any."""
    out: list[tuple[tuple[int, int, int] | None, list[T]]] = [(None, [])]
    for entry in entries:
        when = ended(entry)
        if when is None:
            out[-1][1].append(entry)
        else:
            out.append((when, [entry]))
    return out if out[0][1] else out[1:]


def ended(entry: Any) -> tuple[int, int, int] | None:
    """Return year, month and day of an entry's end, 0 where they are not given; None where it has no date."""
    if isinstance(entry, Text):
        return None
    start: Date | None = getattr(entry, "startDate", None)
    end: Date | None = getattr(entry, "endDate", None)
    single: Date | None = getattr(entry, "releaseDate", None) or getattr(entry, "date", None)
    if start is not None and end is None:
        return _ONGOING if not start.text else None
    for date in (end, single):
        if date is not None:
            return None if date.text else _ONGOING if date.present else (date.year, date.month, date.day)
    return max((found for role in getattr(entry, "positions", ()) if (found := ended(role))), default=None)


def _comparable(dates: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The dates, cut to what all of their year, and all of their month, say."""
    years = {year for year, month, _ in dates if not month}
    months = {(year, month) for year, month, day in dates if not day}
    return [
        (year, 0, 0) if year in years else (year, month, 0) if (year, month) in months else (year, month, day)
        for year, month, day in dates
    ]


def grouped(entries: Iterable[Work]) -> tuple[Work, ...]:
    """Return the entries with those roles as positions of one that stand one after the other at one place.

    They have the same name and differ in nothing that is of the place: its page and its description.
    """
    out: list[list[Work]] = []
    for entry in entries:
        if out and _same_place(out[-1][0], entry):
            out[-1].append(entry)
        else:
            out.append([entry])
    return tuple(_one_place(run) if len(run) > 1 else run[0] for run in out)


def _same_place(one: Work, other: Work) -> bool:
    if one.positions or other.positions or type(one) is not type(other):
        return False
    names = [getattr(entry, "name", None) or getattr(entry, "organization", None) for entry in (one, other)]
    same = names[0] and names[0] == names[1] and one.position and other.position
    return bool(same and (one.url, one.description) == (other.url, other.description))


_OF_THE_PLACE = ("name", "organization", "url", "description")


def _one_place(run: list[Work]) -> Work:
    location = run[0].location if all(entry.location == run[0].location for entry in run) else None
    place = {key: getattr(run[0], key) for key in _OF_THE_PLACE if key in run[0].SPECS}
    roles = []
    for entry in run:
        own = {key: value for key, value in vars(entry).items() if key in Role.SPECS and key not in _OF_THE_PLACE}
        if location is not None:
            own.pop("location", None)
        roles.append(Role(at=entry.at, extra=entry.extra, **own))
    return type(run[0])(at=run[0].at, location=location, positions=tuple(roles), **place)
