"""How far a theme lets itself be changed so that a resume fills its pages: tokens between a tight and an open setting.

One number tells the setting: 0 is the theme's own, 1 the tightest, -1 the most open. On the way to the tightest the
spaces shrink first, then the margins, then the sizes; on the way to the most open the spaces grow.
"""

from __future__ import annotations

from cvrender.record import Record
from cvrender.theming.tokens import TOKENS, in_points, unit_of

STAGES = (
    ("section-gap", "entry-gap", "item-gap", "line-height"),
    ("margin-top", "margin-bottom", "margin-left", "margin-right"),
    ("name-size", "heading-size", "font-size"),
)
TIGHTENED = tuple(name for stage in STAGES for name in stage)
OPENED = STAGES[0]
"""What may be stated for the tight setting, and for the open one."""

_TIGHT = {"section-gap": 0.5, "entry-gap": 0.5, "item-gap": 0.25, "line-height": 0.9}
_TIGHT |= {**dict.fromkeys(STAGES[1], 0.7), "name-size": 0.85, "heading-size": 0.92, "font-size": 0.92}
_OPEN = {"section-gap": 1.6, "entry-gap": 1.6, "item-gap": 1.6, "line-height": 1.08}
_FLOORS = {"line-height": 1.18, **dict.fromkeys(STAGES[1], 28.35), "heading-size": 9.0, "font-size": 9.0}
"""What a theme that says nothing allows, as parts of its own values, and where that ends: points; 10 mm."""


class Bounds(Record):
    """Tokens at the tightest and at the most open, as far as a theme states them."""

    tight: dict[str, str] = {}  # noqa: RUF012  # Records are frozen; nothing writes to it
    open: dict[str, str] = {}  # noqa: RUF012


def whole(bounds: Bounds, tokens: dict[str, str]) -> Bounds:
    """Return the bounds with those that are not stated, which follow from the theme's tokens.

    Where a person has set a token beyond a bound, it is its own bound.
    """
    tight = {name: _tightest(name, tokens[name], bounds.tight.get(name)) for name in TIGHTENED}
    most = {name: _most_open(name, tokens[name], bounds.open.get(name)) for name in OPENED}
    return Bounds(tight, most)


def amount(value: str) -> float:
    """Return what a length is in points, or a number itself."""
    points = in_points(value)
    return float(value) if points is None else points


def between(tokens: dict[str, str], bounds: Bounds, setting: float) -> dict[str, str]:
    """Return the tokens at a setting from -1 to 1; `bounds` are whole. What changes stays in its own unit."""
    new = dict(tokens)
    for number, stage in enumerate(STAGES):
        part = min(1.0, max(0.0, len(STAGES) * setting - number))
        for name in stage:
            if part:
                new[name] = _towards(tokens[name], bounds.tight[name], part)
            elif setting < 0 and name in bounds.open:
                new[name] = _towards(tokens[name], bounds.open[name], -setting)
    return new


def changes(before: dict[str, str], after: dict[str, str]) -> str:
    """Return what differs, for a message: `section-gap 10pt -> 8.2pt, margin-left and margin-right 18mm -> 15mm`."""
    same: dict[tuple[str, str], list[str]] = {}
    for name in TIGHTENED:
        if before[name] != after[name]:
            kind = "margin" if name.startswith("margin") else name
            same.setdefault((kind, f"{before[name]} -> {after[name]}"), []).append(name)
    return ", ".join(f"{' and '.join(names)} {change}" for (_, change), names in same.items())


def _tightest(name: str, own: str, stated: str | None) -> str:
    if stated is None:
        stated = _scaled(own, _TIGHT[name], least=_FLOORS.get(name, 0.0))
        stated = stated if TOKENS[name].parse(stated) else own
    return min(own, stated, key=amount)


def _most_open(name: str, own: str, stated: str | None) -> str:
    if stated is None:
        stated = _scaled(own, _OPEN[name])
        stated = stated if TOKENS[name].parse(stated) else own
    return max(own, stated, key=amount)


def _scaled(value: str, factor: float, least: float = 0.0) -> str:
    return _in_unit(max(least, factor * amount(value)), value)


def _towards(own: str, bound: str, part: float) -> str:
    return (
        bound
        if part == 1
        else own
        if own == bound
        else _in_unit(amount(own) + part * (amount(bound) - amount(own)), own)
    )


def _in_unit(points: float, like: str) -> str:
    """The amount as the other value is written, to a hundredth; a bare number to a thousandth."""
    unit = unit_of(like)
    if not unit:
        return f"{round(points, 3):g}"
    return f"{round(points / (in_points(f'1{unit}') or 1), 2):g}{unit}"
