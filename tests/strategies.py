"""Sources that hypothesis makes from the model's own table, so that a new field is tested from the day it is there."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cvrender.resume.model import ENTRY_KINDS, Entry, Node, Resume, Spec

HOSTILE = (
    "\\input{/etc/passwd} $x_1^2$ % # & ~ {} ^",
    '#read("/etc/passwd") @ref <label> = heading',
    "<script>alert(1)</script> &amp; &lt; ]]> <!-- -->",
    "{{ 7*7 }} {% raw %} ${x} `code` _em_ *a* **b** __c__",
    "[text](https://example.org) ![img](x.png) <https://example.org/a>",
    "- not a list", "1. nor this", "> quote", "# heading", "=====", "| a | b |", "+ plus", "\\* \\_ \\\\",
    "O'Neil \"quoted\" “curly” – — …", "a\u00a0b", "שלום עולם", "مرحبا", "日本語テキスト", "한국어", "Ünïcödé ß ﬁ",
    "C++ & C#", "50% of $5 ~ 3_000", "a*b*c", "snake_case_word", "x < y > z", "!", "...", "-", "*", "_", "`", "\\",
    "word" * 40,
)  # fmt: skip

LATIN = st.characters(codec="latin-1", exclude_categories=("Cc", "Cf"))
ANY = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp"))


def texts(alphabet: st.SearchStrategy[str] = ANY) -> st.SearchStrategy[str]:
    """One line of text with at least one letter, so that it is something to be found."""
    free = st.text(alphabet, min_size=1, max_size=24)
    return st.builds(lambda a, b: f"{a} x{b}".strip(), st.sampled_from(HOSTILE) | free, st.integers(10, 99))


def plain_words() -> st.SearchStrategy[str]:
    """Words of Latin letters: what every font has, and what no markup language touches."""
    word = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789éüñçøß", min_size=2, max_size=9)
    return st.lists(word, min_size=1, max_size=12).map(" ".join)


def dates() -> st.SearchStrategy[str]:
    """Dates in the three forms."""
    year, month, day = st.integers(1950, 2026), st.integers(1, 12), st.integers(1, 28)
    return st.one_of(
        year.map(str),
        st.builds("{}-{:02}".format, year, month),
        st.builds("{}-{:02}-{:02}".format, year, month, day),
    )


def values(spec: Spec, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Valid values of a field."""
    kind = spec.kind
    if kind in ("text", "plain", "prose"):
        return text
    if kind in ("texts", "plains"):
        return st.lists(text, min_size=1, max_size=3)
    if kind == "date":
        return dates()
    if kind == "end":
        return dates() | st.just("present")
    if kind == "url":
        return st.integers(0, 99).map("https://example.org/{}?a=1&b=2#c".format)
    if kind == "email":
        return st.integers(0, 99).map("jane{}@example.org".format)
    if kind == "choice":
        return st.sampled_from(spec.choices)
    if kind == "flag":
        return st.booleans()
    if kind == "nodes":
        assert spec.node is not None
        return st.lists(nodes(spec.node, text), min_size=1, max_size=2)
    if kind == "blocks":
        item = st.sampled_from(list(ENTRY_KINDS)).flatmap(
            lambda name: nodes(ENTRY_KINDS[name], text).map(lambda entry: {"kind": name, **entry})
        )
        return st.lists(text | item, min_size=1, max_size=3)
    if kind == "node":
        return nodes(type(spec.default), text)
    raise AssertionError(kind)


def nodes(cls: type[Node], text: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping with at most four keys of a class, so that documents stay small."""
    keys = {key: values(spec, text) for key, spec in cls.SPECS.items()}
    few = st.sets(st.sampled_from(sorted(keys)), min_size=1, max_size=4)
    if not issubclass(cls, Entry):
        few = st.sets(st.sampled_from(sorted(keys)), max_size=6)
    return few.flatmap(lambda chosen: st.fixed_dictionaries({key: keys[key] for key in sorted(chosen)}))


def sources(text: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """Whole sources, their sections in any order."""
    text = texts() if text is None else text
    kinds = {key: spec for key, spec in Resume.SPECS.items() if key not in ("basics", "meta")}
    chosen = st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=4)
    sections = chosen.flatmap(lambda keys: st.fixed_dictionaries({key: values(kinds[key], text) for key in keys}))
    basics = nodes(type(Resume.SPECS["basics"].default), text).map(lambda b: {"name": "Jane Doe", **b})
    return st.builds(lambda b, s: {"basics": {k: v for k, v in b.items() if k != "image"}, **s}, basics, sections)
