"""Characters that nobody sees and that make a text read otherwise than it looks: they turn it round, or hide in it.

Marks that scripts need stay: joiners, soft hyphens, places for a line's end, selectors of variants behind a picture or
an ideograph, and LRM, RLM and ALM beside text from the right. What embeds, overrides or isolates a direction goes:
engines are told by the document itself what reads from the left (document/bidi.py).
"""

from __future__ import annotations

import re
from unicodedata import name

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
"""A flag of a region, the one use of tags that Unicode recommends (UTS #51, section 2.9)."""
_STRAY = re.compile(
    rf"({_FLAG})"
    "|[\u202a-\u202e\u2066-\u2069]"  # embeddings, overrides and isolates
    "|[\u180e\u2061-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]"  # nothing, in any script of today
    "|[\U000e0000-\U000e007f]"
    f"|(?<=[A-Za-z{_SELECTORS}])[{_SELECTORS}]"
)
_MARKS = re.compile("[\u061c\u200e\u200f]")
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""The blocks of scripts that run from right to left (Unicode, DerivedBidiClass.txt); U+061C among them is a mark."""
_IN_NAMES = re.compile("[\u00ad\u115f\u1160\u200b\u2060\u3164\uffa0]|(?<=[A-Za-z])[\u200c\u200d]")
"""What may divide or fill a text, and makes a name another one that looks the same."""
_MOST = 3


def seen(text: str, *, is_name: bool = False) -> tuple[str, str]:
    """Return a text without what is invisible and does not belong there, and what that was, in words; a person's name
    has less of it than other texts.
    """
    if text.isascii():
        return text, ""
    gone: dict[str, None] = {}

    def drop(match: re.Match[str]) -> str:
        if match.lastindex:
            return match[0]
        gone[match[0]] = None
        return ""

    out = _STRAY.sub(drop, text)
    if not _FROM_RIGHT.search(_MARKS.sub("", out)):
        out = _MARKS.sub(drop, out)
    if is_name:
        out = _IN_NAMES.sub(drop, out)
    said = [f"U+{ord(char):04X} {name(char, 'without a name')}" for char in list(gone)[:_MOST]]
    more = f" and {len(gone) - _MOST} more" if len(gone) > _MOST else ""
    return out, ", ".join(said) + more
