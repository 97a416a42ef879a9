"""From a Resume to a Document: which shape each section takes, and in which words.

The table at the end says it for each class of entries; writers and themes know shapes only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar

from cvrender.diagnostics import Report, closest
from cvrender.document.inline import embolden, inlines, prose
from cvrender.document.locale import Locale, Month, date_inlines, languages, locale
from cvrender.document.model import (
    Block,
    Citation,
    Contact,
    Document,
    Entry,
    Group,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Photo,
    Prose,
    Quote,
    Section,
    Strong,
)
from cvrender.record import Record
from cvrender.resume import model as resume
from cvrender.resume.dates import ImpossibleDate, parse_date
from cvrender.resume.links import link_target
from cvrender.resume.model import Resume, Text

R = TypeVar("R", bound=Record)

DEFAULT_LANGUAGE = "en"
_SHORTEST_NUMBER = 3
"""Digits of a telephone number that can be dialled."""


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
    return Document(
        resume=person,
        lang=found.lang,
        direction=found.direction,
        name=str(basics.name or ""),
        headline=composer.line(basics.label),
        photo=photo,
        contacts=composer.contacts(),
        sections=composer.sections(),
        updated=composer.updated(),
        punctuation=found.punctuation,
    )


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
        dates = person.meta.cvrender.dates
        self.month: Month = str(dates.month) if dates.month else "short"  # type: ignore[assignment]  # `choice` checked it
        self.day = bool(dates.day)
        self.bold = _any_of(person.meta.cvrender.bold)
        self.own = {_folded(name) for name in (person.basics.name, *person.basics.aliases) if name}
        self.equal = False

    # Pieces.

    def line(self, text: Text | str | None) -> Inlines:
        return embolden(inlines(text, self.report), self.bold) if text else ()

    def lines(self, texts: Iterable[Text]) -> tuple[Inlines, ...]:
        return tuple(self.line(text) for text in texts)

    def prose(self, *texts: Text | None) -> Prose:
        blocks = [block for text in texts if text for block in prose(text, self.report)]
        if self.bold is None:
            return tuple(blocks)
        return tuple(
            block.replace(text=embolden(block.text, self.bold))
            if isinstance(block, Paragraph)
            else block.replace(items=tuple(embolden(item, self.bold) for item in block.items))
            for block in blocks
        )

    def joined(self, *parts: Inlines) -> Inlines:
        return _join(self.locale.punctuation.list, parts)

    def linked(self, content: Inlines, url: Text | None) -> Inlines:
        """The content as a link; links within it give way. Without content, the address stands for itself."""
        if not url:
            return content
        target = link_target(url)
        if not target:
            return self.joined(content, (str(url),))
        return (Link(target, _unlinked(content) or (_bare(url),)),)

    def date(self, when: Text | None, *dates: resume.Date | None) -> Inlines:
        """Free text where given; else one date, or a range whose end is `present` where it is not given."""
        if when:
            return self.line(when)
        shown = [date_inlines(d, self.locale, self.month, day=self.day) for d in dates if d]
        if not shown or len(shown) == 1 or shown[0] == shown[1]:
            return shown[0] if shown else ()
        before, after = re.split(r"\{0\}|\{1\}", self.locale.dates["range"], maxsplit=2)[:2]
        return (before, *shown[0], after, *shown[1]) if before else (*shown[0], after, *shown[1])

    def range(self, entry: Any) -> Inlines:
        start, end = entry.startDate, entry.endDate
        if start and not end:
            end = resume.Date(present=True)
        return self.date(entry.when, start, end)

    def when(self, entry: Any) -> Inlines:
        """A single date, or the range that a grant or an item of one's own may have instead; or both."""
        if not (entry.startDate or entry.endDate):
            return self.date(entry.when, entry.date)
        return self.range(entry) if entry.when else self.joined(self.range(entry), self.date(None, entry.date))

    def links(self, entry: resume.Entry) -> tuple[Link, ...]:
        found = []
        for link in entry.links:
            content = self.line(link.label)
            target = link_target(link.url) if link.url else ""
            if target:
                found.append(Link(target, _unlinked(content) or (_bare(link.url or ""),)))
            elif content or link.url:
                found.append(Link("", self.joined(content, (str(link.url),) if link.url else ())))
        return tuple(found)

    def labelled(self, word: str, items: tuple[Inlines, ...]) -> tuple[Group, ...]:
        return (Group(label=(self.locale.words[word],), items=items),) if items else ()

    # The head of the page.

    def contacts(self) -> tuple[Contact, ...]:
        basics, words = self.person.basics, self.locale.words
        out = []
        if basics.email:
            target = link_target(f"mailto:{basics.email}") if "@" in basics.email else ""
            out.append(Contact("email", words["email"], str(basics.email), target))
        if basics.phone:
            out.append(Contact("phone", words["phone"], str(basics.phone), _dialled(basics.phone)))
        if basics.url:
            out.append(Contact("url", words["website"], _bare(basics.url), link_target(basics.url)))
        where = basics.location
        city = " ".join(part for part in (where.postalCode, where.city) if part)
        place = [part for part in (where.address, city, where.region, where.countryCode) if part]
        if place:
            out.append(Contact("location", words["address"], self.locale.punctuation.list.join(place)))
        for profile in basics.profiles:
            target = link_target(profile.url) if profile.url else ""
            text = profile.username or (profile.url and _bare(profile.url)) or profile.network
            if text:
                shown = str(text) if target or not profile.url or not profile.username else f"{text} {profile.url}"
                out.append(Contact("profile", str(profile.network or ""), shown, target))
        return tuple(out)

    def updated(self) -> Inlines:
        modified = self.person.meta.lastModified
        if not modified or not self.person.meta.cvrender.dates.updated:
            return ()
        try:
            date, _ = parse_date(modified)
        except ImpossibleDate as error:
            self.report.error("CV016", f"`meta.lastModified` is no date: {error}", modified.at, "write YYYY-MM-DD")
            return ()
        words = date_inlines(date, self.locale, "long", day=True)
        return (self.locale.words["updated"] + " ", *words)

    # Sections.

    def sections(self) -> tuple[Section, ...]:
        settings = self.person.meta.cvrender
        headings = {str(key): str(text) for key, text in settings.headings}
        by_name: dict[str, list[Section]] = {}  # sections of one's own go by `own/TITLE`
        summary = self.prose(self.person.basics.summary)
        if summary:
            title = headings.get("summary", self.locale.headings["summary"])
            by_name["summary"] = [Section("summary", title, "summary", body=summary)]
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
        return _told_apart(section for name in order for section in by_name[name])

    def section(self, key: str, title: str) -> list[Section]:
        entries = getattr(self.person, key)
        role = _ROLES.get(key, "")
        if key == "publications" and self.person.meta.cvrender.publications.group == "type":
            groups: dict[str, list[resume.Entry]] = {}
            for entry in entries:
                groups.setdefault(str(entry.type or "other"), []).append(entry)
            titles = self.locale.publications
            order = sorted(groups, key=resume.PUBLICATION_TYPES.index)
            made = [self.made(f"{key}-{kind}", titles[kind], role, groups[kind]) for kind in order]
        else:
            made = [self.made(key, title, role, entries)]
        return [section for section in made if section.body]

    def custom(self, custom: resume.CustomSection, headings: dict[str, str]) -> Section:
        title = str(custom.title or "")
        slug = re.sub(r"\W+", "-", title.lower()).strip("-") or "section"
        return self.made(f"own-{slug}", headings.get(title, title), "", custom.entries)

    def made(self, name: str, title: str, role: Any, entries: Iterable[resume.Entry | Text]) -> Section:
        self.equal = False
        body: list[Block] = []
        for entry in entries:
            if isinstance(entry, Text):
                body += self.prose(entry)
            else:
                block = _BLOCKS[type(entry)](self, entry)
                if not _is_empty(block):
                    body.append(block)
        footnotes = ((f"* {self.locale.words['equalContribution']}",),) if self.equal else ()
        return Section(name, title, role, body=tuple(_labels_together(body)), footnotes=footnotes)

    # Entries, one function for each shape that a class of them takes.

    def work(self, entry: Any) -> Entry:
        name = entry.organization if isinstance(entry, resume.Volunteer) else entry.name
        parts = [self.role(part, ()).replace(run_in=True) for part in entry.positions]
        return self.role(
            entry,
            self.line(name),
            description=self.prose(entry.description),
            parts=tuple(part for part in parts if not _is_empty(part)),
        )

    def role(self, entry: Any, title: Inlines, description: Prose = (), parts: tuple[Entry, ...] = ()) -> Entry:
        position = self.line(entry.position)
        dated = entry.startDate or entry.endDate or entry.when
        return self.entry(
            entry,
            self.linked(title or position, entry.url),
            subtitle=position if title else (),
            date=self.range(entry) if dated else (),
            prose=(*description, *self.prose(entry.summary)),
            groups=self.labelled("keywords", self.lines(entry.keywords)),
            parts=parts,
        )

    def education(self, entry: Any) -> Entry:
        degree = self.joined(self.line(entry.studyType), self.line(entry.area))
        school = self.line(entry.institution)
        score: tuple[Group, ...] = ()
        if entry.score:
            says_itself = re.search(r"[^\W\d_]", entry.score)
            score = (
                (Group(items=(self.line(entry.score),)),)
                if says_itself
                else self.labelled("score", (self.line(entry.score),))
            )
        return self.entry(
            entry,
            self.linked(school or degree, entry.url),
            subtitle=degree if school else (),
            groups=(*score, *self.labelled("courses", self.lines(entry.courses))),
        )

    def award(self, entry: Any) -> Entry:
        return self.entry(
            entry,
            self.linked(self.line(entry.title), entry.url),
            subtitle=self.joined(self.line(entry.awarder), self.line(entry.amount)),
            date=self.when(entry) if isinstance(entry, resume.Grant) else self.date(entry.when, entry.date),
            run_in=True,
        )

    def certificate(self, entry: Any) -> Entry:
        return self.entry(
            entry,
            self.linked(self.line(entry.name), entry.url),
            subtitle=self.line(entry.issuer),
            date=self.date(entry.when, entry.date),
            run_in=True,
        )

    def talk(self, entry: Any) -> Entry:
        return self.entry(
            entry,
            self.linked(self.line(entry.title), entry.url),
            subtitle=self.line(entry.event),
            date=self.date(entry.when, entry.date),
            run_in=True,
        )

    def project(self, entry: Any) -> Entry:
        return self.entry(
            entry,
            self.linked(self.line(entry.name), entry.url),
            subtitle=self.joined(*self.lines(entry.roles), self.line(entry.entity), self.line(entry.type)),
            run_in=True,
            prose=self.prose(entry.description, entry.summary),
            groups=self.labelled("keywords", self.lines(entry.keywords)),
        )

    def item(self, entry: Any) -> Entry:
        return self.entry(
            entry,
            self.linked(self.line(entry.title), entry.url),
            subtitle=self.line(entry.subtitle),
            date=self.when(entry),
            groups=self.labelled("keywords", self.lines(entry.keywords)),
        )

    def entry(self, entry: Any, title: Inlines, **fields: Any) -> Entry:
        """An Entry with what all classes have in common; `fields` are what is particular."""
        common: dict[str, Any] = {
            "place": self.line(getattr(entry, "location", None)),
            "note": self.line(entry.note),
            "highlights": self.lines(getattr(entry, "highlights", ())),
            "links": self.links(entry),
        }
        if "date" not in fields:
            common["date"] = self.range(entry)
        if "prose" not in fields:
            common["prose"] = self.prose(entry.summary)
        return Entry(title=title, **{**common, **fields})

    def citation(self, entry: Any) -> Citation:
        words, colon = self.locale.words, self.locale.punctuation.label
        facts = [
            self.line(entry.award),
            self.line(entry.status),
            (f"{words['acceptanceRate']}{colon}{entry.acceptanceRate}",) if entry.acceptanceRate else (),
            (f"{words['citations']}{colon}{entry.citations}",) if entry.citations else (),
            (f"{words['keywords']}{colon}", *self.joined(*self.lines(entry.keywords))) if entry.keywords else (),
            self.line(entry.note),
        ]
        links = self.links(entry)
        if entry.doi:
            doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", entry.doi)
            target = link_target(f"https://doi.org/{doi}")
            links = (Link(target, (f"doi:{doi}",)), *links)
        return Citation(
            title=self.linked(self.line(entry.name), entry.url),
            authors=self.authors(entry.authors),
            venue=self.line(entry.publisher),
            date=self.date(entry.when, entry.releaseDate),
            notes=tuple(fact for fact in facts if fact),
            prose=self.prose(entry.summary),
            highlights=self.lines(entry.highlights),
            links=links,
        )

    def authors(self, names: tuple[Text, ...]) -> tuple[Inlines, ...]:
        """The names in order, the person's own in bold; a trailing `*` stays, and brings its footnote."""
        out: list[Inlines] = []
        for name in names:
            bare = name.rstrip("*").rstrip()
            mark = "*" if name.endswith("*") else ""
            self.equal = self.equal or bool(mark)
            if out and _folded(bare) == "et al":
                out[-1] = (*out[-1], f" {bare}")
            elif _folded(bare) in self.own:
                out.append((Strong((bare,)), mark) if mark else (Strong((bare,)),))
            else:
                out.append((bare + mark,))
        return tuple(out)

    def group(self, entry: Any) -> Group:
        label, detail = entry.name, getattr(entry, "level", None)
        return self.labelled_group(entry, label, detail, self.lines(entry.keywords), entry.summary)

    def language(self, entry: Any) -> Group:
        return self.labelled_group(entry, entry.language, entry.fluency, self.lines(entry.keywords), entry.summary)

    def metric(self, entry: Any) -> Group:
        value = self.line(entry.value)
        return self.labelled_group(entry, entry.label, None, (value,) if value else (), None)

    def labelled_group(
        self, entry: Any, label: Text | None, detail: Text | None, items: tuple[Inlines, ...], summary: Text | None
    ) -> Group:
        extra = self.joined(self.line(detail), self.line(entry.when), self.line(entry.note))
        if not label and extra:
            return Group(extra, (), items, self.links(entry), self.prose(summary))
        return Group(self.line(label), extra, items, self.links(entry), self.prose(summary))

    def quote(self, entry: Any) -> Quote:
        organization = [part.strip() for part in str(entry.organization or "").split(";")]
        email: Inlines = ()
        if entry.email:
            target = link_target(f"mailto:{entry.email}") if "@" in entry.email else ""
            email = (Link(target, (str(entry.email),)),) if target else (str(entry.email),)
        place = self.joined(*(self.line(part) for part in organization if part), self.line(entry.location))
        details = (
            self.line(entry.position),
            place,
            email,
            (str(entry.phone),) if entry.phone else (),
            self.line(entry.note),
            self.line(entry.when),
        )
        return Quote(
            text=self.prose(entry.reference),
            source=self.linked(self.line(entry.name), entry.url),
            details=tuple(detail for detail in details if detail),
            links=self.links(entry),
        )


_BLOCKS: dict[type[resume.Entry], Callable[[_Composer, Any], Block]] = {
    resume.Work: _Composer.work,
    resume.Volunteer: _Composer.work,
    resume.Education: _Composer.education,
    resume.Publication: _Composer.citation,
    resume.Talk: _Composer.talk,
    resume.Grant: _Composer.award,
    resume.Award: _Composer.award,
    resume.Certificate: _Composer.certificate,
    resume.Project: _Composer.project,
    resume.Skill: _Composer.group,
    resume.Language: _Composer.language,
    resume.Interest: _Composer.group,
    resume.Metric: _Composer.metric,
    resume.Reference: _Composer.quote,
    resume.Item: _Composer.item,
}

Role = Literal["experience", "education", "skill", "publication", "reference"]
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


def _labels_together(body: list[Block]) -> list[Block]:
    """Groups that are a label and no more (`English (native)`) are better read as one line than as many."""
    out: list[Block] = []
    for block in body:
        lone = isinstance(block, Group) and block.label and not (block.items or block.prose or block.links)
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


def _is_empty(block: Block) -> bool:
    return not any(value for name, value in vars(block).items() if name != "run_in")


def _told_apart(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections with identifiers that differ, as the targets of links must."""
    out: list[Section] = []
    taken: set[str] = set()
    for section in sections:
        name, number = section.id, 1
        while name in taken:
            number += 1
            name = f"{section.id}-{number}"
        taken.add(name)
        out.append(section.replace(id=name))
    return tuple(out)


def _dialled(phone: str) -> str:
    """The address that dials a number (RFC 3966); an extension is a parameter of it."""
    number, _, extension = re.sub(r"(?i)\s*(?:ext\.?|x)\s*(\d+)\s*$", r";\1", phone).partition(";")
    digits = re.sub(r"[^\d+]", "", number)
    if len(digits) < _SHORTEST_NUMBER:
        return ""
    return f"tel:{digits}" + (f";ext={extension}" if extension.isdigit() else "")


def _join(separator: str, parts: Iterable[Inlines]) -> Inlines:
    out: list[Inline] = []
    for part in filter(None, parts):
        if out:
            out.append(separator)
        out.extend(part)
    return tuple(out)


def _unlinked(content: Inlines) -> Inlines:
    """A link cannot stand within a link."""
    out: list[Inline] = []
    for inline in content:
        if isinstance(inline, Link):
            out += _unlinked(inline.content)
        else:
            out.append(inline)
    return tuple(out)


def _bare(url: str) -> str:
    """An address as it is read: without scheme and final slash."""
    return re.sub(r"^(?:https?://|mailto:|tel:)", "", url).rstrip("/") or url


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[.,]", " ", name).casefold().split())


def _any_of(words: tuple[Text, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
