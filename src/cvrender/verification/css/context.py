"""What an element has from those around it, and letters that are other ones than the source has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cvrender.verification.css.bounds import Numbers
from cvrender.verification.css.cascade import Style
from cvrender.verification.css.judge import Issue
from cvrender.verification.css.sheet import Declaration
from cvrender.verification.css.values import Colour, written

_TAGS = {"bdo": "is written in another direction", **dict.fromkeys(("s", "strike", "del"), "is struck out")}
"""What browsers do to elements that no writer of cvrender makes."""
_LOUD_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt"))
_LOUD = frozenset(("headline", "title", "name"))
"""Classes of what may be set in capitals; see `facts.Fact.loud`."""


class Context(NamedTuple):
    """What an element has from those around it."""

    style: Style
    own: Numbers
    size: float
    current: Colour
    grounds: tuple[Colour, ...]
    opacity: float
    zoom: float
    faded: Declaration | None
    canvas: bool
    in_list: bool
    issue: Issue | None
    ground: Declaration | None = None
    loud: bool = False
    taken: float = 0.0


def blamed(style: Style, names: Iterable[str]) -> Declaration | None:
    """Return the declaration that decides one of these properties, a theme's own before cvrender's."""
    found = [style.values[name].by for name in names if name in style.values]
    return next((by for by in found if by is not None and by.foreign), next(iter(found), None))


def is_loud(element: Element) -> bool:
    """Whether the text of an element may be set in capitals; see `facts.Fact.loud`."""
    return element.tag in _LOUD_TAGS or not _LOUD.isdisjoint((element.get("class") or "").split())


def changed_letters(style: Style, tag: str, *, loud: bool) -> Iterator[Issue]:
    """Yield what makes other letters of those of the source, but for capitals where a theme may set them."""
    if tag in _TAGS:
        yield Issue(_TAGS[tag], None)
    value = style.values.get("text-transform")
    fine = ("", "none", "uppercase") if loud else ("", "none")
    if value is not None and value.foreign and written(value.tokens) not in fine:
        yield Issue("is set in other letters", value.by)
