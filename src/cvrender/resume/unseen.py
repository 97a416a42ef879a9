"""Characters that nobody sees and that make a text read otherwise than it looks: they turn it round, or hide in it.

Marks that scripts need stay: joiners, soft hyphens, places for a line's end, selectors of variants behind a picture or
an ideograph, and LRM, RLM and ALM beside text from the right. What embeds, overrides or isolates a direction goes:
engines are told by the document itself what reads from the left (document/bidi.py).
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple
from unicodedata import name

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
"""A flag of a region, the one use of tags that Unicode recommends (UTS #51, section 2.9)."""
_SUSPECTS = frozenset(
    map(
        chr,
        (
            *(0xAD, 0x61C, 0x115F, 0x1160, 0x180E, 0x3164, 0xFEFF, 0xFFA0, *range(0xFFF9, 0xFFFC)),
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
            *range(0xFE00, 0xFE10),
            *range(0xE0000, 0xE0080),
            *range(0xE0100, 0xE01F0),
        ),
    )
)
"""All characters that the patterns look for: compiling these takes milliseconds, and few resumes need them."""
_MOST = 3


class _Patterns(NamedTuple):
    """What goes in any text, what goes where nothing is from the right, what is, and what goes in a name."""

    stray: re.Pattern[str]
    marks: re.Pattern[str]
    from_right: re.Pattern[str]
    in_names: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    """The blocks of scripts from the right are those of Unicode's DerivedBidiClass.txt."""
    return _Patterns(
        re.compile(
            rf"({_FLAG})"
            "|[\u202a-\u202e\u2066-\u2069]"  # embeddings, overrides and isolates
            "|[\u180e\u2061-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]"  # nothing, in any script of today
            "|[\U000e0000-\U000e007f]"
            f"|(?<=[A-Za-z{_SELECTORS}])[{_SELECTORS}]"
        ),
        re.compile("[\u061c\u200e\u200f]"),
        re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"),
        # What may divide or fill a text, and makes a name another one that looks the same.
        re.compile("[\u00ad\u115f\u1160\u200b\u2060\u3164\uffa0]|(?<=[A-Za-z])[\u200c\u200d]"),
    )


def seen(text: str, *, is_name: bool = False) -> tuple[str, str]:
    """Return a text without what is invisible and does not belong there, and what that was, in words; a person's name
    has less of it than other texts.
    """
    if text.isascii() or _SUSPECTS.isdisjoint(text):
        return text, ""
    patterns = _patterns()
    gone: dict[str, None] = {}

    def drop(match: re.Match[str]) -> str:
        if match.lastindex:
            return match[0]
        gone[match[0]] = None
        return ""

    out = patterns.stray.sub(drop, text)
    if not patterns.from_right.search(patterns.marks.sub("", out)):
        out = patterns.marks.sub(drop, out)
    if is_name:
        out = patterns.in_names.sub(drop, out)
    said = [f"U+{ord(char):04X} {name(char, 'without a name')}" for char in list(gone)[:_MOST]]
    more = f" and {len(gone) - _MOST} more" if len(gone) > _MOST else ""
    return out, ", ".join(said) + more
