"""HTML elements: the one place where text becomes HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_LONG = 26
"""Characters of a word that a side column of 45 mm may not hold."""
_LONG_WORD = re.compile(rf"[\0-\x08\x0e-\x1b!-\x84\x86-\x9f\xa1-\u10ff]{{{_LONG},}}")
"""No white space, and no script that may be parted anywhere; said so, it is compiled six times as fast."""
_RANGE = re.compile(r"(?<![^\s(\[])(\d{1,4}–\d{1,4})(?![^\s)\],.;:])")
_VOID = ("meta", "img", "br")


class Html(str):
    """Text that is HTML already. The functions of this module make it, and who lays HTML together."""

    __slots__ = ()

    def __html__(self) -> str:
        """Tell Jinja that there is nothing left to escape."""
        return self


def tag(name: str, /, *children: str, sep: str = "", **attributes: str | None) -> Html:
    """Return an element. Children that are not Html are text; attributes of None are left out; `class_` is `class`."""
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{shown}>")
    inner = sep.join(child if isinstance(child, Html) else escape(child, quote=False) for child in children if child)
    return Html(f"<{name}{shown}>{inner}</{name}>")


def text(words: str) -> Html:
    """Return words as HTML; those that may be longer than a line say so, for a sheet to part them, as do ranges of
    numbers, for a sheet not to.
    """
    if "–" not in words:
        return Html(_long(words))
    # The pieces between ranges are marked apart, since a mark of one kind within a mark of the other is no HTML.
    pieces = _RANGE.split(words)
    marked = [f'<span class="range">{one}</span>' if number % 2 else _long(one) for number, one in enumerate(pieces)]
    return Html("".join(marked))


def _long(words: str) -> str:
    made = escape(words, quote=False)
    return _LONG_WORD.sub(lambda match: f'<span class="long">{match[0]}</span>', made) if len(words) >= _LONG else made


def join(separator: str, parts: Iterable[Html]) -> Html:
    """Return pieces of HTML with a text between each two."""
    return Html(text(separator).join(parts))
