"""From a Resume to a Document: the head of the page and its sections, in their order and under their headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar

from cvrender.diagnostics.report import Report, closest
from cvrender.document.bidi import isolate
from cvrender.document.entries import Entries, bare
from cvrender.document.locale import Locale, date_inlines, languages, locale
from cvrender.document.model import Block, Contact, Document, Group, Inlines, Photo, Section, plain
from cvrender.resume import model as resume
from cvrender.resume.dates import ImpossibleDate, parse_date
from cvrender.resume.links import link_target
from cvrender.resume.model import EVERY, Resume, Text

K = TypeVar("K")

DEFAULT_LANGUAGE = "en"
_SHORTEST_NUMBER = 3
"""Digits of a telephone number that can be dialled."""


Role = Literal["", "summary", "experience", "education", "skill", "publication", "reference"]
_ROLES: dict[str, Role] = {
    "work": "experience",
    "volunteer": "experience",
    "research": "experience",
    "teaching": "experience",
    "education": "education",
    "skills": "skill",
    "languages": "skill",
    "publications": "publication",
    "references": "reference",
}


def compose(person: Resume, report: Report, photo: Photo | None = None) -> Document:
    """Return the document that the resume describes, in the language of its meta.cvrender.lang.

    `photo` is the picture that basics.image names, without its alternative text.
    """
    settings = person.meta.cvrender
    found = _language(settings.lang, report)
    composer = _Composer(person, found, report)
    basics = person.basics
    if photo:
        photo = photo.replace(alt=found.words["photo"].format(name=basics.name) if basics.name else "")
    document = Document(
        resume=person,
        lang=found.lang,
        direction=found.direction,
        name=basics.name or "",
        headline=composer.entries.line(basics.label),
        photo=photo,
        contacts=composer.contacts(),
        sections=composer.sections(),
        updated=composer.updated(),
        modified=plain(composer.modified()),
        punctuation=found.punctuation,
    )
    return isolate(document) if found.direction == "rtl" else document


def _language(tag: Text | None, report: Report) -> Locale:
    found = locale(tag or DEFAULT_LANGUAGE)
    if found is None:
        known = languages()
        near = closest(str(tag), known)
        report.error(
            "CV045",
            f"there are no headings in the language `{tag}`",
            tag.at if tag else None,
            f"did you mean `{near}`?" if near else f"known are {', '.join(known)}",
        )
        found = locale(DEFAULT_LANGUAGE)
        assert found is not None
    return found


class _Composer:
    def __init__(self, person: Resume, words: Locale, report: Report) -> None:
        self.person = person
        self.locale = words
        self.report = report
        self.entries = Entries(person, words, report)

    # The head of the page.

    def contacts(self) -> tuple[Contact, ...]:
        basics, words = self.person.basics, self.locale.words
        out = []
        if basics.email:
            target = link_target(f"mailto:{basics.email}") if "@" in basics.email else ""
            out.append(Contact("email", words["email"], basics.email, target))
        if basics.phone:
            out.append(Contact("phone", words["phone"], basics.phone, _dialled(basics.phone)))
        if basics.url:
            out.append(Contact("url", words["website"], bare(basics.url), link_target(basics.url)))
        where = basics.location
        city = " ".join(part for part in (where.postalCode, where.city) if part)
        place = [part for part in (where.address, city, where.region, where.countryCode) if part]
        if place:
            out.append(Contact("location", words["address"], Text(self.locale.punctuation.list.join(place), where.at)))
        for profile in basics.profiles:
            target = link_target(profile.url) if profile.url else ""
            text = profile.username or (profile.url and bare(profile.url)) or profile.network
            if text:
                both = profile.url and profile.username and not target
                shown = Text(f"{text} {profile.url}", profile.at) if both else text
                out.append(Contact("profile", profile.network or "", shown, target))
        return tuple(out)

    def updated(self) -> Inlines:
        words = self.modified() if self.person.meta.cvrender.dates.updated else ()
        return (self.locale.words["updated"] + " ", *words) if words else ()

    def modified(self) -> Inlines:
        modified = self.person.meta.lastModified
        if not modified:
            return ()
        try:
            date, _ = parse_date(modified)
        except ImpossibleDate as error:
            self.report.error("CV016", f"`meta.lastModified` is no date: {error}", modified.at, "write YYYY-MM-DD")
            return ()
        return date_inlines(date.replace(at=modified.at), self.locale, "long", day=True)

    # Sections.

    def sections(self) -> tuple[Section, ...]:
        settings = self.person.meta.cvrender
        headings = {str(key): str(text) for key, text in settings.headings}
        by_name: dict[str, list[Section]] = {}  # sections of one's own go by `own/TITLE`
        summary = self.entries.prose(self.person.basics.summary)
        if summary:
            title = headings.get("summary", self.locale.headings["summary"])
            by_name["summary"] = [Section("summary", "summary", title, role="summary", body=summary)]
        for key in self.person.order:
            if key == "sections":
                for custom in self.person.sections:
                    section = self.custom(custom, headings)
                    if section.body:
                        by_name.setdefault(f"own/{custom.title or ''}", []).append(section)
                continue
            found = self.section(key, headings.get(key, self.locale.headings[key]))
            if found:
                by_name[key] = found
        wanted: list[str] = []
        for name in settings.sections:
            if name == "sections":
                wanted += [own for own in by_name if own.startswith("own/")]
            else:
                wanted.append(str(name) if name in by_name else f"own/{name}")
        order = dict.fromkeys([*(name for name in wanted if name in by_name), *by_name])
        chosen = (s.replace(chosen=name in wanted) for name in order for s in self.paged(name, by_name[name]))
        return _told_apart(chosen)

    def paged(self, name: str, sections: list[Section]) -> list[Section]:
        """Sections of one name with what the person wants as to pages; parts of one begin one page."""
        settings = self.person.meta.cvrender
        own = name.startswith("own/")
        names = (name.removeprefix("own/"), "sections", EVERY) if own else (name, EVERY)
        keep, begin = (
            next((str(word) for one in names for key, word in asked if key == one), "")
            for asked in (settings.keep, getattr(settings, "break"))
        )
        return [
            s.replace(keep=keep == "together", new_page=begin == "before" and (own or not number))
            for number, s in enumerate(sections)
        ]

    def section(self, key: str, title: str) -> list[Section]:
        entries = getattr(self.person, key)
        role = _ROLES.get(key, "")
        group = self.person.meta.cvrender.publications.group if key == "publications" else None
        if group == "type":
            of_type = _by(lambda entry: str(entry.type or "other"), entries)
            titles = self.locale.publications
            order = sorted(of_type, key=resume.PUBLICATION_TYPES.index)
            made = [self.made(f"{key}-{kind}", key, titles[kind], role, of_type[kind]) for kind in order]
        elif group == "year":
            of_year = _by(lambda entry: entry.releaseDate.year if entry.releaseDate else 0, entries)
            made = [self.made(key, key, title, role, of_year.pop(0, ()))]
            for year, some in of_year.items():
                heading = f"{title} {self.locale.dates['year'].format(y=year)}"
                made.append(self.made(f"{key}-{year}", key, heading, role, some))
        else:
            made = [self.made(key, key, title, role, entries)]
        return [section for section in made if section.body]

    def custom(self, custom: resume.CustomSection, headings: dict[str, str]) -> Section:
        title = str(custom.title or "")
        slug = re.sub(r"\W+", "-", title.lower()).strip("-") or "section"
        return self.made(f"own-{slug}", "sections", headings.get(title, title), "", custom.entries)

    def made(self, name: str, key: str, title: str, role: Role, entries: Iterable[resume.Entry | Text]) -> Section:
        body: list[Block] = []
        equal = False
        for entry in entries:
            if isinstance(entry, Text):
                body += self.entries.prose(entry)
            else:
                block = self.entries.block(entry)
                body += [block] if block else []
                equal = equal or any(author.endswith("*") for author in getattr(entry, "authors", ()))
        footnotes = ((f"* {self.locale.words['equalContribution']}",),) if equal else ()
        return Section(name, key, title, role=role, body=tuple(_labels_together(body)), footnotes=footnotes)


def _by(group: Callable[[Any], K], entries: Iterable[resume.Entry]) -> dict[K, list[resume.Entry]]:
    """The entries by what each belongs to, in their order."""
    out: dict[K, list[resume.Entry]] = {}
    for entry in entries:
        out.setdefault(group(entry), []).append(entry)
    return out


def _labels_together(body: list[Block]) -> list[Block]:
    """Groups that are a label and no more (`English (native)`) are better read as one line than as many."""
    out: list[Block] = []
    for block in body:
        lone = (
            isinstance(block, Group)
            and block.label
            and not (block.items or block.prose or block.links or block.new_page)
        )
        if not lone or not isinstance(block, Group):
            out.append(block)
            continue
        item = (*block.label, " (", *block.detail, ")") if block.detail else block.label
        last = out[-1] if out else None
        if isinstance(last, Group) and last.items and not (last.label or last.prose or last.links):
            out[-1] = last.replace(items=(*last.items, item))
        else:
            out.append(Group(items=(item,)))
    return out


def _told_apart(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections with identifiers that differ, as the targets of links must."""
    out: list[Section] = []
    taken: set[str] = set()
    last: dict[str, int] = {}
    for section in sections:
        name, number = section.id, last.get(section.id, 1)
        while name in taken:
            number += 1
            name = f"{section.id}-{number}"
        taken.add(name)
        last[section.id] = number
        out.append(section.replace(id=name))
    return tuple(out)


def _dialled(phone: str) -> str:
    """The address that dials a number (RFC 3966); an extension is a parameter of it."""
    number, _, extension = re.sub(r"(?i)(?<!\s)\s*(?:ext\.?|x)\s*(\d+)\s*$", r";\1", phone).partition(";")
    digits = re.sub(r"[^\d+]", "", number)
    if len(digits) < _SHORTEST_NUMBER:
        return ""
    return f"tel:{digits}" + (f";ext={extension}" if extension.isdigit() else "")
