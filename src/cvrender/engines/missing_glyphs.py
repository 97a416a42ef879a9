"""Characters that no font has: how an engine tells of them, and what a person is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from cvrender.engines import command_here
from cvrender.system.fonts import script

NO_GLYPH = "no font has "
_CODE = re.compile(r"U\+([0-9A-F]{4,6})")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Default_Ignorable_Code_Point (unicode.org/Public/UNIDATA/DerivedCoreProperties.txt): needs no glyph."""
_SINGLE = ("sign", "emoji", "other")
"""What is no script: a person looks for each by itself."""
_NOTO = {
    "debian": "apt-get install fonts-noto-core",
    "fedora": "dnf install google-noto-sans-{script}-fonts",
    "arch": "pacman -S noto-fonts",
    "alpine": "apk add font-noto-all",
}
_PACKAGES = {
    "Chinese": {
        "debian": "apt-get install fonts-noto-cjk",
        "fedora": "dnf install google-noto-sans-cjk-fonts",
        "arch": "pacman -S noto-fonts-cjk",
        "alpine": "apk add font-noto-cjk",
    },
    "emoji": {
        "debian": "apt-get install fonts-noto-color-emoji",
        "fedora": "dnf install google-noto-color-emoji-fonts",
        "arch": "pacman -S noto-fonts-emoji",
        "alpine": "apk add font-noto-emoji",
    },
    "sign": _NOTO | {"fedora": "dnf install google-noto-sans-symbols-fonts google-noto-sans-symbols-2-fonts"},
    "Tibetan": _NOTO | {"fedora": "dnf install google-noto-serif-tibetan-fonts"},
}
"""What brings a font for a script where it is not in _NOTO, by system; the names are those of 2025."""
_FAMILIES = {
    "Chinese": "Noto Sans CJK",
    "emoji": "Noto Color Emoji",
    "sign": "Noto Sans Symbols",
    "Tibetan": "Noto Serif Tibetan",
}


def no_glyph(characters: Iterable[str], warn: Callable[[str], None]) -> None:
    """Tell `warn` of characters that no font has, in one message that begins with NO_GLYPH and holds their codes."""
    seen = dict.fromkeys(char for char in "".join(characters) if not _UNSEEN.match(char))
    if seen:
        warn(NO_GLYPH + " ".join(f"U+{ord(char):04X}" for char in seen))


def groups(message: str) -> list[str]:
    """Return the characters of such a message: those of a script together, signs and emoji each by itself."""
    found: dict[str, str] = {}
    for code in _CODE.findall(message):
        character = chr(int(code, 16))
        name = script(character)
        key = character if name in _SINGLE else name
        found[key] = found.get(key, "") + character
    return list(found.values())


def describe(characters: str, first: str) -> tuple[str, str]:
    """Return what to say of a group, `first` being the one that stands first in the text, and what mends it."""
    from unicodedata import category, name

    kind = script(first)
    unnamed = {"Co": "of private use", "Cn": "not assigned"}.get(category(first), "without a name")
    shown = f"{first} (U+{ord(first):04X}, {name(first, unnamed)})"
    if len(characters) == 1:
        what = f"no font has the character {shown}: a box or nothing stands there"
    else:
        many = f"{len(characters)} of the {kind} characters"
        what = f"no font has {many}, the first is {shown}: boxes or nothing stand there"
    if category(first) in ("Co", "Cn"):
        return what, "leave it out: only the font that it was made for shows it"
    family = _FAMILIES.get(kind, f"Noto Sans {kind}" if kind != "other" else "a font that has it")
    commands = {k: v.format(script=kind.lower()) for k, v in _PACKAGES.get(kind, _NOTO).items()}
    if kind == "other":
        del commands["fedora"]
    brings = command_here(commands, family)
    hint = f"install a font: {brings}" if not brings.startswith("install ") else brings
    if kind == "emoji":
        hint += " (LaTeX cannot show its pictures), or leave it out"
    elif kind in _SINGLE:
        hint += ", or leave it out"
    return what, hint
