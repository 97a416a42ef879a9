"""Bounds of lengths within which text can neither leave its page nor come to lie on other text."""

from __future__ import annotations

from typing import Any

from cvrender.verification.css.cascade import Style, Value
from cvrender.verification.css.properties import LENGTHS
from cvrender.verification.css.values import Tokens, Units, UnknownValueError, keyword, length, tokens_of

_WORDS = {
    "thin": 1.0,
    "medium": 3.0,
    "thick": 5.0,
}
_AS_CONTENT = frozenset(
    "auto none min-content max-content fit-content normal stretch -webkit-fill-available from-font".split()  # noqa: SIM905  # a list of words is easier to read so
)
_ALIGNED = frozenset("baseline sub super text-top text-bottom middle top bottom".split())  # noqa: SIM905  # as above
_OVERLAP = 0.15
"""The part of the size of text by which a box may be moved over what is before it."""
_HANG = 4.0
_DEEP = 400.0
_TALL = 2000.0
_SHARE = 0.4
"""The part of the window's width that a margin or padding at one side may take."""
_NARROW = 3.0
"""Em of the narrowest box of text."""


_STEPS = {
    "xx-small": 9 / 16, "x-small": 10 / 16, "small": 13 / 16, "medium": 1.0, "large": 18 / 16, "x-large": 1.5,
    "xx-large": 2.0, "xxx-large": 3.0,
}  # fmt: skip
_SIZE = 16.0
_AROUND = (("margin", ""), ("padding", ""), ("border", "-width"))
MOST_TAKEN = 0.75
"""The part of the width that margins and padding may take, all elements around a text together."""


class Numbers(dict[str, float]):
    """The lengths of an element in pixels, as far as they are stated and not `auto`."""


def numbers(style: Style, units: Units) -> tuple[Numbers, dict[str, Value]]:
    """Return the lengths of an element, and the values that are none."""
    found, unknown = Numbers(), dict[str, Value]()
    for name, value in style.values.items():
        if name not in LENGTHS or not value.tokens:
            continue
        try:
            found[name] = _number(value.tokens, units)
        except UnknownValueError:
            if not _is_word(name, value.tokens):
                unknown[name] = value
    return found, unknown


def _number(tokens: Tokens, units: Units) -> float:
    word = keyword(tokens)
    if word in _WORDS:
        return _WORDS[word]
    if len(tokens) != 1:
        raise UnknownValueError
    return length(tokens[0], units)


def _is_word(name: str, tokens: Tokens) -> bool:
    word = keyword(tokens)
    return word in _AS_CONTENT or (name == "vertical-align" and word in _ALIGNED)


def beyond(name: str, own: Numbers, parent: Numbers, units: Units, tag: str, context: Any) -> str:
    """Return what is to be said of text in an element whose length of this name is out of bounds, else nothing."""
    px, em, width = own[name], units.em, units.width
    box, _, side = name.partition("-")
    sideways = side in ("left", "right")
    if box == "margin":
        if sideways:
            room = parent.get(f"padding-{side}", 0.0) + max(0.0, parent.get(f"margin-{side}", 0.0)) + _HANG
            return "" if -room <= px <= _SHARE * width else "may lie off the page"
        return "" if -_OVERLAP * em <= px <= _DEEP else "may be covered by what stands beside it"
    if box == "padding":
        return "" if px <= (_SHARE * width if sideways else _DEEP) else "may lie off the page"
    if box == "border":
        return "" if px <= 2 * em else "may lie off the page"
    if name in ("top", "right", "bottom", "left"):
        moved = context == "relative"
        return "may be off its place, over other text" if moved and abs(px) > _OVERLAP * em else ""
    return _sized(name, px, own, units, tag)


def _sized(name: str, px: float, own: Numbers, units: Units, tag: str) -> str:
    em, width = units.em, units.width
    if name in ("height", "max-height"):
        whole = tag in ("html", "body") and px >= _DEEP
        return "" if whole else "may be covered by what follows: its height does not follow its lines"
    if name in ("width", "max-width"):
        most = max(width, 800.0)
        ends = "is in a box too narrow to read" if px < _NARROW * em else "may lie off the page"
        return "" if _NARROW * em <= px and (px <= most or name == "max-width") else ends
    if name == "min-width":
        return "" if px <= width else "may lie off the page"
    if name == "min-height":
        return "" if px <= _TALL else "may lie off the page"
    least, most = {
        "letter-spacing": (-0.08 * em, 0.6 * em),
        "word-spacing": (-0.12 * em, 2 * em),
        "text-indent": (-0.2 * em - own.get("padding-left", 0.0) - max(0.0, own.get("margin-left", 0.0)), 10 * em),
        "outline-width": (0.0, 4.0),
        "outline-offset": (-2.0, 24.0),
        "vertical-align": (-em, em),
        "baseline-shift": (-em, em),
        "text-decoration-thickness": (0.0, 0.25 * em),
        "text-underline-offset": (-0.05 * em, em),
        "column-width": (6 * em, width),
        "column-gap": (0.0, 8 * em),
        "row-gap": (0.0, _DEEP),
        "column-rule-width": (0.0, 4.0),
        "border-spacing": (0.0, 2 * em),
        "flex-basis": (0.0, width),
    }[name]
    return "" if least <= px <= most else "has letters that may lie upon one another, or off the page"


def taken(own: Numbers) -> float:
    """Return how much of the width margins, padding and borders take."""
    names = (f"{part}-{side}{tail}" for side in ("left", "right") for part, tail in _AROUND)
    return sum(max(0.0, own.get(name, 0.0)) for name in names)


def is_small(own: Numbers) -> bool:
    """Whether a box is so small, or so thin, that words stay legible beneath it."""
    sides = []
    for name, ends in (("width", ("left", "right")), ("height", ("top", "bottom"))):
        if name not in own:
            return False
        parts = (
            own.get(f"{part}-{end}{tail}", 0.0)
            for end in ends
            for part, tail in (("padding", ""), ("border", "-width"))
        )
        sides.append(own[name] + sum(parts))
    return min(sides) <= 4.0 or max(sides) <= 14.0


def font_size(tokens: Tokens, units: Units) -> float:
    """Return the size of letters in pixels; `em` and percentages are of the size around. Raises UnknownValueError."""
    word = keyword(tokens)
    if not tokens:
        return _SIZE
    if word in _STEPS:
        return _SIZE * _STEPS[word]
    if word in ("larger", "smaller"):
        return units.em * (1.2 if word == "larger" else 5 / 6)
    if len(tokens) != 1 or (tokens[0].type == "number" and tokens[0].value):
        raise UnknownValueError
    return length(tokens[0], units)


def fraction(tokens: Tokens) -> float:
    """Return a number or percentage, as opacity and zoom are. Raises UnknownValueError."""
    if not tokens or keyword(tokens) == "normal":
        return 1.0
    if len(tokens) != 1:
        raise UnknownValueError
    return max(0.0, length(tokens[0], Units(1, 1, 1, 1.0)))


def fix(style: Style, around: Style, units: Units) -> None:
    """Make relative lengths absolute where they are stated: what is inherited is the length, not its words."""
    for name in ("line-height", "letter-spacing", "word-spacing", "text-indent"):
        value = style.values.get(name)
        if value is None or value is around.values.get(name) or len(value.tokens) != 1:
            continue
        if value.tokens[0].type in ("dimension", "percentage", "function"):
            base = units.em if name == "line-height" else units.base
            try:
                px = length(value.tokens[0], units._replace(base=base))
            except UnknownValueError:
                continue
            style.values[name] = Value(tokens_of(f"{px:.3f}px"), value.by)
