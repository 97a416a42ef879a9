"""LaTeX commands and environments: the one place where text becomes LaTeX.

Written here and not taken from PyLaTeX: its `escape_latex` (1.4.2) breaks every hyphen out of its word (`{-}`), ends
lines at line feeds, leaves U+200B and marks of direction as they are, and takes 31 ms to load.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from urllib.parse import quote

_SPECIALS = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{char: f"\\{char}" for char in "{}$&#_%"},
    "\u00a0": "~",
    "\u00ad": r"\-",
    "\u200b": r"\cvbreak{}",
    **dict.fromkeys("\n\r\t\u2028\u2029", " "),
    # Marks of direction, which the macros set by themselves, and marks that only say where no line may end.
    **dict.fromkeys("\u200e\u200f\u061c\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
}
_SPECIAL = re.compile("[" + re.escape("".join(_SPECIALS)) + "]|" + "|".join(f"{c}(?={c})" for c in "-,<>"))
"""Specials, and the signs of which the fonts of pdflatex would join two: they get braces between them."""
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_OTHER = (
    "\u0250-\u058f\u0900-\u1dff\u1f00-\u1fff\u200c\u200d\u2070-\u218f\u2191-\u27ff"
    "\u2900-\ufb1c\ufe00-\ufe6f\uff00-\uffef"
)
_LAST_LATIN = "\u024f"
_COMMON = {ord(c): None for c in "–—‘’“”•…−"}
"""What every Latin font has beyond the last letter of Latin; most texts hold nothing else."""
FROM_RIGHT = re.compile(f"[{_RTL}]")
_WORD = r"[A-Za-z0-9\u00c0-\u024f]"
_PHRASE = re.compile(rf"{_WORD}(?:[^\s–—{_RTL}]*{_WORD})?[+#%]*(?: {_WORD}(?:[^\s–—{_RTL}]*{_WORD})?[+#%]*)*")
_SIGN = re.compile(r"[()\[\]«»–—]|(?<=[.,!?:;…\"”“'’])[.,!?:;…\"”“'’]")
"""Brackets, dashes, the second and later of signs that follow each other."""
_RANGE = re.compile(r"(?<![^\s(\[])(\d{1,4}–\d{1,4})(?![^\s)\],.;:])")
_LONGEST = 40
"""Characters of a word that a line must take whole."""
_PIECE = 4
"""Characters of an overlong word between two places where a line may end."""


class Tex(str):
    """Text that is LaTeX already. The functions of this module make it, and who lays LaTeX together."""

    __slots__ = ()


def text(words: str, *, signs: bool = False) -> Tex:
    """Return words as LaTeX; runs of scripts that a Latin font may lack say so, for a font to be found.

    `signs` says that what is no word stands between words that are read from the right.
    """
    if words.isascii() and len(words) < _LONGEST and not signs:
        return _escape(words)
    if not signs and not FROM_RIGHT.search(words):
        return Tex(_marked(words, _latin))
    out: list[str] = []
    at = 0
    for match in _PHRASE.finditer(words):  # between such words, others would be read from the right as well
        out += [_marked(words[at : match.start()], _signed), f"\\cvltr{{{_marked(match[0], _latin)}}}"]
        at = match.end()
    return Tex("".join((*out, _marked(words[at:], _signed))))


_SCRIPTS = {"rtl": "cvrtl", "beyond": "cvbeyond", "other": "cvscript"}


@functools.cache
def _runs() -> re.Pattern[str]:
    """Runs of scripts that a Latin font may lack; compiled for who needs it, since that takes 3 ms."""
    return re.compile(
        rf"(?P<rtl>[{_RTL}](?:[{_RTL}\u200c-\u200f .,!?:;()\-]*[{_RTL}])?)"
        r"|(?P<beyond>[\U00010000-\U0010fffd][\u200d\ufe0f\U00010000-\U0010fffd]*)"
        rf"|(?P<other>[{_OTHER}](?:[ \u3000]?[{_OTHER}])*)"
    )


@functools.cache
def _overlong() -> re.Pattern[str]:
    return re.compile(rf"[^\s\u1100-\U0010ffff]{{{_LONGEST},}}")


def _marked(words: str, between: Callable[[str], str]) -> str:
    out: list[str] = []
    at = 0
    if max(words.translate(_COMMON), default="") <= _LAST_LATIN:
        return between(words)
    for match in _runs().finditer(words):
        out.append(between(words[at : match.start()]))
        out.append(f"\\{_SCRIPTS[str(match.lastgroup)]}{{{_escape(match[0])}}}")
        at = match.end()
    out.append(between(words[at:]))
    return "".join(out)


def _signed(words: str) -> str:
    """What stands between words that may come from the right."""
    out: list[str] = []
    at = 0
    for match in _SIGN.finditer(words):
        out += [_latin(words[at : match.start()]), f"\\cvsign{{{match[0]}}}"]
        at = match.end()
    return "".join((*out, _latin(words[at:])))


def command(name: str, /, *arguments: str) -> Tex:
    """Return a command. Arguments that are not Tex are text."""
    return Tex(f"\\{name}{''.join(map(_argument, arguments))}")


def environment(name: str, /, *body: str, arguments: tuple[str, ...] = (), option: str = "") -> Tex:
    """Return an environment with a line for each part of its body that is not empty."""
    lines = [part if isinstance(part, Tex) else text(part) for part in body if part]
    inside = "".join(f"\n{line}" for line in lines).replace("\n", "\n  ")
    chosen = f"[{option}]" if option else ""
    return Tex(f"\\begin{{{name}}}{chosen}{''.join(map(_argument, arguments))}{inside}\n\\end{{{name}}}")


def address(url: str) -> Tex:
    """Return an address as hyperref takes it: what RFC 3986 does not allow in one is percent-encoded."""
    return Tex(re.sub(r"[#%&_~]", lambda match: f"\\{match[0]}", quote(url, safe="#%&_~!$'()*+,/:;=?@-.[]")))


def _argument(words: str) -> str:
    return f"{{{words if isinstance(words, Tex) else text(words)}}}"


def _escape(words: str) -> Tex:
    """Words with what is special in TeX escaped, and ranges of numbers kept together."""
    if "–" in words:
        parts = _RANGE.split(words)
        return Tex(
            "".join(f"\\mbox{{{part}}}" if number % 2 else _escape_specials(part) for number, part in enumerate(parts))
        )
    return _escape_specials(words)


def _escape_specials(words: str) -> Tex:
    return Tex(_SPECIAL.sub(lambda match: _SPECIALS.get(match[0], f"{match[0]}{{}}"), words))


def _latin(words: str) -> str:
    if max(map(len, words.split()), default=0) < _LONGEST:
        return _escape(words)
    out: list[str] = []
    at = 0
    for match in _overlong().finditer(words):
        out.append(_escape(words[at : match.start()]))
        word = match[0]
        out.append("\\cvbreak{}".join(_escape(word[i : i + _PIECE]) for i in range(0, len(word), _PIECE)))
        at = match.end()
    return "".join((*out, _escape(words[at:])))
