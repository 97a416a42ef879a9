"""Keys that are probably meant to keep something out of public copies, and are not understood."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from cvrender.resume.model import Marked, Node, PublicStyle
from cvrender.source.tree import Mapping, Scalar, Tree

_LOOKALIKES = str.maketrans(
    # Cyrillic er, ghe, i, izhitsa, a, te, ie; Greek rho, iota, nu, alpha, tau, epsilon; Latin dotless i, alpha, and the
    # small capitals P R I V A T E (Unicode's confusables.txt).
    "\u0440\u0433\u0456\u0475\u0430\u0442\u0435\u03c1\u03b9\u03bd\u03b1\u03c4\u03b5\u0131\u0251"
    "\u1d18\u0280\u026a\u1d20\u1d00\u1d1b\u1d07",
    "privatepivateiaprivate",
)
"""Letters of other alphabets that look like those of `private`."""
_ALIKE = 0.8
"""How much of a word must be that of `private` (difflib's ratio): `prviate` has 0.86, `pirate` 0.77."""
_SYNONYMS = (
    *("hide", "hidden", "secret", "confidential", "internal", "restricted", "redact", "redacted", "withhold"),
    *("withheld", "nonpublic", "publish", "published", "visible", "visibility", "access", "show", "shown", "unlisted"),
    *("sensitive", "omit", "omitted", "exclude", "excluded", "skip", "draft", "embargo", "embargoed"),
)
_ANSWERS = (
    *("true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "x"),
    *("none", "public", "hidden", "secret", ""),
)
"""What says yes or no, beside numbers: `hidden: true` is a mark, `access: by train` is not."""
_SWITCHES = (
    *(
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "ja",
        "nein",
        "oui",
        "non",
        "si",
        "sí",
        "sì",
        "sim",
        "não",
        "да",
        "нет",
    ),
    *("evet", "hayır", "tak", "nie", "ano", "ne", "nee", "nej", "はい", "いいえ", "是", "否", "예", "아니요"),
)
"""Words that switch a thing on or off. In a public copy a switch that is not understood may be a mark in any words."""
_HARMLESS = frozenset(
    """
    active complete completed contract current currently default expired favorite favourite featured freelance fulltime
    graduated hybrid internship invited iscurrent main native ongoing onsite openaccess paid parttime peerreviewed
    present primary relocate relocation remote selected travel unpaid verified volunteer willingtorelocate
    """.split()  # noqa: SIM905  # a list of words is easier to read so
)
"""Switches of other tools that say something of a job or a paper, and nothing of who may see it."""
_MERGE = "<<"
"""YAML's merge key, which in quotes, and so in JSON, is a key like any other."""


def is_private(word: str) -> bool:
    """Return whether a word is `private`, or was probably meant to be."""
    return SequenceMatcher(None, _folded(word), "private").ratio() >= _ALIKE


def doubtful(cls: type[Node], key: str, value: Tree) -> str:
    """Return what to do about a key that a class does not know, if it may be a mark of privacy; else nothing."""
    folded = _folded(key)
    if cls is PublicStyle:
        return "`show` is the only key here: write `show: [email]`"
    if folded == "public":
        return "write `public: {show: [...]}` under `meta.cvrender`; and `private: true` beside what is to stay out"
    if key == _MERGE and _brings_mark(value):
        return "a merge key stands without quotes, in YAML; or write `private: true` here"
    short = "priv" in folded and "privileg" not in folded
    if is_private(key) or short or (folded in _SYNONYMS and _is_answer(value)):
        if issubclass(cls, Marked):
            return "write `private: true` or `private: false`, or give the key another name"
        return "no such mark is understood here: put `private: true` beside each entry or text that is to stay out"
    if issubclass(cls, Marked) and _is_switch(value) and folded not in _HARMLESS:
        return "if it is to keep this out of public copies, write `private: true`; else leave it out"
    return ""


def misplaced(key: str, value: Tree) -> str:
    """Return what to do about a name in a mapping of names to texts, if it may be a mark; else nothing."""
    if is_private(key) and _is_answer(value):
        return "no such mark is understood here: put `private: true` beside each text: `{text: ..., private: true}`"
    return ""


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold().translate(_LOOKALIKES)
    return re.sub(r"[^a-z]", "", plain)


def _is_answer(value: Tree) -> bool:
    if not isinstance(value, Scalar):
        return False
    word = value.value.strip().casefold()
    return value.null or word.isdecimal() or word in _ANSWERS or is_private(word)


def _is_switch(value: Tree) -> bool:
    return isinstance(value, Scalar) and not value.null and value.value.strip().casefold() in _SWITCHES


def _brings_mark(value: Tree) -> bool:
    items = value.items if isinstance(value, Mapping) else ()
    return any(is_private(key.value) for key, _ in items)
