"""The table of a run as a picture: how much of its limit each case takes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from timing import Row

_LINE, _LABEL, _WIDTH, _SIDE = 22, 330, 380, 90
"""Points: a line's height, and the widths of names, of what a limit is, and of what stands behind it."""


def draw(rows: Sequence[Row], heading: str, path: Path) -> None:
    """Write an SVG with a bar for each case that has a limit; the line is the limit."""
    shown = [(case, ratio, limit) for case, _, ratio, limit in rows if ratio is not None and limit]
    height = _LINE * (len(shown) + 2)
    width = _LABEL + _WIDTH + _SIDE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="{_LINE * 0.8}" fill="#444">{escape(heading)}</text>',
    ]
    for number, (case, ratio, limit) in enumerate(shown, 1):
        y = number * _LINE + 4
        end = min(ratio / limit, 1.2) * _WIDTH / 1.2
        colour = "#1f4e79" if ratio <= limit else "#a3262a"
        parts += [
            f'<text x="{_LABEL - 8}" y="{y + 12}" text-anchor="end" fill="#222">{escape(case)}</text>',
            f'<rect x="{_LABEL}" y="{y}" width="{end:.0f}" height="{_LINE - 8}" fill="{colour}"/>',
            f'<text x="{_LABEL + _WIDTH + 8}" y="{y + 12}" fill="#222">{ratio:.2f} of {limit:g}</text>',
        ]
    x = _LABEL + _WIDTH / 1.2
    parts.append(f'<path d="M{x:.0f} {_LINE} V{height - 12}" stroke="#888" stroke-dasharray="3 3"/>')
    path.write_text("\n".join([*parts, "</svg>", ""]), "utf-8")
