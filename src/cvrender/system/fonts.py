"""The fonts that come with cvrender (package rendercv-fonts), so that a page is the same on every machine.

For scripts that none of them has, the families of systems that do, in the order in which every engine looks for them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from cvrender.record import Record
from cvrender.system.fingerprints import stamp

_FACES = {"Regular": (400, "normal"), "Bold": (700, "normal"), "Italic": (400, "italic"), "BoldItalic": (700, "italic")}
_FILE = re.compile(r"([A-Za-z0-9]+)-(Regular|Bold|Italic|BoldItalic)\.(?:ttf|otf)")
_CJK = {"KR": "Noto Sans KR", "JP": "Noto Sans JP", "SC": "Noto Sans SC"}
_CJK_ORDER = {"ko": ("KR", "JP", "SC"), "ja": ("JP", "SC", "KR"), "zh": ("SC", "JP", "KR")}
_NOT_BUNDLED = {
    "Chinese": ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"),
    "Arabic": ("Noto Sans Arabic", "Noto Naskh Arabic", "Amiri", "Geeza Pro"),
    "Hebrew": ("Noto Sans Hebrew", "Arial Hebrew"),
    "Thai": ("Noto Sans Thai", "Loma", "Garuda", "Thonburi", "Leelawadee UI"),
    "Armenian": ("Noto Sans Armenian", "Mshtakan"),
    "Georgian": ("Noto Sans Georgian",),
    "Bengali": ("Noto Sans Bengali", "Bangla Sangam MN", "Nirmala UI"),
    "Gurmukhi": ("Noto Sans Gurmukhi", "Gurmukhi MN", "Nirmala UI"),
    "Gujarati": ("Noto Sans Gujarati", "Gujarati Sangam MN", "Nirmala UI"),
    "Oriya": ("Noto Sans Oriya", "Oriya Sangam MN", "Nirmala UI"),
    "Tamil": ("Noto Sans Tamil", "Tamil Sangam MN", "Nirmala UI"),
    "Telugu": ("Noto Sans Telugu", "Telugu Sangam MN", "Nirmala UI"),
    "Kannada": ("Noto Sans Kannada", "Kannada Sangam MN", "Nirmala UI"),
    "Malayalam": ("Noto Sans Malayalam", "Malayalam Sangam MN", "Nirmala UI"),
    "Sinhala": ("Noto Sans Sinhala", "Sinhala Sangam MN", "Nirmala UI"),
    "Lao": ("Noto Sans Lao", "Lao Sangam MN", "Leelawadee UI"),
    "Khmer": ("Noto Sans Khmer", "Khmer Sangam MN", "Leelawadee UI"),
    "Myanmar": ("Noto Sans Myanmar", "Myanmar Sangam MN", "Myanmar Text"),
    "Tibetan": ("Noto Serif Tibetan", "Kailasa", "Microsoft Himalaya"),
    "Ethiopic": ("Noto Sans Ethiopic", "Kefa", "Ebrima"),
    "Cherokee": ("Noto Sans Cherokee", "Plantagenet Cherokee", "Gadugi"),
    "sign": ("Noto Sans Symbols", "Noto Sans Symbols 2", "Noto Sans Symbols2", "Noto Sans Math", "Segoe UI Symbol"),
}
DRAWN_EMOJI = ("Noto Emoji", "Symbola", "Segoe UI Emoji")
"""Families of emoji that are outlines, as letters are."""
EMOJI = ("Noto Color Emoji", "Apple Color Emoji", *DRAWN_EMOJI)
"""For engines that are to be told. Browsers and Pango find one themselves, and once it is named set digits in it."""
_LAST = ("Segoe UI", "Arial Unicode MS", "DejaVu Sans")
"""Families of many scripts, which most systems have one of."""
_OF_LANGUAGE = {
    "zh-Hant": "Noto Sans CJK TC",
    "zh-TW": "Noto Sans CJK TC",
    "zh-HK": "Noto Sans CJK HK",
    "ur": "Noto Nastaliq Urdu",
}
"""Families that come first, since the language writes its script in shapes of its own."""
_BLOCKS = {
    # What a document holds beside these is "other": rare scripts, and marks that stand in several.
    "Latin": "\u0000-\u02af\u1d00-\u1dbf\u1e00-\u1eff\ufb00-\ufb06",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f\u1c80-\u1c8f\ua640-\ua69f",
    "Armenian": "\u0530-\u058f\ufb13-\ufb17",
    "Hebrew": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Devanagari": "\u0900-\u097f\ua8e0-\ua8ff",
    "Bengali": "\u0980-\u09ff",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff",
    "Oriya": "\u0b00-\u0b7f",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Kannada": "\u0c80-\u0cff",
    "Malayalam": "\u0d00-\u0d7f",
    "Sinhala": "\u0d80-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Lao": "\u0e80-\u0eff",
    "Tibetan": "\u0f00-\u0fff",
    "Myanmar": "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",
    "Georgian": "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f",
    "Ethiopic": "\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f",
    "Cherokee": "\u13a0-\u13ff\uab70-\uabbf",
    "Khmer": "\u1780-\u17ff\u19e0-\u19ff",
    "Korean": "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
    "Japanese": "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "Chinese": "\u2e80-\u303f\u3100-\u312f\u3190-\u31ef\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uff65\U00020000-\U0003ffff",
    "sign": "\u2010-\u2bff",
    "emoji": "\U0001f000-\U0001faff",
}
"""Blocks of Unicode by script, as far as a font is to be found by them (unicode.org/Public/UNIDATA/Blocks.txt)."""
_FONTS = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "/opt/homebrew/etc/fonts", "/usr/local/etc/fonts"),
    "win32": (),
}
_FONTS_OF_ONES_OWN = (".fonts", ".fonts.conf", "Library/Fonts")
_WINDOWS = {"WINDIR": "Fonts", "LOCALAPPDATA": "Microsoft/Windows/Fonts"}
_XDG = {"XDG_DATA_HOME": ".local/share", "XDG_CONFIG_HOME": ".config"}
"""Where systems, fontconfig and users keep fonts and say which are to be taken."""
_FONTCONFIG = re.compile(r"[\\,:-]")
_BACKSLASHED = r"\\\g<0>"
"""What means something in fontconfig's names of fonts."""
_SECONDS = 60
_LAST_LATIN = "\u024f"
"""The end of Latin Extended-B; most documents hold nothing beyond it but dashes, quotes and bullets."""
_COMMON = frozenset("–—‘’“”•…·−™✓→")


SERIF = ("EB Garamond", "Gentium Book Plus", "XCharter")
"""Bundled families whose place, where they are not installed, a serif takes."""


class Face(Record):
    """One font file: the family it belongs to, its weight as CSS counts it, and its style."""

    family: str
    weight: int
    style: Literal["normal", "italic"]
    path: Path


@functools.cache
def families() -> dict[str, tuple[Face, ...]]:
    """Return the families there are, by name; symbols are left out."""
    import importlib.util

    # Found without importing it: the package lists every file at import, and only the folders are wanted.
    spec = importlib.util.find_spec("rendercv_fonts")
    assert spec is not None and spec.origin is not None
    found: dict[str, list[Face]] = {}
    for folder in sorted(Path(spec.origin).parent.iterdir()):
        if not folder.is_dir() or folder.name.startswith(("_", "Font Awesome")):
            continue
        for path in sorted(folder.iterdir()):
            match = _FILE.fullmatch(path.name)
            if match:
                script = match[1][-2:] if match[1].startswith("NotoSans") else ""
                weight, style = _FACES[match[2]]
                family = _CJK.get(script, folder.name)
                found.setdefault(family, []).append(Face(family, weight, style, path))  # type: ignore[arg-type]  # _FACES
    return {name: tuple(faces) for name, faces in found.items()}


@functools.cache
def _blocks() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{script}>[{blocks}])" for script, blocks in _BLOCKS.items()))


def script(character: str) -> str:
    """Return the name of the character's script, "emoji", "sign", or "other"."""
    found = _blocks().match(character)
    return (found and found.lastgroup) or "other"


def installed() -> dict[str, str]:
    """Return the families of the system and the bundled ones, by their name in small letters.

    Typst looks for them; it is in any installation, and looks where the system does (fontconfig's folders, Windows' and
    macOS' own).
    """
    return _installed(system())


@functools.lru_cache(1)
def _installed(_: str) -> dict[str, str]:
    """Those of one state of the system's fonts."""
    try:
        from typst import Fonts

        names = Fonts(include_embedded_fonts=False).families()
    except ImportError:
        names = []
    return {name.lower(): name for name in (*names, *families())}


def files(names: Iterable[str]) -> tuple[Path, ...]:
    """Return the files of those of the families that are the system's, as far as fontconfig tells."""
    import shutil
    import subprocess

    command = shutil.which("fc-list")
    found: list[Path] = []
    for name in names if command else ():
        asked = [str(command), "--format", "%{file}\n", _FONTCONFIG.sub(_BACKSLASHED, name)]
        told = subprocess.run(asked, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603
        found += [Path(line) for line in told.stdout.decode("utf-8", "replace").splitlines()]
    return tuple(sorted(found))


def system() -> str:
    """Return what tells one state of the system's fonts from another: when each of their folders was changed last, and
    what fontconfig is told of them.
    """
    import os
    import sys

    home = os.path.expanduser("~")  # noqa: PTH111  # as it is where nobody has a home
    data, setup = (os.environ.get(name) or f"{home}/{usual}" for name, usual in _XDG.items())
    own = (f"{data}/fonts", f"{setup}/fontconfig", *(f"{home}/{name}" for name in _FONTS_OF_ONES_OWN))
    windows = [f"{os.environ[name]}/{below}" for name, below in _WINDOWS.items() if name in os.environ]
    told = [f"{name}={os.environ[name]}" for name in sorted(os.environ) if name.startswith("FONTCONFIG_")]
    named = [value for name in ("FONTCONFIG_FILE", "FONTCONFIG_PATH") if (value := os.environ.get(name))]
    for top in (*(_FONTS.get(sys.platform, _FONTS["linux"])), *own, *windows, *named):
        told += (stamp(below) for below, _, _ in os.walk(top)) if os.path.isdir(top) else [stamp(top)]  # noqa: PTH112
    return "\n".join(told)


def fallbacks(text: str, lang: str, asked: Iterable[str] = (), emoji: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the families that the text's scripts need behind a Latin one; Han in the shapes of the language.

    First those that are asked for, then bundled ones, then those of a system, which may or may not be there; `emoji`
    among them where the text has some.
    """
    letters = set(text)
    if max(letters - _COMMON, default="") <= _LAST_LATIN:
        return ()
    scripts = dict.fromkeys(script(char) for char in sorted(letters) if char > _LAST_LATIN)
    bundled: list[str] = []
    primary = lang.split("-", maxsplit=1)[0]
    if cjk := [tag for tag, name in (("JP", "Japanese"), ("KR", "Korean"), ("SC", "Chinese")) if name in scripts]:
        order = _CJK_ORDER.get(primary, tuple(dict.fromkeys((cjk[0], "SC", "JP", "KR"))))
        bundled += [_CJK[tag] for tag in order]
    if "Devanagari" in scripts:
        bundled.append("Mukta")
    own = [family for tag, family in _OF_LANGUAGE.items() if (lang.lower() + "-").startswith(tag.lower() + "-")]
    system = [family for name in scripts if name != "sign" for family in _NOT_BUNDLED.get(name, ())]
    if "emoji" in scripts:  # before signs: a family of signs may have half of what is joined to one emoji
        system += [*emoji, *_NOT_BUNDLED["sign"]]
    elif "sign" in scripts:
        system += _NOT_BUNDLED["sign"]
    behind = [*system, *_LAST] if system or "other" in scripts else []
    signs = ["Source Sans 3"] if "sign" in scripts else []  # of the bundled families the one with the most
    return tuple(dict.fromkeys((*asked, *own, *bundled, "Noto Sans", *signs, *behind)))


def faces(names: Iterable[str], text: str, lang: str) -> tuple[Face, ...]:
    """Return the font files of these families and of those that the text needs behind them."""
    known = families()
    wanted = dict.fromkeys((*names, *fallbacks(text, lang)))
    return tuple(face for name in wanted for face in known.get(name, ()))
