"""What of a resume may be left out where pages are few, what matters least first; and the resume without it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from cvrender.diagnostics.report import Position
from cvrender.record import Record
from cvrender.resume.model import CustomSection, Entry, Resume, Text, texts

Path = tuple[str | int, ...]
"""Keys and numbers that lead from a resume to something in it: `("work", 0, "highlights", 2)`."""


class Part(Record):
    """An entry, a role or a highlight that may be left out. `texts` are the places of what it says; `given` tells that
    the priority is its own.
    """

    path: Path
    at: Position | None
    words: str
    priority: int
    given: bool
    texts: frozenset[Position]

    @property
    def is_entry(self) -> bool:
        """Whether it is more than a line of text."""
        return self.path[-2] != "highlights"


def parts(resume: Resume) -> list[Part]:
    """Return the parts in the order in which they go.

    The least priority goes first; what has none counts 0, or as much as the entry that it belongs to, and an entry no
    less than what is in it. Of those that count the same, what the person has given that number goes first, then what
    stands last in the longest list, and of an entry first its highlights.
    """
    found = list(_parts(resume))
    numbers = {part.path: number for number, part in enumerate(found)}

    def rank(part: Part) -> tuple[int, bool, int, bool, int, int, int]:
        places = [int(number) for number in part.path[3 if part.path[0] == "sections" else 1 :: 2]]
        deepest = (part.is_entry, -len(part.path), -places[-1], -numbers[part.path])
        return part.priority, not part.given, -max(places), *deepest

    return sorted(found, key=rank)


def within(path: Path, others: Collection[Path]) -> bool:
    """Return whether something is one of others, or a part of one."""
    return any(path[:length] in others for length in range(2, len(path) + 1, 2))


def without(resume: Resume, gone: frozenset[Path]) -> Resume:
    """Return the resume without these parts; a section that has nothing else goes, too."""
    changed: dict[str, Any] = {}
    for key in resume.order:
        if key == "sections":
            sections = (_rest(one, (key, number), gone) for number, one in enumerate(resume.sections))
            changed[key] = tuple(one for one in sections if one.entries)
        else:
            changed[key] = _kept(getattr(resume, key), (key,), gone)
    new = resume.replace(**changed)
    return new.replace(order=tuple(key for key in new.order if getattr(new, key)))


_LISTS = ("entries", "positions", "highlights")


def _parts(resume: Resume) -> Iterator[Part]:
    for key in resume.order:
        if key == "sections":
            for number, section in enumerate(resume.sections):
                yield from _listed(section.entries, (key, number, "entries"), None)
        else:
            yield from _listed(getattr(resume, key), (key,), None)


def _listed(values: tuple[Any, ...], path: Path, inherited: Text | None) -> Iterator[Part]:
    for number, value in enumerate(values):
        here = (*path, number)
        if isinstance(value, Entry):
            own = value.priority
            said = list(texts(value))
            at, words = value.at, next(iter(said), "")
        else:
            own = value.marks.priority if value.marks else None
            said, at, words = [value], value.at, value
        counted = own or inherited
        inner = [part for name in _LISTS for part in _listed(getattr(value, name, ()), (*here, name), counted)]
        most = max((part.priority for part in inner if part.given), default=int(counted or 0))
        raised = most > int(counted or 0)
        places = frozenset(text.at for text in said if text.at)
        yield Part(here, at, str(words), most if raised else int(counted or 0), own is not None and not raised, places)
        yield from inner


def _kept(values: tuple[Any, ...], path: Path, gone: frozenset[Path]) -> tuple[Any, ...]:
    found = (_rest(value, (*path, number), gone) for number, value in enumerate(values) if (*path, number) not in gone)
    return tuple(value for value in found if value is not None)


def _rest(value: Any, path: Path, gone: frozenset[Path]) -> Any:
    """What is left of a value, None where all of its roles are gone."""
    if not isinstance(value, (Entry, CustomSection)):
        return value
    lists = {name: _kept(getattr(value, name), (*path, name), gone) for name in _LISTS if getattr(value, name, ())}
    return None if lists.get("positions") == () else value.replace(**lists)
