"""From all that a person has written to one resume of it: one variant, one language, one level of privacy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from cvrender.diagnostics.report import Position, Report
from cvrender.record import Record
from cvrender.resume.model import (
    CONTACTS,
    EVERY,
    LIMITED_TEXTS,
    ROLES,
    SECTIONS,
    Basics,
    CustomSection,
    Date,
    Location,
    Marked,
    Marks,
    Node,
    PublicStyle,
    Resume,
    Settings,
    Text,
    Variant,
)
from cvrender.resume.sort import grouped, ordered

_BY_SECTION = tuple(key for key, spec in Settings.SPECS.items() if spec.kind == "by-section")
N = TypeVar("N", bound=Node)
T = TypeVar("T")


class Choice(Record):
    """One of the resumes that a source holds.

    The empty `lang` is the language that the source says, or the first that it offers. `fixed` are dotted keys, as
    `Variant.set` has them, that somebody has set for this run and no variant changes.
    """

    variant: Variant = Variant()
    lang: str = ""
    public: bool = False
    fixed: frozenset[str] = frozenset()


def select(resume: Resume, choice: Choice, report: Report) -> Resume:
    """Return the resume that is chosen: a part of the source, in the source's order but where it says another.

    What chooses goes: marks, variants, other languages; in public copies also whatever cvrender does not know.
    Selecting again changes nothing. A text that is missing in the language is noted, and of several also the number.
    """
    selector = _Selector(resume, choice)
    person = selector.resume(resume)
    selector.tell_missing(report)
    if choice.public:
        _tell_tags(selector.tags_shown, report)
        _tell_contacts(resume, person, report)
    return person


def language(resume: Resume, lang: str = "") -> str:
    """Return the language that is meant by no other word: the source's own, or the first that it offers, or none."""
    settings = resume.meta.cvrender
    return lang or str(settings.lang or (settings.languages[0] if settings.languages else ""))


# What is shown.


class _Selector:
    def __init__(self, resume: Resume, choice: Choice) -> None:
        variant = choice.variant
        self.variant = variant
        self.public = choice.public
        self.fixed = choice.fixed
        self.include = frozenset(map(str, variant.include))
        self.exclude = frozenset(map(str, variant.exclude))
        self.sections = frozenset(map(str, variant.sections))
        self.limits = {str(key): str(value) for key, value in variant.limits}
        self.withheld = _withheld(resume) if choice.public else frozenset()
        settings = resume.meta.cvrender
        own = {str(key): value for key, value in variant.set if key not in choice.fixed}
        self.sort = {str(key): str(word) for key, word in own.get("sort", settings.sort)}
        self.group = bool(own.get("groupRoles", settings.groupRoles))
        self.lang = language(resume, choice.lang)
        self.offered = [tag.lower() for tag in settings.languages]
        self.offered_at = next((tag.at for tag in settings.languages if tag.lower() == self.lang.lower()), None)
        self.tags_shown: dict[Text, None] = {}
        self.translated = 0
        self.missing: list[tuple[str, str, Position | None]] = []

    def hidden(self, marked: Marks | Marked) -> bool:
        """What has no tags is in every variant; what has some, where one is included and none excluded."""
        tags = marked.tags
        if marked.private and self.public:
            return True
        if not tags:
            return False
        left_out = self.left_out(tags)
        if self.public and not left_out:
            self.tags_shown.update(dict.fromkeys(tags))
        return left_out

    def left_out(self, tags: tuple[Text, ...]) -> bool:
        """Whether the variant leaves out what has these tags."""
        if not (self.include or self.exclude):
            return False
        return not self.exclude.isdisjoint(tags) or bool(self.include and self.include.isdisjoint(tags))

    def resume(self, resume: Resume) -> Resume:
        marks = dict(resume.marks)
        basics = self.value(resume.basics, "basics") or Basics()
        if not self.wanted("summary"):
            basics = basics.replace(summary=None)
        shown: dict[str, Any] = {"basics": basics}
        named: dict[str, str] = {}
        for key in resume.order:
            found = getattr(resume, key) if not self.hidden(marks.get(key, Marks())) else ()
            if key == "sections":
                shown[key] = tuple(self.customs(found, named))
            else:
                entries = self.list(found, key) if self.wanted(key) else ()
                if self.group and key in ROLES:
                    entries = grouped(ordered(entries, self.order((key,))))
                shown[key] = self.limited((key,), entries)
        shown["meta"] = self.node(resume.meta, "meta")
        new = Resume(**{**vars(resume), **shown, "marks": ()})
        if self.public:
            new = new.replace(extra=())
        new = new.replace(order=tuple(key for key in new.order if getattr(new, key)))
        return self.settled(self.overridden(new), named)

    def wanted(self, *names: str) -> bool:
        """Whether the variant shows a section of one of these names: all, where it names none."""
        return not self.sections or not self.sections.isdisjoint(names)

    def customs(self, sections: tuple[CustomSection, ...], named: dict[str, str]) -> Iterator[CustomSection]:
        """The sections of the person's own, without those that have lost their entries; `named` learns their titles."""
        for number, section in enumerate(sections):
            names = _names(section)
            found = self.value(section, f"sections[{number}]") if self.wanted("sections", *names) else None
            if found is None:
                continue
            named.update((name, str(found.title or "")) for name in names)
            found = found.replace(entries=self.limited(names, found.entries))
            if found.entries or not section.entries:
                yield found

    # What the variant says in place of the source; its own marks count, and not those of what it takes the place of.

    def overridden(self, resume: Resume) -> Resume:
        variant = self.variant
        for key, value in (*variant.set, (Text("headings"), variant.headings), (Text("sections"), variant.sections)):
            path = key.split(".") if key.startswith("basics.") else ["meta", "cvrender", *key.split(".")]
            shown = self.list(value, key) if isinstance(value, tuple) else self.value(value, key)
            if shown not in (None, ()) and key not in self.fixed:
                resume = self.put(resume, path, shown)
        return resume

    def put(self, node: N, path: list[str], value: Any) -> N:
        key, *rest = path
        if (type(node), key) in self.withheld:
            return node
        if rest:
            return node.replace(**{key: self.put(getattr(node, key), rest, value)})
        if node.SPECS[key].kind == "map":  # laid over the source's, but for what is fixed
            pairs = {name: (name, text) for name, text in getattr(node, key)}
            pairs |= {name: (name, text) for name, text in value if f"{key}.{name}" not in self.fixed}
            value = tuple(pairs.values())
        return node.replace(**{key: value})

    def settled(self, resume: Resume, named: dict[str, str]) -> Resume:
        """The settings without what has chosen; in public copies also without what speaks of things not shown."""
        settings = resume.meta.cvrender
        sections = tuple(_renamed(name, named) for name in settings.sections)
        headings = tuple((_renamed(name, named), text) for name, text in settings.headings)
        by_section = {
            key: tuple((_renamed(name, named), word) for name, word in getattr(settings, key)) for key in _BY_SECTION
        }
        changed: dict[str, Any] = {"variants": (), "languages": (), "public": PublicStyle()}
        if self.lang and self.lang != settings.lang:
            changed["lang"] = Text(self.lang, settings.lang.at if settings.lang else None)
        if self.public:
            there = {*resume.order, "summary", *(str(section.title) for section in resume.sections)}
            sections = tuple(name for name in sections if name in there)
            headings = tuple(pair for pair in headings if pair[0] in there)
            by_section = {
                key: tuple(pair for pair in pairs if pair[0] in (*there, EVERY)) for key, pairs in by_section.items()
            }
            said = " ".join(_words(resume.replace(meta=type(resume.meta)())))
            changed["bold"] = tuple(word for word in settings.bold if word in said)
        settings = settings.replace(**changed, **by_section, sections=sections, headings=headings)
        return resume.replace(meta=resume.meta.replace(cvrender=settings))

    # Values, each with the path that a note about it names.

    def node(self, node: N, path: str) -> N:
        kept: dict[str, Any] = {}
        specs = node.SPECS
        for key, value in vars(node).items():
            spec = specs.get(key)
            if spec is None:
                if key != "extra" or not self.public:
                    kept[key] = value
            elif key in ("tags", "private") or (type(node), key) in self.withheld:
                continue
            elif spec.kind == "node":
                if not (isinstance(value, Marked) and self.hidden(value)):
                    kept[key] = self.node(value, f"{path}.{key}")
            elif isinstance(value, tuple):
                kept[key] = self.several(key, value, path)
            else:
                found = self.value(value, f"{path}.{key}")
                if found is not None:
                    kept[key] = found
        if getattr(node, "endDate", None):
            _end(kept)
        return type(node)(**kept)

    def several(self, key: str, values: tuple[Any, ...], path: str) -> tuple[Any, ...]:
        if key == "variants":
            return values
        shown = self.list(values, f"{path}.{key}")
        if key == "positions":
            return ordered(shown, self.order((path.partition("[")[0],)))
        limit = self.limits.get(key, "") if key in LIMITED_TEXTS else ""
        return shown[: int(limit)] if limit.isdecimal() else shown

    def list(self, values: tuple[Any, ...], path: str) -> tuple[Any, ...]:
        shown = (self.value(value, f"{path}[{i}]") for i, value in enumerate(values))
        return tuple(value for value in shown if value is not None)

    def value(self, value: Any, path: str) -> Any:
        """The value as it is shown, or None where it is not."""
        if isinstance(value, Text):
            if value.marks is None and not value.langs:
                return value
            if value.marks and self.hidden(value.marks):
                return None
            shown = self.in_language(value, path) if value.langs else value
            priority = value.marks.priority if value.marks else None
            return Text(str(shown), shown.at, Marks(priority=priority) if priority else None, lang=shown.lang)
        if isinstance(value, Node):
            if isinstance(value, Marked) and self.hidden(value):
                return None
            return self.node(value, path)
        if isinstance(value, Date) and value.marks:
            return None if self.hidden(value.marks) else value.replace(marks=None)
        if isinstance(value, tuple):  # a key and its value
            second = self.value(value[1], path)
            return None if second is None else (value[0], second)
        return value

    # Languages.

    def in_language(self, text: Text, path: str) -> Text:
        """The text in the language; else in its primary language, in a region of it, in the first that is offered."""
        self.translated += 1
        langs = {tag.lower(): (tag, one) for tag, one in text.langs}
        wanted = self.lang.lower()
        primary = wanted.split("-", maxsplit=1)[0]
        near = (tag for tag in langs if tag.split("-", maxsplit=1)[0] == primary)
        found = next((tag for tag in (wanted, primary, *near) if tag in langs), "")
        if found:
            return langs[found][1]
        tag, one = langs[next((tag for tag in self.offered if tag in langs), next(iter(langs)))]
        self.missing.append((path, tag, text.at))
        return Text(str(one), one.at, lang=tag)

    def tell_missing(self, report: Report) -> None:
        for path, tag, at in self.missing:
            hint = f"add `{self.lang}: ...` to it"
            report.note("CV053", f"`{path}` is missing in `{self.lang}`: it is shown in `{tag}`", at, hint)
        if len(self.missing) > 1:
            lines = ", ".join(dict.fromkeys(str(at.line) for _, _, at in self.missing if at))
            said = f"{self.lang}: {len(self.missing)} of {self.translated} strings missing (lines {lines})"
            report.note("CV054", said, self.offered_at)

    # Entries.

    def limited(self, names: Sequence[str], entries: tuple[T, ...]) -> tuple[T, ...]:
        """The entries of a section of one of these names in their order, as many as the variant allows: the newest."""
        limit = next((self.limits[name] for name in names if name in self.limits), "")
        if limit == "selected":
            entries = tuple(entry for entry in entries if getattr(entry, "selected", None))
        elif limit.isdecimal():
            kept = {id(entry) for entry in ordered(entries, "newest")[: int(limit)]}
            entries = tuple(entry for entry in entries if id(entry) in kept)
        return ordered(entries, self.order(names))

    def order(self, names: Sequence[str]) -> str:
        """How a section of one of these names is sorted; one of the person's own is not, unless the source says so."""
        usual = "newest" if set(names) & set(SECTIONS) else "none"
        return next((self.sort[name] for name in (*names, EVERY) if name in self.sort), usual)


def _end(kept: dict[str, Any]) -> None:
    """Settle the dates of what has an end."""
    if "endDate" not in kept:
        kept.pop("startDate", None)  # alone it would say that it goes on
    elif kept["endDate"].present and kept.get("startDate"):
        del kept["endDate"]  # the same as none


def _names(section: CustomSection) -> list[str]:
    title = section.title
    return [str(text) for text in (title, *(text for _, text in title.langs))] if title else []


def _renamed(name: Text, named: dict[str, str]) -> Text:
    new = named.get(name, name)
    return name if new == name else Text(new, name.at)


def _words(value: Any) -> Iterator[str]:
    """Every string of the person's own in a value, and every date that is more than a year."""
    if isinstance(value, Text):
        yield value
        yield from (text for _, text in value.langs)
    elif isinstance(value, Date):
        if value.text or value.month:
            yield value.isoformat()
    elif isinstance(value, Node):
        for key, spec in value.SPECS.items():
            if key != "tags" and spec.kind not in ("choice", "words", "number"):
                yield from _words(getattr(value, key))
        yield from _data(value.extra)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _words(inner)


def _data(value: Any) -> Iterator[str]:
    """Every string in what a key that is not known holds, and the key."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for inner in value.items() if isinstance(value, dict) else value:
            yield from _data(inner)


# Privacy.


class Secret(Record):
    """A string that no public copy may hold; `contact` is the kind of CONTACTS that it is, or nothing."""

    text: str
    contact: str = ""
    at: Position | None = None


def secrets(resume: Resume) -> list[Secret]:
    """Return what is private: all that stands below a mark, and the contacts that public copies leave out.

    It is found without `select`, so that one can be held against the other.
    """
    return list(dict.fromkeys(_secrets(resume, _withheld(resume), _marked(resume))))


def open_texts(resume: Resume) -> list[str]:
    """Return every other string: what some copy may show, in any variant and language."""
    return list(_open(resume, _withheld(resume), _marked(resume)))


def unknown_texts(resume: Resume) -> list[Secret]:
    """Return what stands behind keys that cvrender does not know, which public copies leave out; no short words."""
    return [Secret(text) for text in dict.fromkeys(_unknown(resume)) if len(text) >= _SHORTEST_UNKNOWN]


_SHORTEST_UNKNOWN = 8
"""Characters; shorter ones are mostly words such as `plain` or `true`, which stand anywhere."""


def _unknown(value: Any) -> Iterator[str]:
    if isinstance(value, Node):
        for key, inner in value.extra:
            if key != "$schema":
                yield from (text for text in _data(inner) if not text.isdigit())
        for key in value.SPECS:
            yield from _unknown(getattr(value, key))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _unknown(inner)


def _withheld(resume: Resume) -> frozenset[tuple[type[Node], str]]:
    """The contacts that public copies leave out."""
    shown = resume.meta.cvrender.public.show
    return frozenset(field for name, fields in CONTACTS.items() if name not in shown for field in fields)


def _marked(resume: Resume) -> tuple[str, ...]:
    """The sections that are private as a whole."""
    return tuple(key for key, marks in resume.marks if marks.private)


def _is_private(value: Any) -> bool:
    if isinstance(value, (Text, Date)):
        return value.marks is not None and value.marks.private
    return isinstance(value, Marked) and bool(value.private)


_CONTACT_KEYS = {
    f"{before}{key}": (cls, key)
    for cls, before in ((Basics, "basics."), (Location, "basics.location."))
    for fields in CONTACTS.values()
    for found, key in fields
    if found is cls
}
"""Contacts as `Variant.set` names them."""


def _fields(node: Node) -> Iterator[tuple[type[Node], str, Any]]:
    """The values of a node, each with the field that it is; what a variant sets is of the field that it sets."""
    for key in node.SPECS:
        if isinstance(node, Variant) and key == "set":
            for name, value in node.set:
                yield (*_CONTACT_KEYS.get(name, (Variant, key)), value)
        else:
            yield type(node), key, getattr(node, key)


def _secrets(
    value: Any, withheld: frozenset[tuple[type[Node], str]], sections: tuple[str, ...] = ()
) -> Iterator[Secret]:
    if _is_private(value):
        yield from (Secret(text, at=getattr(text, "at", None)) for text in _words(value))
    elif isinstance(value, Node):
        for cls, key, inner in _fields(value):
            if (cls, key) in withheld:
                contact = next(name for name, fields in CONTACTS.items() if (cls, key) in fields)
                yield from (Secret(text, contact, getattr(text, "at", None)) for text in _words(inner))
            elif key in sections:
                yield from (Secret(text, at=getattr(text, "at", None)) for text in _words(inner))
            else:
                yield from _secrets(inner, withheld)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _secrets(inner, withheld)


def _open(value: Any, withheld: frozenset[tuple[type[Node], str]], sections: tuple[str, ...] = ()) -> Iterator[str]:
    if _is_private(value):
        return
    if isinstance(value, Node):
        for cls, key, inner in _fields(value):
            if (cls, key) not in withheld and key not in sections:
                yield from _open(inner, withheld)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _open(inner, withheld)
    elif isinstance(value, Date):
        yield value.isoformat()
    else:
        yield from _words(value)


def _tell_tags(tags: Iterable[Text], report: Report) -> None:
    """A tag is no mark, whatever it is called."""
    if not tags:
        return
    from cvrender.resume.marks import is_private

    for tag in tags:
        if is_private(tag):
            message = f"`{tag}` is a tag here, so what it stands beside would be published"
            report.error("CV036", message, tag.at, "write `private: true` beside `tags`, or give the tag another name")


_SHORTEST_CONTACT = 6
"""Letters and digits; a shorter address or number is too common to be told from chance."""


def _tell_contacts(whole: Resume, shown: Resume, report: Report) -> None:
    """A number that is left out at the head and stands in the summary is not left out."""
    from html import unescape
    from urllib.parse import unquote

    from cvrender.resume.traces import Form, holds, traces

    held = (secret for secret in secrets(whole) if secret.contact)
    contacts = [one for secret in held for one in traces(secret.text, secret.contact)]
    contacts = [one for one in contacts if re.search(r"[\d@]", one.text) and len(one.squashed) >= _SHORTEST_CONTACT]
    for text in _words(shown) if contacts else ():
        form = Form(unquote(unescape(text)))
        for contact in contacts:
            if holds(form, contact):
                hint = "take it out here, or mark this text with `private: true`"
                at = text.at if isinstance(text, Text) else None
                message = f"`{contact.text}` is left out of public copies, and stands in this text"
                report.error("CV056", message, at, hint)
