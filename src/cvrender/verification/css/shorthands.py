"""Declarations as longhands: shorthands taken apart, logical names and prefixes made plain."""

from __future__ import annotations

import functools
import re
from typing import Any

from cvrender.verification.css.values import Tokens, keyword, split, tokens_of

WIDE = ("inherit", "initial", "unset", "revert", "revert-layer")
"""Keywords that any property takes (CSS Cascade 5, section 7.3)."""
_SIDES = ("top", "right", "bottom", "left")
_BOXES = {"margin": "margin-{}", "padding": "padding-{}", "inset": "{}", "border-width": "border-{}-width"}
_LOGICAL = {"block-start": "top", "block-end": "bottom", "inline-start": "left", "inline-end": "right"}
_PAIRS = {"block": ("top", "bottom"), "inline": ("left", "right")}
_SIZES = {
    "inline-size": "width",
    "block-size": "height",
    "min-inline-size": "min-width",
    "max-inline-size": "max-width",
    "min-block-size": "min-height",
    "max-block-size": "max-height",
    "overflow-inline": "overflow-x",
    "overflow-block": "overflow-y",
    "word-wrap": "overflow-wrap",
    "grid-row-gap": "row-gap",
    "grid-column-gap": "column-gap",
}
_PREFIX = re.compile(r"-(?:webkit|moz|ms|o|epub)-(?!text-|line-|box-|font-smoothing|osx-)")
_BORDER = re.compile(r"border(?:-(top|right|bottom|left))?")
_SIZE_WORDS = frozenset(
    ("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large", "larger", "smaller", "math")
)
_SYSTEM_FONTS = ("caption", "icon", "menu", "message-box", "small-caption", "status-bar")
_PARTLY = ("no-repeat", "repeat-x", "repeat-y", "space")
_LINES = ("thin", "medium", "thick")
_IMAGES = re.compile(
    r"(?:-webkit-)?(?:(?:repeating-)?(?:linear|radial|conic)-gradient|image-set|cross-fade|element|paint|image)|url"
)
_INITIAL = tokens_of("initial")

Longhands = list[tuple[str, Tokens]]


def plain_name(name: str) -> str:
    """Return the name of a property without prefix, logical directions as those of a page that reads from the left."""
    name = _SIZES.get(name, _PREFIX.sub("", name))
    for logical, physical in _LOGICAL.items():
        if name.endswith(f"-{logical}") or f"-{logical}-" in name:
            plain = name.replace(logical, physical)
            return plain.removeprefix("inset-")
    return name


def expand(name: str, value: Tokens) -> Longhands:
    """Return the longhands that a declaration sets; of a value that is not understood, the value itself for each."""
    name = plain_name(name)
    if keyword(value) in WIDE:
        return [(one, value) for one in longhands(name)]
    if name in _BOXES:
        return _box(_BOXES[name], value)
    box, _, axis = name.rpartition("-")
    if axis in _PAIRS and box in ("margin", "padding", "inset"):
        ends = (value[0], value[-1]) if len(value) in (1, 2) else (None, None)
        return [
            (_BOXES[box].format(side), (end,) if end else value) for side, end in zip(_PAIRS[axis], ends, strict=True)
        ]
    if name in _APART:
        apart: Longhands = _APART[name](value)
        return apart
    if name.startswith("border") and (match := _BORDER.fullmatch(_sided(name))):
        return _border(match[1], value)
    return [(name, value)]


@functools.cache
def longhands(name: str) -> list[str]:
    """Return the names of the longhands of a property, of which one that is no shorthand is its own."""
    if name in _BOXES:
        return [_BOXES[name].format(side) for side in _SIDES]
    box, _, axis = name.rpartition("-")
    if axis in _PAIRS and box in ("margin", "padding", "inset"):
        return [_BOXES[box].format(side) for side in _PAIRS[axis]]
    return [one for one, _ in expand(name, tokens_of("none"))]


def _sided(name: str) -> str:
    for axis, (first, _) in _PAIRS.items():
        if name == f"border-{axis}":
            return f"border-{first}"
    return name


def _box(pattern: str, value: Tokens) -> Longhands:
    if not 1 <= len(value) <= 4:
        return [(pattern.format(side), value) for side in _SIDES]
    top, right, bottom, left = (
        value[at if at < len(value) else at - 2 if len(value) > at - 2 > 0 else 0] for at in range(4)
    )
    return [(pattern.format(side), (one,)) for side, one in zip(_SIDES, (top, right, bottom, left), strict=True)]


def _background(value: Tokens) -> Longhands:
    """Colour and pictures, and whether these are behind all of a box."""
    colours: list[Any] = []
    images: list[Any] = []
    partly = False
    for layer in split(value):
        for token in layer:
            partly = partly or token.type == "literal" or (token.type == "ident" and token.lower_value in _PARTLY)
            if token.type == "url" or (token.type == "function" and _IMAGES.fullmatch(token.lower_name)):
                images.append(token)
            elif token.type == "function" and token.lower_name in ("calc", "min", "max", "clamp"):
                continue
            elif token.type in ("hash", "function") or (token.type == "ident" and not _places(token.lower_value)):
                colours.append(token)
            elif token.type == "ident" and token.lower_value == "text":
                return [(one, tokens_of("text")) for one in ("background-color", "background-image", "background-clip")]
    return [
        ("background-color", tuple(colours) or tokens_of("transparent")),
        ("background-image", tuple(images) or tokens_of("none")),
        ("background-clip", tokens_of("border-box")),
        ("background-size", tokens_of("0" if partly else "auto")),
        ("background-repeat", tokens_of("repeat")),
    ]


def _places(word: str) -> bool:
    return word in (
        *_SIDES, "center", "none", "repeat", "no-repeat", "repeat-x", "repeat-y", "space", "round", "fixed", "local",
        "scroll", "cover", "contain", "auto", "border-box", "padding-box", "content-box", "text",
    )  # fmt: skip


def _font(value: Tokens) -> Longhands:
    names = ("font-size", "line-height", "font-family")
    if keyword(value) in _SYSTEM_FONTS:
        return [(name, _INITIAL) for name in names]
    for at, token in enumerate(value):
        sized = token.type in ("dimension", "percentage") or (
            token.type == "ident" and token.lower_value in _SIZE_WORDS
        )
        sized = sized or token.type == "function" or (token.type == "number" and token.value == 0)
        if sized:
            rest = value[at + 1 :]
            height = _INITIAL
            if rest and rest[0] == "/":
                height, rest = rest[1:2], rest[2:]
            return [("font-size", (token,)), ("line-height", height), ("font-family", rest)]
    return [(name, value) for name in names]


def _border(side: str | None, value: Tokens) -> Longhands:
    widths = tuple(
        token
        for token in value
        if token.type in ("dimension", "number")
        or (token.type == "function" and token.lower_name in ("calc", "min", "max", "clamp"))
        or (token.type == "ident" and token.lower_value in _LINES)
    )
    width = widths or tokens_of("0" if keyword(value) in ("none", "hidden") else "medium")
    return [(f"border-{one}-width", width) for one in ([side] if side else _SIDES)]


def _two(first: str, second: str) -> Any:
    def apart(value: Tokens) -> Longhands:
        return [(first, value[:1]), (second, value[-1:])] if len(value) <= 2 else [(first, value), (second, value)]

    return apart


def _flow(value: Tokens) -> Longhands:
    wraps = tuple(token for token in value if token.type == "ident" and "wrap" in token.lower_value)
    rest = tuple(token for token in value if token not in wraps)
    return [("flex-direction", rest or tokens_of("row")), ("flex-wrap", wraps or tokens_of("nowrap"))]


def _list_style(value: Tokens) -> Longhands:
    images = tuple(t for t in value if t.type == "url" or (t.type == "function" and _IMAGES.fullmatch(t.lower_name)))
    types = tuple(
        t for t in value if t not in images and not (t.type == "ident" and t.lower_value in ("inside", "outside"))
    )
    return [("list-style-type", types or tokens_of("disc")), ("list-style-image", images or tokens_of("none"))]


def _outline(value: Tokens) -> Longhands:
    return [("outline-width", _border("top", value)[0][1])]


def _columns(value: Tokens) -> Longhands:
    counts = tuple(token for token in value if token.type == "number")
    widths = tuple(token for token in value if token.type in ("dimension", "function"))
    return [("column-count", counts or tokens_of("auto")), ("column-width", widths or tokens_of("auto"))]


def _flex(value: Tokens) -> Longhands:
    basis = tuple(token for token in value if token.type in ("dimension", "percentage", "function"))
    return [("flex-basis", basis or tokens_of("auto"))]


def _rule(value: Tokens) -> Longhands:
    return [("column-rule-width", _border("top", value)[0][1])]


def _decoration(value: Tokens) -> Longhands:
    lines = tuple(
        t for t in value if t.type == "ident" and t.lower_value in ("none", "underline", "overline", "line-through")
    )
    thick = tuple(t for t in value if t.type in ("dimension", "percentage"))
    return [
        ("text-decoration-line", lines or tokens_of("none")),
        ("text-decoration-thickness", thick or tokens_of("auto")),
    ]


_APART: dict[str, Any] = {
    "background": _background,
    "font": _font,
    "overflow": _two("overflow-x", "overflow-y"),
    "flex-flow": _flow,
    "list-style": _list_style,
    "outline": _outline,
    "columns": _columns,
    "column-rule": _rule,
    "flex": _flex,
    "gap": _two("row-gap", "column-gap"),
    "grid-gap": _two("row-gap", "column-gap"),
    "text-decoration": _decoration,
}
