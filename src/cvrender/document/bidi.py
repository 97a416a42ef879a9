"""What reads from the left within a document that reads from the right, marked so that every engine sets it the same.

Left to the algorithm for directions (UAX #9) alone, `C++.` in Arabic is shown as `.++C`, `+962 6` as `6 962+`, and
engines differ where they set parts of a line by themselves.
"""

from __future__ import annotations

import re
from typing import Any

from cvrender.diagnostics.report import Position
from cvrender.document.model import Code, Date, Document, Emph, Inline, Inlines, Link, Ltr, Strong, plain
from cvrender.record import Record
from cvrender.resume.model import Text

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LEFT = re.compile(rf"[^\W\d_{_RTL}]")
_FROM_RIGHT = re.compile(rf"[{_RTL}]")
_BETWEEN = re.compile(rf"[^{_RTL}]+")
_FIGURE = r"\d++(?:[.,]\d++){0,12}"
"""A number, with a bound for its groups: what is looked at again from a later one is looked at so often at most."""
_QUANTITY = re.compile(
    r"\+\d[\d\s()\-.]*\d"  # a telephone number
    rf"|[$€£¥₪] ?{_FIGURE}|(?<!\d){_FIGURE} ?[%‰$€£¥₪]"
    rf"|(?<!\d){_FIGURE}[ \u00a0][A-Za-zµ°]{{1,3}}(?:/[a-z]+)?(?!\w)"  # a number with its unit
)
_PREFIX = re.compile(r"[@#./~$+\-]*")
_NO_PREFIX_BEHIND = re.compile(r"[^\s(\[{\"'“«]")
_NUMBER = re.compile(r"[\d.,/:@-]*")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w")
_SUFFIX = re.compile(r"[+#%°]+")
_INLINES = (str, Strong, Emph, Code, Link, Date, Ltr)


def isolate(document: Document) -> Document:
    """Return the document with each text, phrase, address and quantity that reads from the left in an Ltr."""
    return document.replace(
        headline=_isolated(document.headline),
        sections=_isolated(document.sections),
        updated=_isolated(document.updated),
    )


def _isolated(value: Any) -> Any:
    if isinstance(value, Link):
        return value.replace(content=_line(value.content))
    if isinstance(value, tuple):
        is_line = isinstance(value[0] if value else None, _INLINES) and not all(isinstance(v, Link) for v in value)
        return _line(value) if is_line else tuple(map(_isolated, value))
    if isinstance(value, Record):
        return value.replace(**{name: _isolated(getattr(value, name)) for name in value.FIELDS})
    return value


def _line(inlines: Inlines) -> Inlines:
    """A text as a whole: all of it where nothing reads from the right, else what does not."""
    words = plain(inlines)
    if _FROM_RIGHT.search(words):
        return tuple(piece for inline in inlines for piece in _pieces(inline))
    return (Ltr(inlines),) if _LEFT.search(words) or _QUANTITY.search(words) else inlines


def _pieces(inline: Inline) -> Inlines:
    if isinstance(inline, str):
        return _phrases(inline)
    if isinstance(inline, Code):
        return (inline,) if _FROM_RIGHT.search(inline.text) else (Ltr((inline,)),)
    if isinstance(inline, (Strong, Emph, Link)):
        return (inline.replace(content=_line(inline.content)),)
    return (inline,)


def _phrases(words: str) -> Inlines:
    """The words, those that follow each other from the left together."""
    place = words.at if isinstance(words, Text) else None
    out: list[Inline] = []
    at = 0
    for between in _BETWEEN.finditer(words):
        for start, end in _spans(words, *between.span()):
            out += [words[at:start], Ltr((words[start:end],))]
            at = end
    pieces = (piece for piece in (*out, words[at:]) if piece)
    return tuple(pieces) if place is None else tuple(_placed(piece, place) for piece in pieces)


def _placed(piece: Inline, place: Position) -> Inline:
    """A piece with the place in the source of the text that it is of."""
    if isinstance(piece, Ltr):
        return Ltr(tuple(_placed(inside, place) for inside in piece.content))
    return Text(piece, place) if isinstance(piece, str) else piece


def _spans(words: str, first: int, last: int) -> list[tuple[int, int]]:
    """Where, between two words from the right, something from the left stands."""
    quantities = [match.span() for match in _QUANTITY.finditer(words, first, last)]
    letter = _LEFT.search(words, first, last)
    if not letter:
        return quantities
    start = min([letter.start(), *(start for start, end in quantities if end >= letter.end())])
    if number := _DIGIT.search(words, _run_before(_NUMBER, words, first, start), start):  # `5G`, `10.1234/x`
        start = number.start()
    prefix = _run_before(_PREFIX, words, first, start)
    if not prefix or not _NO_PREFIX_BEHIND.match(words, prefix - 1):
        start = prefix
    end = max(match.end() for match in _WORD.finditer(words, start, last))
    if suffix := _SUFFIX.match(words, end, last):
        end = suffix.end()
    if words.count("(", start, end) > words.count(")", start, end) and words[end : end + 1] == ")":
        end += 1
    return [*((a, b) for a, b in quantities if b <= start), (start, end)]


def _run_before(characters: re.Pattern[str], words: str, first: int, last: int) -> int:
    """Return where the run of characters begins that ends at a place. A search for it from the left, with `$`, would
    begin anew at each character.
    """
    run = characters.match(words[first:last][::-1])
    return last - (run.end() if run else 0)
