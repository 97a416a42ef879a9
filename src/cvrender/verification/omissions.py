"""What a resume says and its document does not: the proof of `compose`, which every other proof builds on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cvrender.resume.model import Basics, CustomSection, Date, Kind, Meta, Node, Resume, Text
from cvrender.verification.facts import Fact

_WORDS = re.compile(r"[^\W_]+")
_SHOWN = frozenset(["text", "prose", "plain", "texts", "points", "plains", "email", "blocks"])
"""Kinds of fields whose words stand on the page. Words of a choice are names for something else, and addresses are
compared by the proof of links.
"""
_SILENT = ((Basics, "image"), (Basics, "aliases"))
"""Fields of these kinds that are for machines: the photo's file, and names that author lists are searched for."""


def omissions(resume: Resume, facts: Iterable[Fact]) -> Iterator[tuple[str, Text | Date]]:
    """Yield each text and date of a selected resume that the facts of its document do not hold: its field, as
    `work.summary`, and itself.

    Words are compared without their order, since what `compose` leaves out is a field, an entry or a section as a
    whole. Settings say how a resume is shown, and are not compared.
    """
    facts = tuple(facts)
    there = set(_words(" ".join(map(_all, facts))))
    values = list(_values(resume, ""))
    said = " ".join([value for _, _, value in values if isinstance(value, str)])
    letters = "" if there.issuperset(_words(said)) else " ".join(_letters(fact.text) for fact in facts)
    for name, kind, value in values:
        if isinstance(value, Date):
            missing = bool(value.year) and not _is_told(value.year, there)
        else:
            missing = bool(letters) and not there.issuperset(_words(value))
            missing = missing and not all(_is_said(block, there, letters) for block in _blocks(value, kind))
        if missing:
            yield name, value


def _all(fact: Fact) -> str:
    """What a fact says and links to: an address typed into a text may stand behind the words of its link."""
    return " ".join([fact.text, *(url for _, url in fact.links)]) if fact.links else fact.text


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.replace("\u00ad", "").casefold())


def _is_told(year: int, there: set[str]) -> bool:
    """Whether a year stands among the words, in the digits of any script; people may give the last two alone."""
    if str(year) in there:
        return True
    return any(word.isdecimal() and int(word) == year for word in there) or any(str(year) in word for word in there)


def _letters(text: str) -> str:
    return "".join(_words(text))


def _is_said(block: str, there: set[str], letters: str) -> bool:
    """Whether a paragraph is among the facts; marks within its words, as of bold letters, may have parted these."""
    words = _words(block)
    return there.issuperset(words) or (len(words) > 1 and "".join(words) in letters)


def _blocks(text: str, kind: Kind) -> list[str]:
    """What each paragraph and item of a text says where it is read as Markdown; slow, and rarely needed."""
    from cvrender.diagnostics.report import Report
    from cvrender.document.inline import inlines, prose
    from cvrender.document.model import Paragraph, plain

    if kind not in ("prose", "blocks"):
        return [plain(inlines(text, Report()))]
    blocks = prose(text, Report())
    return [plain(one) for block in blocks for one in ((block.text,) if isinstance(block, Paragraph) else block.items)]


def _values(node: Node, path: str) -> Iterator[tuple[str, Kind, Text | Date]]:
    for key, spec in node.SPECS.items():
        value = getattr(node, key)
        if not value or isinstance(value, Meta):
            continue
        name = f"{path}.{key.removesuffix('_')}".removeprefix(".")
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, CustomSection) and not any(_values(item.replace(title=None), name)):
                continue  # nothing stands under its heading, which is not shown alone
            if isinstance(item, Node):
                yield from _values(item, name)
            elif isinstance(item, Date):
                if not getattr(node, "when", None):  # words that stand in place of dates
                    yield name, spec.kind, item
            elif (
                spec.kind in _SHOWN
                and key != "tags"
                and not any(isinstance(node, kind) and key == silent for kind, silent in _SILENT)
            ):
                yield name, spec.kind, item
