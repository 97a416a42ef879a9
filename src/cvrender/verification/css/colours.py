"""Whether text stands out from its ground."""

from __future__ import annotations

from typing import Any

from cvrender.verification.css.cascade import Style
from cvrender.verification.css.values import (
    Colour,
    Tokens,
    UnknownValueError,
    colour,
    contrast,
    faded,
    keyword,
    over,
    significant,
    split,
)

BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
LEAST_SEEN = 1.5
"""The contrast below which text counts as hidden: that of #d2d2d2 on white. What can be read well needs thrice that."""
_GRADIENT = ("linear-gradient", "radial-gradient", "conic-gradient")
_SAFE_FUNCTIONS = frozenset(("calc", "min", "max", "clamp"))
_NOT_COLOURS = frozenset(
    """
    to at from in circle ellipse closest-side closest-corner farthest-side farthest-corner top right bottom left center
    shorter longer hue srgb oklab oklch lab lch hsl hwb xyz
    """.split()  # noqa: SIM905  # a list of words is easier to read so
)


def text_colour(style: Style, around: Style, inherited: Colour, scheme: str) -> Colour:
    """Return the computed `color` of an element within another. Raises UnknownValueError."""
    value = style.values.get("color")
    if value is None or value is around.values.get("color"):
        return inherited
    if not value.tokens:
        return BLACK
    return _one(value.tokens, inherited, scheme)


def filled(style: Style, current: Colour, scheme: str) -> Colour:
    """Return the colour in which letters are filled. Raises UnknownValueError."""
    value = style.values.get("-webkit-text-fill-color")
    return _one(value.tokens, current, scheme) if value is not None and value.tokens else current


def _one(tokens: Tokens, current: Colour, scheme: str) -> Colour:
    if len(tokens) != 1:
        raise UnknownValueError
    return colour(tokens[0], current, scheme)


def grounds(style: Style, behind: tuple[Colour, ...], current: Colour, scheme: str) -> tuple[Colour, ...]:
    """Return the colours that may be behind the text of an element. Raises UnknownValueError, also for a picture."""
    value = style.values.get("background-color")
    if value is not None and value.tokens:
        own = _one(value.tokens, current, scheme)
        behind = tuple(dict.fromkeys(over(own, ground) for ground in behind))
    value = style.values.get("background-image")
    if value is not None and value.tokens and keyword(value.tokens) != "none":
        behind = painted(value.tokens, behind, current, scheme, whole=_is_whole(style))
    value = style.values.get("box-shadow")
    if value is not None and value.tokens and keyword(value.tokens) != "none":
        inside = [tokens for tokens in split(value.tokens) if any(_is_word(token, "inset") for token in tokens)]
        for tokens in inside:
            shade = shadow_colour(tokens, current, scheme)
            behind = (*behind, *(over(shade, ground) for ground in behind))
    return tuple(dict.fromkeys(behind))


def _is_whole(style: Style) -> bool:
    """Whether gradients are behind all of a box."""
    size, repeat = (style.values.get(f"background-{one}") for one in ("size", "repeat"))
    sized = (
        size is None
        or not size.tokens
        or all(_is_word(token, "auto") or _is_word(token, "cover") for token in size.tokens)
    )
    return sized and (repeat is None or not repeat.tokens or keyword(repeat.tokens) == "repeat")


def painted(
    tokens: Tokens, behind: tuple[Colour, ...], current: Colour, scheme: str, *, whole: bool
) -> tuple[Colour, ...]:
    """Return the grounds with gradients upon them. Raises UnknownValueError for pictures."""
    stops: list[Colour] = []
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            continue
        if token.type != "function" or not token.lower_name.removeprefix("repeating-").endswith(_GRADIENT):
            raise UnknownValueError("a picture")
        for one in significant(token.arguments):
            named = one.type == "ident" and one.lower_value not in _NOT_COLOURS
            if named or one.type == "hash" or (one.type == "function" and one.lower_name not in _SAFE_FUNCTIONS):
                stops.append(colour(one, current, scheme))
    kept = () if whole and stops and all(stop[3] == 1.0 for stop in stops) else behind
    return tuple(dict.fromkeys((*kept, *(over(stop, ground) for stop in stops for ground in behind))))


def shadow_colour(tokens: Tokens, current: Colour, scheme: str) -> Colour:
    """Return the colour of one shadow. Raises UnknownValueError."""
    found = [
        token
        for token in tokens
        if token.type == "hash"
        or (token.type == "ident" and token.lower_value != "inset")
        or (token.type == "function" and token.lower_name not in _SAFE_FUNCTIONS)
    ]
    if len(found) > 1:
        raise UnknownValueError
    return colour(found[0], current, scheme) if found else current


def shadowed(style: Style, behind: tuple[Colour, ...], current: Colour, scheme: str) -> tuple[Colour, ...]:
    """Return the grounds with the shadows that text casts on them. Raises UnknownValueError."""
    value = style.values.get("text-shadow")
    if value is None or not value.tokens or keyword(value.tokens) == "none":
        return behind
    shades = [shadow_colour(tokens, current, scheme) for tokens in split(value.tokens)]
    return (*behind, *(over(shade, ground) for shade in shades for ground in behind))


def is_seen(letters: Colour, opacity: float, behind: tuple[Colour, ...], *, anywhere: bool) -> bool:
    """Whether letters stand out from all grounds, or, `anywhere`, from one of them."""
    inked = faded(letters, opacity)
    seen = (contrast(over(inked, ground), ground) >= LEAST_SEEN for ground in behind)
    return any(seen) if anywhere else all(seen)


def _is_word(token: Any, word: str) -> bool:
    return bool(token.type == "ident" and token.lower_value == word)
