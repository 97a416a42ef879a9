"""From the source tree to a Resume. Everything that is wrong is found in one pass and told in order."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from itertools import islice
from typing import Any, TypeVar

from cvrender.diagnostics.report import Report, closest
from cvrender.resume.dates import precedes
from cvrender.resume.links import scheme
from cvrender.resume.model import (
    ENTRY_KINDS,
    EVERY,
    LANGUAGE_TAG,
    LIMITED_TEXTS,
    SECTIONS,
    Basics,
    Date,
    Entry,
    Marked,
    Marks,
    Node,
    Point,
    Resume,
    Settings,
    Spec,
    Text,
    settable,
    titles,
)
from cvrender.resume.values import Values, empty
from cvrender.source.tree import Data, Mapping, Scalar, Sequence, Tree, data, kind

N = TypeVar("N", bound=Node)

_SYNONYMS = {
    **dict.fromkeys(("experience", "employment", "jobs"), ("work",)),
    **dict.fromkeys(("certifications", "certification", "licenses"), ("certificates",)),
    **dict.fromkeys(("honors", "honours", "prizes"), ("awards",)),
    **dict.fromkeys(("papers", "articles"), ("publications",)),
    **dict.fromkeys(("hobbies",), ("interests",)),
    **dict.fromkeys(("about", "personal", "header", "contact"), ("basics",)),
    **dict.fromkeys(("title", "role", "job"), ("position", "name", "label")),
    **dict.fromkeys(("journal", "venue", "conference"), ("publisher", "event")),
    **dict.fromkeys(("year", "date"), ("releaseDate", "startDate", "date")),
    **dict.fromkeys(("start", "from"), ("startDate",)),
    **dict.fromkeys(("end", "to", "until"), ("endDate",)),
    **dict.fromkeys(("school", "university"), ("institution",)),
    **dict.fromkeys(("degree",), ("studyType",)),
    **dict.fromkeys(("major", "field", "subject"), ("area",)),
    **dict.fromkeys(("bullets", "details", "achievements"), ("highlights",)),
    **dict.fromkeys(("zip", "zipcode", "postcode"), ("postalCode",)),
    **dict.fromkeys(("country",), ("countryCode",)),
    **dict.fromkeys(("state",), ("region",)),
    **dict.fromkeys(("link", "website", "homepage"), ("url",)),
    **dict.fromkeys(("items", "technologies"), ("keywords", "highlights")),
}
"""What people and other tools call keys, for "did you mean": the first that is known at the place."""


_LANGUAGE_TAG = re.compile(LANGUAGE_TAG.strip("^$"))
_VARIANT = re.compile(r"\w[\w-]{0,63}")
_MOST_VARIANTS, _MOST_LANGUAGES = 500, 50
"""Each is read, checked and built by itself, so that time is their number times the size of the source."""
_MOST_LISTED = 30
"""Names that a hint lists."""


def check(tree: Tree, report: Report, today: datetime.date | None, *, public: bool = False) -> Resume:
    """Return the resume that the tree holds. Where the report then has errors, it is not fit to be rendered.

    `public` is whether a public copy is to be made of it: then a mark of privacy that is not understood is an error.
    """
    checker = _Checker(report, today, _offered(tree), public=public)
    if not isinstance(tree, Mapping):
        report.error(
            "CV007",
            f"a resume is a mapping (keys with values), not {kind(tree)}",
            tree.at,
            "begin with `basics:` and, indented below it, `name: ...`",
        )
        return Resume(at=tree.at)
    resume = checker.node(Resume, tree, "")
    keys = [key.value for key, _ in tree.items]
    order = tuple(key for key in keys if key in (*SECTIONS, "sections") and getattr(resume, key))
    resume = Resume(**{**vars(resume), "order": order, "marks": tuple(checker.marks)})
    resume = _bounded(resume, report)
    checker.sections(resume)
    checker.variants(resume)
    if resume.basics.name is None and not _given(tree, "basics", "name"):
        report.warning("CV026", "the resume has no name", resume.basics.at or tree.at, "write `basics: {name: ...}`")
    return resume


class _Checker(Values):
    def __init__(self, report: Report, today: datetime.date | None, offered: tuple[str, ...], *, public: bool) -> None:
        super().__init__(report)
        self.public = public
        self.today = Date(today.year, today.month, today.day) if today else None
        self.offered = offered
        self.tags: set[str] = set()
        self.marks: list[tuple[str, Marks]] = []
        self.kinds: dict[str, Callable[[Spec, Tree, str], Any]] = {
            "text": self.leaf(self.text),
            "prose": self.leaf(self.prose),
            "plain": self.leaf(self.text),
            "date": self.leaf(self.date),
            "end": self.leaf(self.date),
            "url": self.leaf(self.url),
            "email": self.leaf(self.email),
            "choice": self.choice,
            "flag": self.flag,
            "number": self.number,
            "texts": self.texts,
            "points": self.texts,
            "plains": self.texts,
            "words": self.words,
            "node": lambda spec, tree, path: self.node(spec.default.__class__, tree, path),
            "nodes": self.nodes,
            "named": self.named,
            "map": self.map,
            "by-section": self.by_section,
            "set": self.settings,
        }

    # Mappings and lists.

    def node(self, cls: type[N], tree: Tree, path: str) -> N:
        if isinstance(tree, Scalar) and cls.SHORT:
            self.report.note(
                "CV013", f"`{path}` is read as its `{cls.SHORT}`", tree.at, "write `city`, `countryCode` ..."
            )
            short: dict[str, Any] = {cls.SHORT: self.text(cls.SPECS[cls.SHORT], tree, path)}
            return cls(at=tree.at, **short)
        if not isinstance(tree, Mapping):
            self.mistyped(tree, path, "a mapping (keys with values)", _mapping_hint(cls, tree))
            return cls(at=tree.at)
        old = {name: key for key, spec in cls.SPECS.items() for name in spec.old}
        present = {key.value for key, value in tree.items if not empty(value)}
        values: dict[str, Any] = {}
        extra: list[tuple[str, Data]] = []
        later: list[tuple[Scalar, Tree, str]] = []
        for key, value in tree.items:
            name = key.value
            spec = cls.SPECS.get(name)
            if spec is not None:
                if self.given(value, _join(path, name), key):
                    values[name] = self.value(spec, value, _join(path, name), tree)
            elif name in old and not empty(value):
                later.append((key, value, old[name]))
                if old[name] not in present:
                    values[old[name]] = self.value(cls.SPECS[old[name]], value, _join(path, name), tree)
            elif name in old:
                pass
            elif cls is Resume and name == "$schema":
                extra.insert(0, (name, data(value)))  # where the dump puts it
            else:
                self.unknown(cls, key, path, value)
                extra.append((name, data(value)))
        # Where the new name's value turned out to be empty, a dump would make the old one stand in for it.
        extra += [pair for pair in self.old_names(later, present, tree) if values.get(old[pair[0]]) is not None]
        self.tags.update(values.get("tags") or ())
        node = cls(at=tree.at, extra=tuple(extra), **{k: v for k, v in values.items() if v is not None})
        return self.ended(node, path)

    def given(self, tree: Tree, path: str, key: Scalar) -> bool:
        """Whether a key has a value; a mark of privacy must have one where a public copy is to be made."""
        if not self.absent(tree, path):
            return True
        if self.public and key.value == "private":
            message = f"`{path}` has no value, so what it stands beside would be published"
            self.report.error("CV036", message, key.at, "write `true` or `false` behind it, or delete the key")
        return False

    def value(self, spec: Spec, tree: Tree, path: str, parent: Mapping) -> Any:
        if spec.kind == "blocks":
            return self.blocks(spec, tree, path, parent)
        if isinstance(tree, Mapping) and path in SECTIONS and _find(tree, "entries") is not None:
            tree = self.marked_section(tree, path)
        return self.kinds[spec.kind](spec, tree, path)

    # Marks and languages, which any value may have.

    def leaf(
        self, read: Callable[[Spec, Tree, str], Any], marked: type[Marked] = Marked
    ) -> Callable[[Spec, Tree, str], Any]:
        """Let a value be `{text: ..., tags: ..., private: ...}` or `{en: ..., ko: ...}`, too."""

        def value(spec: Spec, tree: Tree, path: str) -> Any:
            if not isinstance(tree, Mapping):
                return read(spec, tree, path)
            text = _find(tree, "text")
            if text is not None:
                found = None if self.absent(text, _join(path, "text")) else value(spec, text, _join(path, "text"))
                marks = self.marked(tree, path, "text", marked)
                if found is None or marks == Marks():
                    return found
                return found.replace(marks=marks) if isinstance(found, Date) else _changed(found, marks=marks)
            if spec.kind not in ("date", "end") and self.is_language_map(tree):
                return self.language_map(spec, tree, path, read)
            return read(spec, tree, path)

        return value

    def marked(self, tree: Mapping, path: str, holder: str, cls: type[Marked] = Marked) -> Marks:
        """The marks that stand beside a value; `holder` is the key that has the value."""
        rest = Mapping(tuple(pair for pair in tree.items if pair[0].value != holder), tree.at)
        node = self.node(cls, rest, path)
        return Marks(node.tags, bool(node.private), getattr(node, "priority", None))

    def marked_section(self, tree: Mapping, path: str) -> Tree:
        """The entries of a section that is written as a mapping, so that it can be marked as a whole."""
        marks = self.marked(tree, path, "entries")
        if marks != Marks():
            self.marks.append((path, marks))
        entries = _find(tree, "entries")
        assert entries is not None
        return Sequence((), tree.at) if self.absent(entries, f"{path}.entries") else entries

    def is_language_map(self, tree: Mapping) -> bool:
        """Whether all keys are language tags, and one is a language that is offered or there are several.

        So `it: rebuilt the network` stays the slip with a colon that it is.
        """
        keys = [key.value for key, _ in tree.items]
        known = [tag.lower() for tag in self.offered]
        return all(map(_LANGUAGE_TAG.fullmatch, keys)) and (len(keys) > 1 or any(key.lower() in known for key in keys))

    def language_map(self, spec: Spec, tree: Mapping, path: str, read: Callable[[Spec, Tree, str], Any]) -> Text | None:
        known = {tag.lower(): tag for tag in self.offered}
        found: list[tuple[str, Text]] = []
        for key, value in tree.items:
            tag = known.get(key.value.lower())
            if tag is None:
                offered = ", ".join((*self.offered, key.value))
                self.report.error(
                    "CV055",
                    f"`{path}` has a text in `{key.value}`, which is not among the languages of this resume",
                    key.at,
                    f"write `languages: [{offered}]` under `meta.cvrender`",
                )
            elif not self.absent(value, _join(path, tag)):
                text = read(spec, value, _join(path, tag))
                if text is not None:
                    found.append((tag, text))
        found.sort(key=lambda pair: self.offered.index(pair[0]))
        return Text(str(found[0][1]), tree.at, langs=tuple(found)) if found else None

    def old_names(
        self, later: list[tuple[Scalar, Tree, str]], present: set[str], parent: Mapping
    ) -> list[tuple[str, Data]]:
        kept: list[tuple[str, Data]] = []
        for key, value, new in later:
            if new not in present:
                self.report.note("CV013", f"`{key.value}` is read as `{new}`", key.at, f"write `{new}`")
                continue
            other = next(v for k, v in parent.items if k.value == new)
            if data(other) == data(value):
                self.report.note("CV013", f"`{key.value}` says what `{new}` says", key.at, f"leave `{key.value}` out")
            else:
                self.report.warning(
                    "CV014",
                    f"`{key.value}` is the old name of `{new}`, which is also given and differs; it is not shown",
                    key.at,
                    "keep one of the two",
                )
                kept.append((key.value, data(value)))
        return kept

    def nodes(self, spec: Spec, tree: Tree, path: str) -> tuple[Node, ...] | None:
        assert spec.node is not None
        if not isinstance(tree, Sequence):
            hint = "put `- ` before its first key and indent the others" if isinstance(tree, Mapping) else ""
            self.mistyped(tree, path, "a list", hint or "write one `- ` for each entry")
            return None
        items = enumerate(tree.items)
        return tuple(
            self.node(spec.node, item, f"{path}[{i}]") for i, item in items if not self.absent(item, f"{path}[{i}]")
        )

    def texts(self, spec: Spec, tree: Tree, path: str) -> tuple[Text, ...] | None:
        if not isinstance(tree, Sequence):
            self.mistyped(tree, path, "a list of texts", "write each text on a line of its own, after `- `")
            return None
        read = self.leaf(self.text, Point if spec.kind == "points" else Marked)
        found = (
            read(spec, item, f"{path}[{i}]")
            for i, item in enumerate(tree.items)
            if not self.absent(item, f"{path}[{i}]")
        )
        return tuple(text for text in found if text is not None)

    def map(self, spec: Spec, tree: Tree, path: str) -> tuple[tuple[Text, Text], ...] | None:
        if not isinstance(tree, Mapping):
            self.mistyped(tree, path, "a mapping (keys with values)", "write `key: value`, one a line, indented")
            return None
        read = self.leaf(self.text)
        self.tell_misplaced(tree, path)
        pairs = (
            (_name(key), read(spec, value, _join(path, key.value)))
            for key, value in tree.items
            if not self.absent(value, _join(path, key.value))
        )
        return tuple((key, text) for key, text in pairs if text is not None)

    def by_section(self, spec: Spec, tree: Tree, path: str) -> tuple[tuple[Text, Text], ...] | None:
        """One word for all sections, or a mapping of them to words."""
        if not isinstance(tree, Mapping):
            word = self.choice(spec, tree, path)
            return ((Text(EVERY, tree.at), word),) if word is not None else None
        self.tell_misplaced(tree, path)
        pairs = (
            (_name(key), self.choice(spec, value, _join(path, key.value)))
            for key, value in tree.items
            if not self.absent(value, _join(path, key.value))
        )
        return tuple((key, word) for key, word in pairs if word is not None)

    def words(self, spec: Spec, tree: Tree, path: str) -> tuple[Text, ...] | None:
        if not isinstance(tree, Sequence):
            self.mistyped(tree, path, "a list", f"write some of [{', '.join(spec.choices)}]")
            return None
        items = ((item, f"{path}[{i}]") for i, item in enumerate(tree.items))
        found = (self.choice(spec, item, here) for item, here in items if not self.absent(item, here))
        return tuple(word for word in found if word is not None)

    def named(self, spec: Spec, tree: Tree, path: str) -> tuple[tuple[Text, Node], ...] | None:
        assert spec.node is not None
        if not isinstance(tree, Mapping):
            self.mistyped(tree, path, "a mapping (keys with values)", "write `name: {...}`, one a line, indented")
            return None
        return tuple(
            (_name(key), spec.node() if empty(value) else self.node(spec.node, value, _join(path, key.value)))
            for key, value in tree.items
        )

    def settings(self, spec: Spec, tree: Tree, path: str) -> tuple[tuple[Text, Any], ...] | None:
        """Values for fields that are named by dotted keys, each read as at its own place."""
        if not isinstance(tree, Mapping):
            self.mistyped(tree, path, "a mapping (keys with values)", "write `basics.label: ...`, one a line, indented")
            return None
        known = settable()
        found: list[tuple[Text, Any]] = []
        for key, value in tree.items:
            name, inner = key.value.removeprefix("meta.cvrender."), value
            outer, _, last = name.rpartition(".")
            if name not in known and outer in known and known[outer].kind == "map":
                name, inner = outer, Mapping(((Scalar(last, key.at), value),), key.at)
            if name not in known:
                near = closest(name, list(known))
                hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
                self.report.error("CV052", f"`{path}` cannot set `{key.value}`: there is no such field", key.at, hint)
            elif not self.absent(inner, _join(path, name)):
                read = self.kinds[known[name].kind](known[name], inner, _join(path, name))
                if read is not None:
                    found.append((Text(name, key.at), read))
        return tuple(found)

    def blocks(self, spec: Spec, tree: Tree, path: str, parent: Mapping) -> tuple[Entry | Text, ...] | None:
        """Entries of mixed kinds: a string is a paragraph, a mapping is what its `kind` or its section's says."""
        if not isinstance(tree, Sequence):
            self.mistyped(tree, path, "a list", "write one `- ` for each entry")
            return None
        of_section = self.entry_kind(_find(parent, "kind")) or "item"
        out: list[Entry | Text] = []
        for i, item in enumerate(tree.items):
            here = f"{path}[{i}]"
            if self.absent(item, here):
                continue
            if isinstance(item, Scalar) or (
                isinstance(item, Mapping) and (_find(item, "text") is not None or self.is_language_map(item))
            ):
                text = self.leaf(self.prose, Point)(spec, item, here)
                if text is not None:
                    out.append(text)
                continue
            own, entry = of_section, item
            if isinstance(item, Mapping):
                own = self.entry_kind(_find(item, "kind"), f"{here}.kind") or of_section
                entry = Mapping(tuple(pair for pair in item.items if pair[0].value != "kind"), item.at)
            out.append(self.node(ENTRY_KINDS.get(own, ENTRY_KINDS["item"]), entry, here))
        return tuple(out)

    def entry_kind(self, tree: Tree | None, path: str = "") -> str | None:
        """The kind that a tree names; without a path nothing is reported, as the section's own `kind` has been."""
        known = {name.lower(): name for name in (*ENTRY_KINDS, "text")}
        word = tree.value.strip().lower() if isinstance(tree, Scalar) else ""
        if tree is not None and word not in known and path and not empty(tree):
            self.not_allowed(path, tree, list(known.values()))
        return known.get(word)

    # What needs more than one value.

    def ended(self, node: N, path: str) -> N:
        """Look at the two dates of a node together. An end that has not come is the same as no end."""
        start: Date | None = getattr(node, "startDate", None)
        end: Date | None = getattr(node, "endDate", None)
        if start is not None and self.today is not None and precedes(self.today, start):
            self.report.warning(
                "CV030", f"`{_join(path, 'startDate')}` lies in the future", start.at, "is the year right?"
            )
        if start is not None and end is not None:
            if end.present and not end.marks:  # a mark may hide that it goes on
                return type(node)(**{key: value for key, value in vars(node).items() if key != "endDate"})
            if precedes(end, start):
                self.report.warning(
                    "CV019",
                    f"`{path}` ends ({end.isoformat()}) before it starts ({start.isoformat()})",
                    end.at,
                    "swap the dates, or correct one",
                )
        return node

    def sections(self, resume: Resume) -> None:
        """What meta.cvrender says about sections must name sections that there are."""
        known = dict.fromkeys(("summary", *SECTIONS, "sections", *titles(resume)))
        listed = _listed(list(known))
        settings = resume.meta.cvrender
        names = [name for key in _OF_SECTIONS for name in _section_names(key, getattr(settings, key))]
        limited: list[Text] = []
        for _, variant in settings.variants:
            names += [*variant.sections, *(key for key, _ in variant.headings)]
            names += [name for key, value in variant.set for name in _section_names(key, value)]
            limited += [key for key, _ in variant.limits]
        for name, also in [*((name, ()) for name in names), *((name, LIMITED_TEXTS) for name in limited)]:
            if name not in known and name not in also and name != EVERY:
                near = closest(name, [*known, *also])
                self.report.warning(
                    "CV029",
                    f"there is no section `{name}`",
                    name.at,
                    f"did you mean `{near}`?" if near else f"sections are {listed}",
                )

    def variants(self, resume: Resume) -> None:
        """What a variant names must be there, or it would show or hide in silence what it should not."""
        settings = resume.meta.cvrender
        tags = sorted(self.tags)
        known = f"tags are {_listed(tags)}" if tags else "nothing has `tags` yet"
        for name, variant in settings.variants:
            if not _VARIANT.fullmatch(name) or name == "all":
                message = f"a variant cannot be called `{name}`"
                hint = "letters, digits, `-` and `_`, since a folder may get the name; `all` means every variant"
                self.report.error("CV059", message, name.at, hint)
            for tag in (*variant.include, *variant.exclude):
                if tag not in self.tags:
                    near = closest(tag, tags)
                    hint = f"did you mean `{near}`?" if near else known
                    self.report.error("CV050", f"the variant `{name}`: nothing has the tag `{tag}`", tag.at, hint)
            for key, limit in variant.limits:
                if not re.fullmatch(r"\d{1,6}", limit) and (limit != "selected" or key in LIMITED_TEXTS):
                    hint = "write how many" if key in LIMITED_TEXTS else "write how many, or `selected`"
                    self.report.error("CV024", f"the limit of `{key}` cannot be `{limit}`", limit.at, hint)

    def tell_misplaced(self, tree: Mapping, path: str) -> None:
        """Report names in a mapping of names that are marks of privacy, where a public copy is to be made."""
        if self.public:
            from cvrender.resume.marks import misplaced

            for key, value in tree.items:
                if hint := misplaced(key.value, value):
                    self.report.error("CV036", _not_understood(key.value, path), key.at, hint)

    def unknown(self, cls: type[Node], key: Scalar, path: str, value: Tree) -> None:
        if self.public:
            from cvrender.resume.marks import doubtful

            if hint := doubtful(cls, key.value, value):
                self.report.error("CV036", _not_understood(key.value, path), key.at, hint)
                return
        meant = [name for name in _SYNONYMS.get(key.value.lower(), ()) if name in cls.SPECS]
        near = meant[0] if meant else closest(key.value, list(cls.SPECS))
        hint = f"did you mean `{near}`?" if near else f"known here: {', '.join(cls.SPECS)}"
        if cls is Resume and not meant:
            if key.value in Basics.SPECS:
                hint = "put it under `basics:`"
            elif key.value in Settings.SPECS or key.value == "cvrender":
                hint = "put it under `meta:`, below `cvrender:`"
        name, colon, rest = key.value.partition(":")
        if colon and name in cls.SPECS:
            hint = f"put a space after the colon: `{name}: {rest}`"
        where = f" in `{path}`" if path else ""
        self.report.warning("CV012", f"unknown key `{key.value}`{where}: it is not shown", key.at, hint)


_OF_SECTIONS = ("sections", "headings", *(key for key, spec in Settings.SPECS.items() if spec.kind == "by-section"))


def _section_names(key: str, value: Any) -> list[Text]:
    """The sections that a setting names."""
    if key == "sections":
        return list(value)
    return [name for name, _ in value] if key in _OF_SECTIONS else []


def _bounded(resume: Resume, report: Report) -> Resume:
    """Return the resume without the variants and languages that are too many, with an error at the first of them:
    whoever looks for more errors in all of them would do so for hours.
    """
    meta = resume.meta
    settings = meta.cvrender
    variants, languages = settings.variants, settings.languages
    if len(variants) > _MOST_VARIANTS:
        at = variants[_MOST_VARIANTS][0].at
        report.error("CV009", f"there are more than {_MOST_VARIANTS} variants", at, "split the file")
    if len(languages) > _MOST_LANGUAGES:
        at = languages[_MOST_LANGUAGES].at
        report.error("CV009", f"there are more than {_MOST_LANGUAGES} languages", at, "split the file")
    kept: dict[str, Any] = {"variants": variants[:_MOST_VARIANTS], "languages": languages[:_MOST_LANGUAGES]}
    if kept == {"variants": variants, "languages": languages}:
        return resume
    settings = type(settings)(**{**vars(settings), **kept})
    return Resume(**{**vars(resume), "meta": type(meta)(**{**vars(meta), "cvrender": settings})})


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_LISTED
    return ", ".join(names[:_MOST_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def _offered(tree: Tree) -> tuple[str, ...]:
    """The languages of `meta.cvrender.languages`, which must be known before the first text is read."""
    for key in ("meta", "cvrender", "languages"):
        found = _find(tree, key) if isinstance(tree, Mapping) else None
        if found is None:
            return ()
        tree = found
    items = tree.items if isinstance(tree, Sequence) else ()
    tags = (item.value.strip() for item in items if isinstance(item, Scalar) and not empty(item))
    return tuple(islice(tags, _MOST_LANGUAGES))  # the checker tells of more


def _not_understood(key: str, path: str) -> str:
    where = f" in `{path}`" if path else ""
    return f"`{key}`{where} looks like a mark of privacy and is not understood, so nothing would stay out by it"


def _changed(text: Text, *, marks: Marks) -> Text:
    return Text(str(text), text.at, marks, text.langs, text.lang)


def _name(key: Scalar) -> Text:
    return Text(unicodedata.normalize("NFC", key.value), key.at)


def _given(tree: Mapping, key: str, inner: str) -> bool:
    """Whether there is something at that place, be it in the wrong form."""
    found = _find(tree, key)
    if isinstance(found, Mapping):
        found = _find(found, inner)
    return found is not None and not empty(found)


def _find(tree: Mapping, key: str) -> Tree | None:
    return next((value for name, value in tree.items if name.value == key), None)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _mapping_hint(cls: type[Node], tree: Tree) -> str:
    if not isinstance(tree, Scalar):
        return "write `key: value`, one a line, indented"
    key, colon, rest = tree.value.partition(":")
    if colon and key in cls.SPECS and not rest.startswith(" "):
        return f"put a space after the colon: `{key}: {rest}`"
    kinds = ("url",) if scheme(tree.value) and "url" in cls.SPECS else ("text", "plain")
    first = next((key for key, spec in cls.SPECS.items() if spec.kind in kinds), "")
    return f"write `{first}: {tree.value}`" if first else "write `key: value`, one a line, indented"
