"""How well text stands out from its ground, as WCAG 2.2 measures it."""

from __future__ import annotations

LEAST = 4.5
"""The ratio that text needs (WCAG 2.2, success criterion 1.4.3, level AA)."""
_STEPS = 64


def ratio(first: str, second: str) -> float:
    """Return the contrast of two colours, as `#333` or `#1f4e79`: from 1, none, to 21, black on white."""
    light, dark = sorted((_luminance(_channels(first)), _luminance(_channels(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mended(colour: str, ground: str) -> str:
    """Return the colour, darker or lighter by as little as it takes to be read on the ground."""
    end = 0 if ratio("#000", ground) >= LEAST else 255  # one of the two always does: their product is 21
    channels = _channels(colour)
    for step in range(_STEPS):
        shade = "#" + "".join(f"{round(c + (end - c) * step / _STEPS):02x}" for c in channels)
        if ratio(shade, ground) >= LEAST:
            return shade
    return "#000000" if end == 0 else "#ffffff"


def _channels(colour: str) -> list[int]:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return [int(digits[at : at + 2], 16) for at in (0, 2, 4)]


def _luminance(channels: list[int]) -> float:
    """Relative luminance (WCAG 2.2, section 6)."""
    shares = [channel / 255 for channel in channels]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
