"""The fonts that come with cvrender (package rendercv-fonts), so that a page is the same on every machine."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from cvrender.record import Record

_FACES = {"Regular": (400, "normal"), "Bold": (700, "normal"), "Italic": (400, "italic"), "BoldItalic": (700, "italic")}
_FILE = re.compile(r"([A-Za-z0-9]+)-(Regular|Bold|Italic|BoldItalic)\.(?:ttf|otf)")
_CJK = {"KR": "Noto Sans KR", "JP": "Noto Sans JP", "SC": "Noto Sans SC"}
_CJK_ORDER = {"ko": ("KR", "JP", "SC"), "ja": ("JP", "SC", "KR"), "zh": ("SC", "JP", "KR")}
_HANGUL = "[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"
_KANA = "[\u3040-\u30ff\uff66-\uff9f]"
_HAN = "[\u2e80-\u2fdf\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff65]"
_DEVANAGARI = "[\u0900-\u097f]"
_LAST_LATIN = "\u024f"
"""The end of Latin Extended-B; most documents hold nothing beyond it but dashes, quotes and bullets."""
_COMMON = {ord(c): None for c in "–—‘’“”•…·−™✓→"}


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


def fallbacks(text: str, lang: str) -> tuple[str, ...]:
    """Return the families that the text's scripts need behind a Latin one; Han in the shapes of the language."""
    if text.isascii() or max(text.translate(_COMMON), default="") <= _LAST_LATIN:
        return ()
    out: list[str] = []
    scripts = {"KR": re.search(_HANGUL, text), "JP": re.search(_KANA, text), "SC": re.search(_HAN, text)}
    if any(scripts.values()):
        default = "JP" if scripts["JP"] else "KR" if scripts["KR"] else "SC"
        others = (script for script in ("SC", "JP", "KR") if script != default)
        order = _CJK_ORDER.get(lang.split("-", maxsplit=1)[0], (default, *others))
        out += [_CJK[script] for script in order]
    if re.search(_DEVANAGARI, text):
        out.append("Mukta")
    return (*out, "Noto Sans")


def faces(names: Iterable[str], text: str, lang: str) -> tuple[Face, ...]:
    """Return the font files of these families and of those that the text needs behind them."""
    known = families()
    wanted = dict.fromkeys((*names, *fallbacks(text, lang)))
    return tuple(face for name in wanted for face in known.get(name, ()))
