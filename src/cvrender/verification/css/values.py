"""Values of CSS as numbers and colours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import tinycss2
from tinycss2 import color5

from cvrender.theming.contrast import ratio

_ABSOLUTE = {
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
}
"""Pixels (CSS Values 4, section 6.2)."""
_OF_FONT = {"em": 1.0, "ex": 0.5, "ch": 0.5, "cap": 0.7, "ic": 1.0, "lh": 1.3}
"""Parts of the font's size; all but `em` as fonts of text have them on average."""
_FUNCTIONS: dict[str, Callable[..., float]] = {"min": min, "max": max, "abs": abs}

Tokens = tuple[Any, ...]
"""Component values of tinycss2, which has no type hints, without white space and comments."""
Colour = tuple[float, float, float, float]
"""Red, green, blue and alpha, each from 0 to 1."""

_FROM_D65 = ((3.24097, -1.537383, -0.498611), (-0.969244, 1.875968, 0.041555), (0.05563, -0.203977, 1.056972))
_FROM_D50 = ((3.134136, -1.617386, -0.490662), (-0.978795, 1.916254, 0.033443), (0.071955, -0.228977, 1.405386))
"""From XYZ to linear sRGB, for each white point; the second with Bradford's adaptation."""

WHITE: Colour = (1.0, 1.0, 1.0, 1.0)


class UnknownValueError(ValueError):
    """The evaluator cannot tell what a value means."""


class Units(NamedTuple):
    """What relative lengths refer to, in pixels; `base` is what percentages are of."""

    em: float
    rem: float
    width: float
    base: float = 0.0


def significant(tokens: Iterable[Any]) -> Tokens:
    """Return the tokens without white space and comments."""
    return tuple(token for token in tokens if token.type not in ("whitespace", "comment"))


def tokens_of(text: str) -> Tokens:
    """Return the tokens of a value."""
    return significant(tinycss2.parse_component_value_list(text))


def keyword(tokens: Tokens) -> str:
    """Return the lower-case keyword that is the whole value, or an empty string."""
    return str(tokens[0].lower_value) if len(tokens) == 1 and tokens[0].type == "ident" else ""


def written(tokens: Sequence[Any]) -> str:
    """Return the value as CSS, in lower case."""
    return str(tinycss2.serialize(list(tokens))).strip().lower()


def split(tokens: Iterable[Any], separator: str = ",") -> list[Tokens]:
    """Return the parts of a value between separators."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == separator:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts]


def length(token: Any, units: Units) -> float:
    """Return a length, number or percentage in pixels. Raises UnknownValueError."""
    if token.type == "number":
        return float(token.value)
    if token.type == "percentage":
        return float(token.value) / 100 * units.base
    if token.type == "dimension":
        return float(token.value) * _unit(token.lower_unit, units)
    if token.type == "() block":
        return _sum(significant(token.content), units)
    if token.type == "function":
        arguments = [_sum(part, units) for part in split(significant(token.arguments)) if part]
        if token.lower_name in ("calc", "-webkit-calc") and len(arguments) == 1:
            return arguments[0]
        if token.lower_name in ("min", "max") and arguments:
            return _FUNCTIONS[token.lower_name](arguments)
        if token.lower_name == "abs" and len(arguments) == 1:
            return abs(arguments[0])
        if token.lower_name == "clamp" and len(arguments) == 3:
            return max(arguments[0], min(arguments[1], arguments[2]))
    raise UnknownValueError(tinycss2.serialize([token]))


def _unit(unit: str, units: Units) -> float:
    if unit in _ABSOLUTE:
        return _ABSOLUTE[unit]
    if unit in _OF_FONT:
        return _OF_FONT[unit] * units.em
    if unit.startswith("r") and unit[1:] in _OF_FONT:
        return _OF_FONT[unit[1:]] * units.rem
    if unit in ("vw", "svw", "lvw", "dvw", "vi", "svi", "lvi", "dvi", "vmin", "vmax", "cqw", "cqi"):
        return units.width / 100
    if unit in ("vh", "svh", "lvh", "dvh", "vb", "svb", "lvb", "dvb"):
        return 8.0  # of a window 800 pixels high
    raise UnknownValueError(unit)


def _sum(tokens: Tokens, units: Units) -> float:
    """The value of a calculation."""
    total, sign, product = 0.0, 1.0, None
    operator = ""
    for token in tokens:
        if token.type == "literal" and token.value in ("+", "-", "*", "/"):
            if token.value in ("+", "-") and product is not None:
                total += sign * product
                sign, product = (1.0 if token.value == "+" else -1.0), None
            operator = token.value
            continue
        number = length(token, units)
        if product is None:
            product = number
        elif operator == "*":
            product *= number
        elif operator == "/" and number:
            product /= number
        elif token.type in ("number", "dimension", "percentage") and token.representation[0] in "+-":
            raise UnknownValueError(written(tokens))  # a sign needs white space on both of its sides
        else:
            raise UnknownValueError(written(tokens))
    if product is None:
        raise UnknownValueError(written(tokens))
    return total + sign * product


def colour(token: Any, current: Colour, scheme: str = "light") -> Colour:
    """Return a colour. Raises UnknownValueError for those of the system, and for functions that are not known."""
    if token.type == "function" and token.lower_name == "color-mix":
        return _mixed(token, current, scheme)
    if token.type == "function" and token.lower_name == "light-dark":
        parts = split(significant(token.arguments))
        if len(parts) == 2 and all(len(part) == 1 for part in parts):
            return colour(parts[scheme == "dark"][0], current, scheme)
        raise UnknownValueError("light-dark()")
    try:
        found = color5.parse_color(token)
        channels = _srgb(found) if found is not None and found != "currentcolor" else ()
    except (ValueError, TypeError, NotImplementedError, AttributeError) as error:
        raise UnknownValueError(tinycss2.serialize([token])) from error
    if found is None:
        raise UnknownValueError(tinycss2.serialize([token]))
    if found == "currentcolor":
        return current
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in channels)
    return red, green, blue, min(1.0, max(0.0, float(found.alpha)))


def _srgb(found: Any) -> tuple[float, ...]:
    """The channels of a colour in sRGB, which tinycss2 1.5 does not tell of all spaces (CSS Color 4, section 18)."""
    if found.space in ("srgb", "hsl", "hwb"):
        return tuple(float(channel or 0) for channel in found.to("srgb").coordinates)
    matrix = _FROM_D50 if found.space in ("lab", "lch", "xyz-d50") else _FROM_D65
    xyz = found.to("xyz-d50" if matrix is _FROM_D50 else "xyz-d65").coordinates
    linear = (sum(factor * one for factor, one in zip(row, xyz, strict=True)) for row in matrix)
    return tuple(12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear)


def _mixed(token: Any, current: Colour, scheme: str) -> Colour:
    """`color-mix()`, mixed in sRGB whatever space it names: near enough to tell a colour from its ground."""
    parts = split(significant(token.arguments))
    if len(parts) != 3:
        raise UnknownValueError("color-mix()")
    colours, shares = [], []
    for part in parts[1:]:
        percents = [one.value / 100 for one in part if one.type == "percentage"]
        rest = [one for one in part if one.type != "percentage"]
        if len(rest) != 1 or len(percents) > 1:
            raise UnknownValueError("color-mix()")
        colours.append(colour(rest[0], current, scheme))
        shares.append(percents[0] if percents else None)
    first, second = shares
    if first is None and second is None:
        first = second = 0.5
    first = 1 - second if first is None and second is not None else first or 0.0
    second = 1 - first if second is None else second
    whole = first + second or 1.0
    (r1, g1, b1, a1), (r2, g2, b2, a2) = colours
    alpha = (a1 * first + a2 * second) / whole
    weights = (a1 * first, a2 * second) if alpha else (first, second)
    red, green, blue = (
        (x * weights[0] + y * weights[1]) / (sum(weights) or 1.0) for x, y in ((r1, r2), (g1, g2), (b1, b2))
    )
    return red, green, blue, alpha * min(1.0, whole)


def over(top: Colour, ground: Colour) -> Colour:
    """Return a colour as it looks on an opaque ground."""
    alpha = top[3]
    red, green, blue = (t * alpha + g * (1 - alpha) for t, g in zip(top[:3], ground[:3], strict=True))
    return red, green, blue, 1.0


def contrast(first: Colour, second: Colour) -> float:
    """Return the contrast of two opaque colours; see `cvrender.theming.contrast`."""
    return ratio(hexed(first), hexed(second))


def hexed(one: Colour) -> str:
    """Return a colour as `#1f4e79`."""
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in one[:3])


def faded(one: Colour, opacity: float) -> Colour:
    """Return a colour with its alpha multiplied."""
    return (*one[:3], one[3] * opacity)
