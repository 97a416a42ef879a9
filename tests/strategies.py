"""Sources that hypothesis makes from the model's own table, so that a new field is tested from the day it is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from cvrender.resume.model import ENTRY_KINDS, SECTIONS, Entry, Node, Resume, Spec

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


TAGS = ("alpha", "beta", "gamma")
LANGUAGES = ("en", "ko", "pt-BR")


def marks() -> st.SearchStrategy[dict[str, Any]]:
    """Marks as they stand beside a value."""
    tags = st.lists(st.sampled_from(TAGS), min_size=1, max_size=2, unique=True)
    return st.fixed_dictionaries({}, optional={"tags": tags, "private": st.booleans()})


def leaves(value: st.SearchStrategy[Any], *, translated: bool = True) -> st.SearchStrategy[Any]:
    """A value as it is, in several languages, or marked."""
    langs = st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True)
    in_languages = langs.flatmap(lambda chosen: st.fixed_dictionaries(dict.fromkeys(chosen, value)))
    some = value | in_languages if translated else value
    return value | some | st.builds(lambda text, marks: {"text": text, **marks}, some, marks())


def variants(titles: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Variants of which none is at fault, whatever the resume holds."""
    names = st.sampled_from([*SECTIONS, "summary", "sections", *titles])
    tags = st.lists(st.sampled_from(TAGS), max_size=2, unique=True)
    limits = st.dictionaries(st.sampled_from([*SECTIONS, "highlights", "keywords"]), st.integers(0, 3), max_size=4)
    one = st.fixed_dictionaries(
        {},
        optional={
            "include": tags, "exclude": tags, "limits": limits,
            "sections": st.lists(names, max_size=3, unique=True),
            "set": st.fixed_dictionaries({"basics.label": st.just("A label"), "style.font-size": st.just("10pt")}),
        },
    )  # fmt: skip
    return st.dictionaries(st.sampled_from(["one", "two", "default"]), one, max_size=3)


def orders(titles: list[str]) -> st.SearchStrategy[Any]:
    """What `meta.cvrender.sort` may say."""
    word = st.sampled_from(["newest", "oldest", "none"])
    return word | st.dictionaries(st.sampled_from([*SECTIONS, *titles]), word, max_size=3)


def marked_sources() -> st.SearchStrategy[dict[str, Any]]:
    """Whole sources with marks, languages and variants in any place that may have some."""
    # Whatever tag a variant names stands somewhere.
    anchor = {"title": "Anchor", "entries": [{"text": "anchor", "tags": list(TAGS)}]}

    def whole(
        source: dict[str, Any], section: dict[str, Any], variants: dict[str, Any], settings: dict[str, Any]
    ) -> dict[str, Any]:
        source = dict(source)
        for key in [key for key in source if key in SECTIONS][:1]:
            source[key] = {**section, "entries": source[key]} if section else source[key]
        source["sections"] = [*source.get("sections", []), anchor]
        return {**source, "meta": {"cvrender": {"languages": list(LANGUAGES), "variants": variants, **settings}}}

    settings = st.fixed_dictionaries({}, optional={"sort": orders(["Anchor"]), "groupRoles": st.booleans()})
    return st.builds(whole, sources(leaf=leaves), marks(), variants(["Anchor"]), settings)


Leaf = Callable[..., st.SearchStrategy[Any]]
"""What a single value may be, of the plain values that it holds; `leaves` is one."""


def bare(value: st.SearchStrategy[Any], *, translated: bool = True) -> st.SearchStrategy[Any]:
    """A value as it is."""
    return value


def values(spec: Spec, text: st.SearchStrategy[str], leaf: Leaf = bare) -> st.SearchStrategy[Any]:
    """Valid values of a field."""
    kind = spec.kind
    if kind in ("text", "plain", "prose"):
        return leaf(text)
    if kind in ("texts", "points", "plains"):
        return st.lists(leaf(text), min_size=1, max_size=3)
    if kind == "date":
        return leaf(dates(), translated=False)
    if kind == "end":
        return leaf(dates() | st.just("present"), translated=False)
    if kind == "url":
        return leaf(st.integers(0, 99).map("https://example.org/{}?a=1&b=2#c".format))
    if kind == "email":
        return leaf(st.integers(0, 99).map("jane{}@example.org".format))
    if kind == "choice":
        return st.sampled_from(spec.choices)
    if kind == "number":
        return st.integers(*spec.limits)
    if kind == "flag":
        return st.booleans()
    if kind == "nodes":
        assert spec.node is not None
        return st.lists(nodes(spec.node, text, leaf), min_size=1, max_size=2)
    if kind == "blocks":
        item = st.sampled_from(list(ENTRY_KINDS)).flatmap(
            lambda name: nodes(ENTRY_KINDS[name], text, leaf).map(lambda entry: {"kind": name, **entry})
        )
        return st.lists(leaf(text) | item, min_size=1, max_size=3)
    if kind == "node":
        return nodes(type(spec.default), text, leaf)
    raise AssertionError(kind)


def nodes(cls: type[Node], text: st.SearchStrategy[str], leaf: Leaf = bare) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping with at most four keys of a class, so that documents stay small."""
    keys = {key: values(spec, text, leaf) for key, spec in cls.SPECS.items()}
    if "tags" in keys:
        keys["tags"] = st.lists(st.sampled_from(TAGS), min_size=1, max_size=2, unique=True)
    few = st.sets(st.sampled_from(sorted(keys)), min_size=1, max_size=4)
    if not issubclass(cls, Entry):
        few = st.sets(st.sampled_from(sorted(keys)), max_size=6)
    return few.flatmap(lambda chosen: st.fixed_dictionaries({key: keys[key] for key in sorted(chosen)}))


def sources(text: st.SearchStrategy[str] | None = None, leaf: Leaf = bare) -> st.SearchStrategy[dict[str, Any]]:
    """Whole sources, their sections in any order."""
    text = texts() if text is None else text
    kinds = {key: spec for key, spec in Resume.SPECS.items() if key not in ("basics", "meta")}
    chosen = st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=4)
    sections = chosen.flatmap(lambda keys: st.fixed_dictionaries({key: values(kinds[key], text, leaf) for key in keys}))
    basics = nodes(type(Resume.SPECS["basics"].default), text, leaf).map(lambda b: {"name": "Jane Doe", **b})
    return st.builds(lambda b, s: {"basics": {k: v for k, v in b.items() if k != "image"}, **s}, basics, sections)
