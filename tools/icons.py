"""Draw the pictures that stand before contacts, and write them to document/icons.txt (`make icons`).

A drawing is a list of outlines on a square of 16 by 16 whose y runs down. Solid outlines run clockwise and holes the
other way round, so that the rule of nonzero winding unites the one and cuts the other; two holes must not overlap. All
keep to one weight: lines and cuts are 1.3 to 2 wide, which is a pixel or more where the square is 12 pixels.

    python tools/icons.py [SHEET.png]   write the table, and draw all of them, small and large, to be looked at
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parents[1] / "src/cvrender/document/icons.txt"
SIDE = 16

Point = tuple[float, float]

_QUARTER = 0.5523
"""How far, in radii, the control points of a cubic curve lie from the ends of the quarter of a circle that it draws."""


class Outline(NamedTuple):
    """A closed line: where it starts, and its pieces, each a point (a straight line) or three (a cubic curve)."""

    start: Point
    pieces: tuple[tuple[Point, ...], ...]

    def moved(self, x: float, y: float) -> Outline:
        """The same at another place."""
        return self._mapped(lambda p: (p[0] + x, p[1] + y))

    def turned(self, degrees: float, about: Point = (8, 8)) -> Outline:
        """The same turned clockwise."""
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        ax, ay = about
        return self._mapped(lambda p: (ax + c * (p[0] - ax) - s * (p[1] - ay), ay + s * (p[0] - ax) + c * (p[1] - ay)))

    def mirrored(self) -> Outline:
        """The same with left for right."""
        return self._mapped(lambda p: (SIDE - p[0], p[1]))

    def sized(self, factor: float, about: Point = (8, 8)) -> Outline:
        """The same, larger or smaller."""
        ax, ay = about
        return self._mapped(lambda p: (ax + factor * (p[0] - ax), ay + factor * (p[1] - ay)))

    def _mapped(self, to: Callable[[Point], Point]) -> Outline:
        return Outline(to(self.start), tuple(tuple(map(to, piece)) for piece in self.pieces))

    def clockwise(self) -> bool:
        """Whether it runs clockwise, by the area that its points enclose."""
        points = [self.start, *(point for piece in self.pieces for point in piece)]
        return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True)) > 0

    def backwards(self) -> Outline:
        """The same line run from its end."""
        ends = [self.start, *(piece[-1] for piece in self.pieces)]
        pieces = [(*reversed(piece[:-1]), before) for piece, before in zip(self.pieces, ends[:-1], strict=True)]
        return Outline(ends[-1], tuple(reversed(pieces)))

    def data(self) -> str:
        """As path data: M, L, C and Z, absolute, two decimals."""
        pieces = (f"{'L' if len(piece) == 1 else 'C'}{' '.join(map(_numbers, piece))}" for piece in self.pieces)
        return " ".join([f"M{_numbers(self.start)}", *pieces, "Z"])


def _numbers(point: Point) -> str:
    return " ".join(f"{round(value, 2) + 0:g}" for value in point)


Drawing = list[Outline]


def solid(*outlines: Outline) -> Drawing:
    """What is filled."""
    return [outline if outline.clockwise() else outline.backwards() for outline in outlines]


def hole(*outlines: Outline) -> Drawing:
    """What is cut out of something solid that encloses it."""
    return [outline.backwards() if outline.clockwise() else outline for outline in outlines]


# Outlines.


def polygon(*points: Point) -> Outline:
    """Straight lines from point to point."""
    return Outline(points[0], tuple((point,) for point in points[1:]))


def path(start: Point, *pieces: Point | tuple[Point, Point, Point]) -> Outline:
    """Straight lines and curves, as they are given."""
    return Outline(start, tuple(p if isinstance(p[0], tuple) else (p,) for p in pieces))


def rounded(radius: float | Iterable[float], *points: Point) -> Outline:
    """A polygon whose corners are rounded, by one radius or by one each."""
    radii = [radius] * len(points) if isinstance(radius, (int, float)) else list(radius)
    start = (0.0, 0.0)
    pieces: list[tuple[Point, ...]] = []
    for number, corner in enumerate(points):
        before, after = points[number - 1], points[(number + 1) % len(points)]
        one, two = _unit(corner, before), _unit(corner, after)
        half = math.acos(max(-1, min(1, one[0] * two[0] + one[1] * two[1]))) / 2
        far = radii[number] / math.tan(half)
        # The control points of an arc that turns by pi - 2 * half.
        near = far - radii[number] * 4 / 3 * math.tan((math.pi / 2 - half) / 2)
        come, go = _along(corner, one, far), _along(corner, two, far)
        if number:
            pieces.append((come,))
        else:
            start = come
        if radii[number]:
            pieces.append((_along(corner, one, near), _along(corner, two, near), go))
    return Outline(start, tuple(pieces))


def _unit(start: Point, end: Point) -> Point:
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y)
    return x / length, y / length


def _along(point: Point, unit: Point, far: float) -> Point:
    return point[0] + unit[0] * far, point[1] + unit[1] * far


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> Outline:
    """A rectangle."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return rounded(radius, *corners) if radius else polygon(*corners)


def oval(x: float, y: float, rx: float, ry: float) -> Outline:
    """An ellipse by its centre and radii."""
    a, b = rx * _QUARTER, ry * _QUARTER
    return path(
        (x, y - ry),
        ((x + a, y - ry), (x + rx, y - b), (x + rx, y)),
        ((x + rx, y + b), (x + a, y + ry), (x, y + ry)),
        ((x - a, y + ry), (x - rx, y + b), (x - rx, y)),
        ((x - rx, y - b), (x - a, y - ry), (x, y - ry)),
    )


def disc(x: float, y: float, radius: float) -> Outline:
    """A circle."""
    return oval(x, y, radius, radius)


def line(width: float, *points: Point) -> Outline:
    """A line of this width from point to point, with pointed joints, as one outline that does not cross itself."""
    half = width / 2
    left: list[Point] = []
    right: list[Point] = []
    for number, point in enumerate(points):
        units = [_unit(a, b) for a, b in pairwise(points)]
        come, go = units[max(number - 1, 0)], units[min(number, len(units) - 1)]
        # The joint lies where the two sides meet: along the sum of both normals.
        nx, ny = -(come[1] + go[1]), come[0] + go[0]
        scale = half * 2 / (nx * nx + ny * ny)
        left.append((point[0] + nx * scale, point[1] + ny * scale))
        right.append((point[0] - nx * scale, point[1] - ny * scale))
    there = [(point,) for point in right[1:]]
    back = [(point,) for point in reversed(left[:-1])]
    first, last = _unit(points[1], points[0]), _unit(points[-2], points[-1])
    end = _cap(right[-1], left[-1], points[-1], last, half)
    return Outline(right[0], (*there, *end, *back, *_cap(left[0], right[0], points[0], first, half)))


def _cap(start: Point, end: Point, middle: Point, out: Point, half: float) -> tuple[tuple[Point, ...], ...]:
    """Half a circle from one side of a line's end round to the other."""
    top = _along(middle, out, half)
    k = half * _QUARTER
    to_end, to_start = _unit(middle, end), _unit(middle, start)
    return (
        (_along(start, out, k), _along(top, to_start, k), top),
        (_along(top, to_end, k), _along(end, out, k), end),
    )


def arc(width: float, centre: Point, radius: float, start: float, end: float) -> Outline:
    """A line of this width along a circle, from one angle to a larger one: degrees, clockwise from the right."""
    outer, inner = radius + width / 2, radius - width / 2
    there, back = _bow(centre, outer, start, end), _bow(centre, inner, end, start)
    at = _at(centre, outer, start)
    ends = _at(centre, radius, end), _at(centre, radius, start)
    way_end, way_start = _at((0, 0), 1, end + 90), _at((0, 0), 1, start - 90)
    over_end = _cap(_at(centre, outer, end), _at(centre, inner, end), ends[0], way_end, width / 2)
    over_start = _cap(_at(centre, inner, start), at, ends[1], way_start, width / 2)
    return Outline(at, (*there, *over_end, *back, *over_start))


def _at(centre: Point, radius: float, degrees: float) -> Point:
    angle = math.radians(degrees)
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _bow(centre: Point, radius: float, start: float, end: float) -> tuple[tuple[Point, ...], ...]:
    """The curves of an arc, each of at most a quarter of the circle."""
    count = math.ceil(abs(end - start) / 90)
    step = (end - start) / count
    k = 4 / 3 * math.tan(math.radians(step) / 4) * radius
    pieces = []
    for number in range(count):
        a, b = start + number * step, start + (number + 1) * step
        p, q = _at(centre, radius, a), _at(centre, radius, b)
        pieces.append((_along(p, _at((0, 0), 1, a + 90), k), _along(q, _at((0, 0), 1, b + 90), -k), q))
    return tuple(pieces)


# Drawings.


def _handset(factor: float, x: float, y: float) -> Outline:
    """The receiver of a telephone, seen from the side, turned so that its ends point to the upper right."""
    lying = path(
        (-7.6, -2.1),
        ((-7.6, -3.1), (-6.9, -3.6), (-6.0, -3.6)),
        (-3.9, -3.6),
        ((-3.0, -3.6), (-2.5, -3.0), (-2.5, -2.2)),
        (-2.5, -0.9),
        ((-2.5, -0.5), (-2.3, -0.3), (-1.9, -0.25)),
        ((-0.6, 0.0), (0.6, 0.0), (1.9, -0.25)),
        ((2.3, -0.3), (2.5, -0.5), (2.5, -0.9)),
        (2.5, -2.2),
        ((2.5, -3.0), (3.0, -3.6), (3.9, -3.6)),
        (6.0, -3.6),
        ((6.9, -3.6), (7.6, -3.1), (7.6, -2.1)),
        ((7.2, 1.9), (3.8, 4.2), (0, 4.2)),
        ((-3.8, 4.2), (-7.2, 1.9), (-7.6, -2.1)),
    )
    return lying.turned(45, (0, 0)).sized(factor, (0, 0)).moved(x, y)


def _ring(x: float, y: float, radius: float, width: float) -> Drawing:
    return solid(disc(x, y, radius + width / 2)) + hole(disc(x, y, radius - width / 2))


def email() -> Drawing:
    """An envelope."""
    return solid(box(0.75, 2.5, 14.5, 11, 2)) + hole(line(1.4, (3.3, 5.6), (8, 9.2), (12.7, 5.6)))


def phone() -> Drawing:
    """The receiver of a telephone."""
    return solid(_handset(1.02, 7.55, 8.45))


def globe() -> Drawing:
    """The earth with its equator and two meridians."""
    return [
        *_ring(8, 8, 6.5, 1.4),
        *solid(oval(8, 8, 3.4, 7.0)),
        *hole(oval(8, 8, 2.05, 5.8)),
        *solid(box(1.5, 7.3, 13, 1.4)),
    ]


def pin() -> Drawing:
    """What marks a place on a map."""
    drop = path(
        (8, 15.5),
        ((7.6, 15.5), (7.25, 15.3), (7.0, 15.0)),
        ((5.2, 12.8), (2.4, 9.3), (2.4, 6.1)),
        ((2.4, 3.0), (4.9, 0.5), (8, 0.5)),
        ((11.1, 0.5), (13.6, 3.0), (13.6, 6.1)),
        ((13.6, 9.3), (10.8, 12.8), (9.0, 15.0)),
        ((8.75, 15.3), (8.4, 15.5), (8, 15.5)),
    )
    return solid(drop) + hole(disc(8, 6.1, 2.15))


def person() -> Drawing:
    """A head and shoulders."""
    shoulders = path(
        (1.75, 13.6),
        ((1.75, 10.9), (3.9, 9.2), (6.6, 9.2)),
        (9.4, 9.2),
        ((12.1, 9.2), (14.25, 10.9), (14.25, 13.6)),
        ((14.25, 14.5), (13.7, 15), (12.9, 15)),
        (3.1, 15),
        ((2.3, 15), (1.75, 14.5), (1.75, 13.6)),
    )
    return solid(disc(8, 4.4, 3.5), shoulders)


def linkedin() -> Drawing:
    """The letters "in" in a square."""
    n = path(
        (7.0, 6.6),
        (8.8, 6.6),
        (8.8, 7.4),
        ((9.2, 6.8), (9.9, 6.4), (10.7, 6.4)),
        ((12.3, 6.4), (13.0, 7.4), (13.0, 9.0)),
        (13.0, 12.2),
        (11.1, 12.2),
        (11.1, 9.4),
        ((11.1, 8.6), (10.8, 8.1), (10.1, 8.1)),
        ((9.3, 8.1), (8.9, 8.7), (8.9, 9.5)),
        (8.9, 12.2),
        (7.0, 12.2),
    )
    return solid(box(1, 1, 14, 14, 2.5)) + hole(box(3.4, 6.6, 1.9, 5.6), disc(4.35, 4.5, 1.15), n)


def branch() -> Drawing:
    """A line of history that parts."""
    return solid(
        line(1.6, (4.25, 3), (4.25, 13)),
        disc(4.25, 2.9, 2.15),
        disc(4.25, 13.1, 2.15),
        disc(11.9, 4.4, 2.15),
        arc(1.6, (7.4, 4.4), 4.5, 0, 90),
        line(1.6, (7.4, 8.9), (6.6, 8.9)),
        arc(1.6, (6.6, 11.25), 2.35, 180, 270),
    )


def merge() -> Drawing:
    """Two lines of history that become one."""
    return solid(
        line(1.6, (4.1, 3), (4.1, 13)),
        disc(4.1, 2.9, 2.15),
        disc(4.1, 13.1, 2.15),
        disc(12.1, 9.6, 2.15),
        arc(1.6, (10.1, 3.6), 6.0, 90, 180),
        line(1.6, (10.1, 9.6), (12, 9.6)),
    )


def code() -> Drawing:
    """Angle brackets and a slash."""
    return solid(
        line(1.7, (4.9, 4.3), (1.9, 8), (4.9, 11.7)),
        line(1.7, (11.1, 4.3), (14.1, 8), (11.1, 11.7)),
        line(1.7, (9.4, 2.6), (6.6, 13.4)),
    )


def orcid() -> Drawing:
    """The letters "iD" on a disc."""
    d = path(
        (7.0, 4.5),
        (8.9, 4.5),
        ((11.2, 4.5), (12.7, 5.9), (12.7, 8.1)),
        ((12.7, 10.3), (11.2, 11.7), (8.9, 11.7)),
        (7.0, 11.7),
    )
    inside = path(
        (8.5, 5.9),
        (8.9, 5.9),
        ((10.4, 5.9), (11.2, 6.7), (11.2, 8.1)),
        ((11.2, 9.5), (10.4, 10.3), (8.9, 10.3)),
        (8.5, 10.3),
    )
    return [
        *solid(disc(8, 8, 7.25)),
        *hole(box(4.0, 6.5, 1.5, 5.2), disc(4.75, 4.65, 0.95), d),
        *solid(inside),
    ]


def mortarboard() -> Drawing:
    """The cap of a scholar."""
    board = rounded((0.8, 0.5, 0.8, 0.5), (8, 1.7), (16.2, 5.6), (8, 9.5), (-0.2, 5.6))
    cap = path(
        (3.3, 8.7),
        (8, 10.95),
        (12.7, 8.7),
        (12.7, 11.6),
        ((12.7, 12.9), (10.6, 13.9), (8, 13.9)),
        ((5.4, 13.9), (3.3, 12.9), (3.3, 11.6)),
    )
    return solid(board, cap, line(1.3, (14.6, 6.2), (14.6, 11.4)))


def cross() -> Drawing:
    """The letter X."""
    return solid(
        polygon((1.3, 1.8), (5.1, 1.8), (14.7, 14.2), (10.9, 14.2)),
        polygon((12.4, 1.8), (14.4, 1.8), (3.6, 14.2), (1.6, 14.2)),
    )


def mastodon() -> Drawing:
    """The letter m in a bubble of speech."""
    m = path(
        (3.5, 10.0),
        (3.5, 6.2),
        ((3.5, 4.6), (4.4, 3.7), (5.8, 3.7)),
        ((6.8, 3.7), (7.5, 4.1), (8, 4.9)),
        ((8.5, 4.1), (9.2, 3.7), (10.2, 3.7)),
        ((11.6, 3.7), (12.5, 4.6), (12.5, 6.2)),
        (12.5, 10.0),
        (10.8, 10.0),
        (10.8, 6.5),
        ((10.8, 5.6), (10.5, 5.2), (9.9, 5.2)),
        ((9.2, 5.2), (8.85, 5.6), (8.85, 6.5)),
        (8.85, 10.0),
        (7.15, 10.0),
        (7.15, 6.5),
        ((7.15, 5.6), (6.8, 5.2), (6.1, 5.2)),
        ((5.5, 5.2), (5.2, 5.6), (5.2, 6.5)),
        (5.2, 10.0),
    )
    return solid(box(0.9, 0.9, 14.2, 11.9, 3.2), rounded((0, 0.5, 0), (2.8, 12), (2.8, 16.2), (8.2, 12))) + hole(m)


def butterfly() -> Drawing:
    """A butterfly."""
    wing = path(
        (8, 6.9),
        ((7.2, 4.9), (4.7, 2.3), (2.5, 1.5)),
        ((1.2, 1.0), (0.5, 1.6), (0.5, 3.0)),
        ((0.5, 4.6), (0.8, 6.6), (1.2, 7.5)),
        ((1.7, 8.7), (2.8, 9.2), (4.4, 9.1)),
        ((2.6, 9.5), (1.7, 10.4), (2.3, 11.7)),
        ((2.9, 13.1), (4.3, 14.5), (5.5, 14.5)),
        ((6.8, 14.5), (7.6, 12.6), (8, 11.2)),
    )
    return solid(wing, wing.mirrored())


def stack() -> Drawing:
    """Sheets that lie on each other."""
    return solid(
        rounded((0.6, 0.5, 0.6, 0.5), (8, 0.5), (16, 4.7), (8, 8.9), (0, 4.7)),
        line(1.6, (1.5, 8.0), (8, 11.4), (14.5, 8.0)),
        line(1.6, (1.5, 11.3), (8, 14.7), (14.5, 11.3)),
    )


def video() -> Drawing:
    """A screen with the triangle of "play"."""
    return solid(box(0.4, 2.4, 15.2, 11.2, 3.2)) + hole(rounded(0.5, (6.2, 4.9), (11.6, 8), (6.2, 11.1)))


def camera() -> Drawing:
    """A camera."""
    body = path(
        (2.9, 3.6),
        (4.5, 3.6),
        (5.3, 2.2),
        ((5.6, 1.7), (6.0, 1.5), (6.5, 1.5)),
        (9.5, 1.5),
        ((10.0, 1.5), (10.4, 1.7), (10.7, 2.2)),
        (11.5, 3.6),
        (13.1, 3.6),
        ((14.5, 3.6), (15.4, 4.5), (15.4, 5.9)),
        (15.4, 11.9),
        ((15.4, 13.3), (14.5, 14.2), (13.1, 14.2)),
        (2.9, 14.2),
        ((1.5, 14.2), (0.6, 13.3), (0.6, 11.9)),
        (0.6, 5.9),
        ((0.6, 4.5), (1.5, 3.6), (2.9, 3.6)),
    )
    return solid(body) + hole(disc(8, 8.7, 3.7)) + solid(disc(8, 8.7, 2.2))


def facebook() -> Drawing:
    """The letter f on a disc."""
    f = path(
        (6.95, 12.9),
        (6.95, 8.95),
        (5.3, 8.95),
        (5.3, 7.15),
        (6.95, 7.15),
        (6.95, 6.0),
        ((6.95, 4.1), (8.0, 3.1), (9.8, 3.1)),
        (10.9, 3.2),
        (10.9, 4.85),
        (10.0, 4.85),
        ((9.2, 4.85), (8.9, 5.25), (8.9, 6.0)),
        (8.9, 7.15),
        (10.8, 7.15),
        (10.5, 8.95),
        (8.9, 8.95),
        (8.9, 12.9),
    )
    return solid(disc(8, 8, 7.25)) + hole(f)


def card() -> Drawing:
    """A card with a person and two lines."""
    shoulders = path(
        (2.9, 11.2),
        ((2.9, 9.5), (3.9, 8.6), (5.3, 8.6)),
        ((6.7, 8.6), (7.7, 9.5), (7.7, 11.2)),
    )
    return solid(box(0.5, 2.25, 15, 11.5, 2)) + hole(
        disc(5.3, 6.3, 1.6), shoulders, line(1.4, (9.9, 6.4), (12.7, 6.4)), line(1.4, (9.9, 9.4), (12.7, 9.4))
    )


def article() -> Drawing:
    """A page with lines and a turned corner."""
    page = rounded((1.6, 0.6, 0.6, 1.6, 1.6), (2.25, 0.6), (9.6, 0.6), (13.75, 4.75), (13.75, 15.4), (2.25, 15.4))
    return solid(page) + hole(
        line(1.4, (5.2, 5.3), (7.4, 5.3)), line(1.4, (5.2, 8.4), (10.8, 8.4)), line(1.4, (5.2, 11.5), (10.8, 11.5))
    )


def chart() -> Drawing:
    """Bars that rise."""
    return solid(box(1.2, 9, 3.6, 5.8, 0.9), box(6.2, 5.2, 3.6, 9.6, 0.9), box(11.2, 1.2, 3.6, 13.6, 0.9))


def smile() -> Drawing:
    """A face that smiles."""
    mouth = path(
        (4.2, 9.1),
        (11.8, 9.1),
        ((11.8, 11.4), (10.2, 12.9), (8, 12.9)),
        ((5.8, 12.9), (4.2, 11.4), (4.2, 9.1)),
    )
    return solid(disc(8, 8, 7.25)) + hole(oval(5.3, 6.0, 1.1, 1.35), oval(10.7, 6.0, 1.1, 1.35), mouth)


def flask() -> Drawing:
    """A flask from the laboratory."""
    glass = path(
        (6.2, 1.9),
        (9.8, 1.9),
        (9.8, 5.9),
        (14.1, 12.6),
        ((14.9, 13.9), (14.2, 15.2), (12.7, 15.2)),
        (3.3, 15.2),
        ((1.8, 15.2), (1.1, 13.9), (1.9, 12.6)),
        (6.2, 5.9),
    )
    inside = polygon((7.7, 2), (8.3, 2), (8.3, 6.35), (10.45, 9.7), (5.55, 9.7), (7.7, 6.35))
    return solid(glass, line(1.5, (5.2, 1.5), (10.8, 1.5))) + hole(inside)


def plane() -> Drawing:
    """A plane of folded paper."""
    wings = rounded((0.7, 0.7, 0.4, 0.3), (15.7, 1.0), (12.6, 14.2), (7.0, 10.3), (0.1, 7.4))
    return solid(wings, polygon((5.0, 9.0), (8.4, 10.2), (5.6, 14.6))) + hole(line(1.2, (6.9, 9.5), (12.2, 4.6)))


def _bubble() -> Drawing:
    tail = path((1.0, 15.2), (2.2, 10.9), (6.2, 14.0))
    return solid(disc(8.2, 7.8, 7.1), tail)


def whatsapp() -> Drawing:
    """The receiver of a telephone in a bubble of speech."""
    return _bubble() + hole(_handset(0.56, 7.95, 8.05))


def chat() -> Drawing:
    """A bubble of speech in which somebody is writing."""
    return _bubble() + hole(disc(4.7, 7.8, 1.1), disc(8.2, 7.8, 1.1), disc(11.7, 7.8, 1.1))


def gamepad() -> Drawing:
    """What games are played with."""
    body = path(
        (4.6, 3.2),
        (11.4, 3.2),
        ((13.4, 3.2), (14.4, 4.4), (14.9, 6.6)),
        (15.8, 11.1),
        ((16.0, 12.7), (15.2, 13.7), (14.0, 13.7)),
        ((12.6, 13.7), (11.9, 12.6), (11.1, 11.2)),
        (4.9, 11.2),
        ((4.1, 12.6), (3.4, 13.7), (2.0, 13.7)),
        ((0.8, 13.7), (0.0, 12.7), (0.2, 11.1)),
        (1.1, 6.6),
        ((1.6, 4.4), (2.6, 3.2), (4.6, 3.2)),
    )
    plus = polygon(
        (4.3, 4.9), (5.7, 4.9), (5.7, 6.4), (7.2, 6.4), (7.2, 7.8), (5.7, 7.8),
        (5.7, 9.3), (4.3, 9.3), (4.3, 7.8), (2.8, 7.8), (2.8, 6.4), (4.3, 6.4),
    )  # fmt: skip
    return solid(body) + hole(plus, disc(10.2, 8.4, 0.95), disc(12.1, 5.9, 0.95))


def palette() -> Drawing:
    """A painter's palette."""
    board = path(
        (8, 0.75),
        ((3.9, 0.75), (0.75, 3.9), (0.75, 8)),
        ((0.75, 12.1), (3.9, 15.25), (7.6, 15.25)),
        ((9.0, 15.25), (9.8, 14.3), (9.8, 13.2)),
        ((9.8, 12.5), (9.4, 12.1), (9.4, 11.4)),
        ((9.4, 10.5), (10.1, 9.9), (11.1, 9.9)),
        (12.3, 9.9),
        ((14.2, 9.9), (15.25, 8.9), (15.25, 7.2)),
        ((15.25, 3.6), (12.1, 0.75), (8, 0.75)),
    )
    return solid(board) + hole(disc(4.0, 8.5, 1.15), disc(5.2, 4.9, 1.15), disc(8.8, 3.7, 1.15), disc(12.0, 6.2, 1.15))


def music() -> Drawing:
    """Two notes."""
    left, right = oval(3.9, 12.6, 2.7, 2.2), oval(12.1, 11.4, 2.7, 2.2)
    return solid(
        left.turned(-15, (3.9, 12.6)),
        right.turned(-15, (12.1, 11.4)),
        box(5.1, 3.4, 1.5, 9.2),
        box(13.3, 2.2, 1.5, 9.2),
        rounded(0.7, (5.1, 2.3), (14.8, 0.7), (14.8, 4.1), (5.1, 5.7)),
    )


def package() -> Drawing:
    """A box, closed."""
    top = rounded((0.6, 0, 0.6, 0), (8, 0.6), (14.6, 3.9), (8, 7.2), (1.4, 3.9))
    side = rounded((0.2, 0.2, 0.8, 0.8), (7.35, 8.4), (7.35, 15.6), (1.0, 12.4), (1.0, 5.2))
    return solid(top, side, side.mirrored())


DRAWINGS = (
    email,
    phone,
    globe,
    pin,
    person,
    linkedin,
    branch,
    merge,
    code,
    orcid,
    mortarboard,
    cross,
    mastodon,
    butterfly,
    stack,
    video,
    camera,
    facebook,
    card,
    article,
    chart,
    smile,
    flask,
    plane,
    whatsapp,
    chat,
    gamepad,
    palette,
    music,
    package,
)


def table() -> str:
    """Every drawing: its name, a space, its path data, to a line."""
    return "".join(f"{draw.__name__} {' '.join(outline.data() for outline in draw())}\n" for draw in DRAWINGS)


def sheet() -> bytes:
    """A picture of all drawings at 12, 18, 36 and 200 pixels, each size beside the words that it goes with."""
    import typst

    cells = []
    for name, data in (drawn.split(" ", 1) for drawn in table().splitlines()):
        svg = f"bytes(\"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path d='{data}'/></svg>\")"
        small = " ".join(f"box(baseline: {0.12 * size}pt, image({svg}, width: {size}pt))," for size in (12, 18, 36))
        large = f"box(stroke: 0.5pt + luma(85%), image({svg}, width: 200pt))"
        cells.append(f"stack(dir: ttb, spacing: 6pt, {large}, stack(dir: ltr, spacing: 8pt, {small} [{name}]))")
    source = (
        "#set page(width: auto, height: auto, margin: 12pt)\n#set text(12pt)\n"
        f"#grid(columns: 6, gutter: 14pt, {', '.join(cells)})"
    )
    return bytes(typst.compile(source.encode(), format="png", ppi=72))


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
    for name in sys.argv[1:]:
        Path(name).write_bytes(sheet())
