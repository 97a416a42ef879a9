"""What the values of one element mean for the text in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

from cvrender.system.fonts import families
from cvrender.verification.css.bounds import Numbers, beyond, is_small
from cvrender.verification.css.cascade import Style, Value
from cvrender.verification.css.properties import (
    COVERING,
    FAMILIES,
    FEATURES,
    HIDING,
    KNOWN,
    LENGTHS,
    ONLY,
    WHOLE_FAMILIES,
)
from cvrender.verification.css.sheet import Declaration
from cvrender.verification.css.values import (
    Tokens,
    Units,
    UnknownValueError,
    keyword,
    length,
    significant,
    split,
    written,
)

_MARKS = frozenset(("none", "disc", "circle", "square", "disclosure-open", "disclosure-closed"))
_NUMBERED = frozenset(
    (
        "decimal",
        "decimal-leading-zero",
        "lower-roman",
        "upper-roman",
        "lower-alpha",
        "upper-alpha",
        "lower-latin",
        "upper-latin",
    )
)
_ALWAYS = frozenset(("visibility", "content-visibility", "clip-path", "clip"))
"""Properties that are looked at whoever sets them: a template may use cvrender's own rules to hide."""
_LONGEST_ADDED = 12
"""Characters of a separator; a row of blocks would cover words."""
_SHADOW = 8.0
"""Pixels that a shadow may reach over what is beside its box."""
_MOVING = ("margin", "outline", "top", "right", "bottom", "left")
_COUNTERS = ("counter-reset", "counter-increment", "counter-set")
_GRID_LINES = (
    "grid-area", "grid-row", "grid-column", "grid-row-start", "grid-row-end", "grid-column-start", "grid-column-end",
)  # fmt: skip
_TRACKS = (
    "grid", "grid-template", "grid-template-columns", "grid-template-rows", "grid-template-areas", "grid-auto-rows",
    "grid-auto-columns",
)  # fmt: skip
_TRACK_WORDS = frozenset(("auto", "min-content", "max-content", "none", "auto-fill", "auto-fit"))


class Issue(NamedTuple):
    """What is wrong with the text of an element: what it is said to be, and the declaration that does it.

    `covers` tells that the box may hide other text than its own, `adds` that there are words of no source.
    """

    said: str
    by: Declaration | None
    covers: bool = False
    adds: bool = False


class Subject(NamedTuple):
    """An element with what is known of it where its values are judged."""

    tag: str
    style: Style
    around: Style
    own: Numbers
    unknown: dict[str, Value]
    parent: Numbers
    units: Units
    letters: int
    """How many letters and digits the text in it has."""
    longest: int
    """Characters of its longest line without a place to break where nothing may be broken."""
    in_list: bool


def issues(one: Subject) -> Iterator[Issue]:
    """Yield what is wrong with an element: first what hides the text in it, then what may cover other text."""
    hidden = _display(one)
    if hidden:
        yield hidden
        return
    position = _word(one.style, "position")
    for name, value in one.style.values.items():
        if not value.tokens or name == "display":
            continue
        if not value.foreign and name not in _ALWAYS:
            continue
        if name == "text-indent" and value is one.around.values.get(name):
            continue  # what is inherited counts in blocks only, and from where their text begins
        yield from _one(one, name, value, position)


def _display(one: Subject) -> Issue | None:
    value = one.style.values.get("display")
    if value is None or not value.tokens:
        return None
    word = written(value.tokens)
    if word == "none":
        return Issue("is hidden", value.by)
    known = all(keyword((token,)) in ONLY["display"] for token in value.tokens)
    return None if known or not value.foreign else Issue("may be hidden", value.by)


def _one(one: Subject, name: str, value: Value, position: str) -> Iterator[Issue]:
    if name.startswith("--"):
        return
    if name not in KNOWN:
        yield Issue("may be hidden: this property is not known", value.by, covers=True)
    elif name in ONLY:
        if not _is_allowed(one, name, value):
            yield Issue(HIDING.get(name, "may be hidden, moved or covered"), value.by, name in COVERING)
    elif name in one.unknown:
        yield Issue("may be hidden: its lengths cannot be judged", value.by, covers=True)
    elif name in LENGTHS:
        said = beyond(name, one.own, one.parent, one.units, one.tag, position) if name in one.own else ""
        if said:
            yield Issue(said, value.by, covers=name.startswith(_MOVING))
    elif said := _special(one, name, value):
        yield Issue(said, value.by, covers=name in ("box-shadow", "zoom"), adds="is added" in said)


def _special(one: Subject, name: str, value: Value) -> str:
    if name not in _JUDGES:
        return ""
    try:
        return str(_JUDGES[name](one, value.tokens))
    except UnknownValueError:
        return "may be hidden: this value cannot be judged"


def _is_allowed(one: Subject, name: str, value: Value) -> bool:
    if name in ("white-space", "text-wrap", "text-wrap-mode"):
        words = {keyword((token,)) for token in value.tokens}
        unbroken = not words.isdisjoint(("nowrap", "pre"))
        return words <= ONLY[name] and not (unbroken and one.longest * 0.45 * one.units.em > 0.9 * one.units.width)
    if name == "direction":
        return False
    if name.startswith("overflow") and keyword(value.tokens) in ("auto", "scroll", "hidden", "clip"):
        return False
    if name == "content":
        return keyword(value.tokens) in ("normal", "none")
    text = written(value.tokens)
    return text in ONLY[name]


def _word(style: Style, name: str) -> str:
    value = style.values.get(name)
    return written(value.tokens) if value is not None else ""


# Properties with rules of their own: each returns what is to be said, or nothing.


def _font_family(one: Subject, tokens: Tokens) -> str:
    bundled = {family.lower() for family in families()}
    for part in split(tokens):
        name = " ".join(str(t.value) if t.type in ("string", "ident") else "?" for t in part).lower()
        first = name.split(" ")[0]
        known = name in bundled or name in FAMILIES or name in WHOLE_FAMILIES
        if not known and not (first == "noto" and name.startswith(("noto sans", "noto serif", "noto naskh"))):
            return f"may be drawn with other signs: the font family `{name}` is not known"
    return ""


def _line_height(one: Subject, tokens: Tokens) -> str:
    if keyword(tokens) == "normal":
        return ""
    (token,) = tokens if len(tokens) == 1 else (None,)
    if token is None:
        raise UnknownValueError
    height = length(token, one.units._replace(base=one.units.em))
    height *= one.units.em if token.type == "number" else 1.0
    return "" if 0.8 * one.units.em <= height <= 6 * one.units.em else "has lines that lie upon one another"


def _z_index(one: Subject, tokens: Tokens) -> str:
    below = tokens[0].type != "number" or tokens[0].value < 0
    return "may be covered by what is behind it" if below and keyword(tokens) != "auto" else ""


def _list_style_type(one: Subject, tokens: Tokens) -> str:
    if len(tokens) == 1 and tokens[0].type == "string":
        return "" if is_silent(tokens) else "has words before it: text is added"
    word = keyword(tokens)
    fine = word in _MARKS or (word in _NUMBERED and one.in_list)
    return "" if fine else "has letters or digits before it: text is added"


def _counters(one: Subject, tokens: Tokens) -> str:
    named = {t.value for t in tokens if t.type == "ident"}
    return "has another number: text is added" if "list-item" in named and not one.in_list else ""


def _box_shadow(one: Subject, tokens: Tokens) -> str:
    for part in split(tokens):
        if keyword(part) == "none" or any(t.type == "ident" and t.lower_value == "inset" for t in part):
            continue
        sizes = [length(t, one.units) for t in part if t.type in ("number", "dimension") or _is_calculation(t)]
        if sizes and max(map(abs, sizes[:2])) + sum(sizes[2:]) > 6 * _SHADOW:
            return "may be covered by a shadow"
    return ""


def _text_shadow(one: Subject, tokens: Tokens) -> str:
    for part in split(tokens):
        sizes = [length(t, one.units) for t in part if t.type in ("number", "dimension") or _is_calculation(t)]
        if sizes and max(map(abs, sizes[:2])) > 0.3 * one.units.em:
            return "is doubled by its shadow"
    return ""


def _is_calculation(token: Any) -> bool:
    return bool(token.type == "function" and token.lower_name in ("calc", "min", "max", "clamp"))


def _aspect_ratio(one: Subject, tokens: Tokens) -> str:
    return "" if keyword(tokens) == "auto" else "may be covered by what follows: its height does not follow its lines"


def _zoom(one: Subject, tokens: Tokens) -> str:
    factor = length(tokens[0], one.units._replace(base=1.0)) if keyword(tokens) != "normal" else 1.0
    return "" if 0.6 <= factor <= 2.5 else "is made too small or too large to read"


def _grid_line(one: Subject, tokens: Tokens) -> str:
    spans = [t for t in tokens if not (t.type == "ident" and t.lower_value in ("span", "auto")) and t != "/"]
    numbers = [t.int_value for t in spans if t.type == "number"]
    free = len(numbers) == len(spans) and (numbers in ([], [1, -1]) or any(t == "span" for t in map(_lower, tokens)))
    return "" if free else "may be covered, or be shown in another order: it has a place of its own in a grid"


def _lower(token: Any) -> str:
    return str(token.lower_value) if token.type == "ident" else ""


def _tracks(one: Subject, tokens: Tokens) -> str:
    for token in tokens:
        if token.type == "function" and token.lower_name in ("repeat", "minmax", "fit-content"):
            if said := _tracks(one, tuple(t for t in significant(token.arguments) if t.type != "number")):
                return said
        elif token.type in ("dimension", "percentage", "number") or _is_calculation(token):
            fraction = token.type == "dimension" and token.lower_unit == "fr"
            zero = token.type in ("number", "dimension") and token.value == 0 and not fraction
            if not fraction and not zero and length(token, one.units) < 3 * one.units.em:
                return "may be in a column or row too narrow for it"
            if zero and token is tokens[-1]:
                return "may be in a column or row too narrow for it"
        elif not (token.type == "literal" or (token.type == "ident" and token.lower_value in _TRACK_WORDS)):
            return "may be shown in another place: this grid cannot be judged"
    return ""


def _column_count(one: Subject, tokens: Tokens) -> str:
    few = keyword(tokens) == "auto" or (tokens[0].type == "number" and 0 < tokens[0].value <= 3)
    return "" if few else "is in columns too narrow to read"


def _features(one: Subject, tokens: Tokens) -> str:
    tags = {t.value for t in tokens if t.type == "string"}
    return "" if tags <= FEATURES else "may be drawn with other signs"


def _variations(one: Subject, tokens: Tokens) -> str:
    tags = {t.value for t in tokens if t.type == "string"}
    return "" if tags <= {"wght", "wdth", "slnt", "ital", "opsz"} else "may be drawn with other signs"


def _quotes(one: Subject, tokens: Tokens) -> str:
    silent = is_silent(t for t in tokens if t.type == "string")
    return "" if silent else "has other quotation marks: text is added"


def _none(one: Subject, tokens: Tokens) -> str:
    return ""


_JUDGES: dict[str, Any] = {
    "font-family": _font_family,
    "line-height": _line_height,
    "z-index": _z_index,
    "list-style-type": _list_style_type,
    "box-shadow": _box_shadow,
    "text-shadow": _text_shadow,
    "aspect-ratio": _aspect_ratio,
    "zoom": _zoom,
    "column-count": _column_count,
    "font-feature-settings": _features,
    "font-variation-settings": _variations,
    "quotes": _quotes,
    **dict.fromkeys(_COUNTERS, _counters),
    **dict.fromkeys(_GRID_LINES, _grid_line),
    **dict.fromkeys(_TRACKS, _tracks),
}


def is_silent(tokens: Any) -> bool:
    """Whether strings have neither letters nor digits, in whatever disguise."""
    for token in tokens:
        if token.type != "string":
            return False
        plain = unicodedata.normalize("NFKC", token.value)
        if any(map(str.isalnum, plain)) or len(token.value) > _LONGEST_ADDED:
            return False
    return True


def added(one: Subject) -> Issue | None:
    """Return what is wrong with a pseudo-element that is generated, or nothing: words, or a box that may cover some."""
    value = one.style.values.get("content")
    if value is None or not value.tokens or keyword(value.tokens) in ("none", "normal"):
        return None
    if value.foreign:
        counts = [t for t in value.tokens if t.type == "function" and t.lower_name in ("counter", "counters")]
        rest = tuple(t for t in value.tokens if t not in counts and not _is_quote(t))
        if (counts and not one.in_list) or not is_silent(rest):
            return Issue("text is added", value.by, adds=True)
    if _word(one.style, "display") == "none":
        return None
    drawn = _drawn(one.style) or not all(t.type == "string" and not t.value.strip() for t in value.tokens)
    if not drawn or is_small(one.own):
        return None
    return next((found for found in issues(one) if found.covers), None)


def _is_quote(token: Any) -> bool:
    return bool(
        token.type == "ident" and token.lower_value in ("open-quote", "close-quote", "no-open-quote", "no-close-quote")
    )


_PAINTS = ("background-color", "background-image", "box-shadow", "border-top-width", "border-bottom-width",
    "border-left-width", "border-right-width", "outline-width", "text-shadow", "backdrop-filter")  # fmt: skip


def _drawn(style: Style) -> bool:
    """Whether a box without text paints something."""
    return any(
        name in style.values and written(style.values[name].tokens) not in ("", "none", "0", "transparent")
        for name in _PAINTS
    )
