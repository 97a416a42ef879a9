"""From an entry of the source to its shape, in the words of the document's language.

The table at the end says which function makes the shape of each class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from cvrender.diagnostics.report import Report
from cvrender.document.inline import embolden, inlines, prose
from cvrender.document.locale import Locale, Month, date_inlines, duration, locale
from cvrender.document.model import (
    Block,
    Citation,
    Emph,
    Entry,
    Foreign,
    Group,
    Inline,
    Inlines,
    Link,
    List,
    Paragraph,
    Prose,
    Quote,
    Strong,
)
from cvrender.resume import model as resume
from cvrender.resume.dates import ImpossibleDate, parse_date
from cvrender.resume.links import link_target
from cvrender.resume.model import Resume, Text

_LABEL_COLON = re.compile(r"(?<=\w)\s?[:：]$")
"""A colon that a person has typed behind a label."""


class Entries:
    """Makes shapes of one person's entries, with that person's names, language, style of dates and words in bold."""

    def __init__(self, person: Resume, words: Locale, report: Report) -> None:
        settings = person.meta.cvrender
        self.locale = words
        self.report = report
        month = str(settings.dates.month or "short")
        self.month: Month = month  # type: ignore[assignment]  # `choice` has checked it
        self.day = bool(settings.dates.day)
        self.modified = _modified(person) if settings.dates.duration else None
        self.duration = bool(settings.dates.duration)
        self.bold = _any_of(settings.bold)
        self.own = {_folded(name) for name in (person.basics.name, *person.basics.aliases) if name}

    def block(self, entry: resume.Entry) -> Block | None:
        """Return the shape of an entry, or None where there is nothing in it."""
        made = _BLOCKS[type(entry)](self, entry)
        if _is_empty(made):
            return None
        return made.replace(new_page=True) if getattr(entry, "break") else made

    # Pieces.

    def line(self, text: Text | str | None) -> Inlines:
        return _foreign(embolden(inlines(text, self.report), self.bold), text) if text else ()

    def lines(self, texts: Iterable[Text]) -> tuple[Inlines, ...]:
        return tuple(self.line(text) for text in texts)

    def prose(self, *texts: Text | None) -> Prose:
        out: list[Paragraph | List] = []
        for text in texts:
            blocks = prose(text, self.report) if text else ()
            if self.bold is None and not (text and text.lang):
                out += blocks
                continue
            for block in blocks:
                if isinstance(block, Paragraph):
                    out.append(Paragraph(_foreign(embolden(block.text, self.bold), text)))
                else:
                    items = tuple(_foreign(embolden(item, self.bold), text) for item in block.items)
                    out.append(List(items, block.start))
        return tuple(out)

    def joined(self, *parts: Inlines) -> Inlines:
        return _join(self.locale.punctuation.list, parts)

    def linked(self, content: Inlines, url: Text | None) -> Inlines:
        """The content as a link; links within it give way. Without content, the address stands for itself."""
        if not url:
            return content
        target = link_target(url)
        if not target:
            return self.joined(content, (url,))
        return (Link(target, _unlinked(content) or (bare(url),)),)

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
        shown = self.date(entry.when, start, end)
        months = _months(start, self.modified if end and end.present else end) if self.duration else 0
        return (*shown, f" ({duration(months, self.locale)})") if months and not entry.when else shown

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
            if link.url and target:
                found.append(Link(target, _unlinked(content) or (bare(link.url),)))
            elif content or link.url:
                found.append(Link("", self.joined(content, (link.url,) if link.url else ())))
        return tuple(found)

    def labelled(self, word: str, items: tuple[Inlines, ...]) -> tuple[Group, ...]:
        return (Group(label=(self.locale.words[word],), items=items),) if items else ()

    # Entries, one function for each shape that a class of them takes.

    def work(self, entry: Any) -> Entry:
        name = entry.organization if isinstance(entry, resume.Volunteer) else entry.name
        parts = [
            self.role(part, ()).replace(run_in=True, new_page=bool(getattr(part, "break"))) for part in entry.positions
        ]
        whole = self.role(
            entry,
            self.line(name),
            description=self.prose(entry.description),
            parts=tuple(part for part in parts if not _is_empty(part)),
        )
        if whole.parts and whole.parts[0].new_page and not (whole.prose or whole.highlights or whole.groups):
            # The name of the place would be left behind.
            first, *rest = whole.parts
            return whole.replace(parts=(first.replace(new_page=False), *rest), new_page=True)
        return whole

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
            "keep": bool(entry.keep),
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
            (f"{words['acceptanceRate']}{colon}", entry.acceptanceRate) if entry.acceptanceRate else (),
            (f"{words['citations']}{colon}", entry.citations) if entry.citations else (),
            (f"{words['keywords']}{colon}", *self.joined(*self.lines(entry.keywords))) if entry.keywords else (),
            self.line(entry.note),
        ]
        links = self.links(entry)
        if entry.doi:
            doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", entry.doi)
            target = link_target(f"https://doi.org/{doi}")
            links = (Link(target, (Text(f"doi:{doi}", entry.doi.at),)), *links)
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
            bare = Text(name.rstrip("*").rstrip(), name.at)
            mark = "*" if name.endswith("*") else ""
            if out and _folded(bare) == "et al":
                out[-1] = (*out[-1], f" {bare}")
            elif _folded(bare) in self.own:
                out.append((Strong((bare,)), mark) if mark else (Strong((bare,)),))
            else:
                out.append((Text(bare + mark, name.at),))
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
        if label and (extra or items or summary):  # then each writer sets a colon, as the language has it
            label = Text(_LABEL_COLON.sub("", label), label.at, label.marks, lang=label.lang)
        if not label and extra:
            return Group(extra, (), items, self.links(entry), self.prose(summary))
        return Group(self.line(label), extra, items, self.links(entry), self.prose(summary))

    def quote(self, entry: Any) -> Quote:
        named = entry.organization or Text("")
        # White space tells a list from an address, which may have a `;`.
        organization = [Text(part, named.at) for part in re.split(r";(?:\s+|$)", named.strip())]
        email: Inlines = ()
        if entry.email:
            target = link_target(f"mailto:{entry.email}") if "@" in entry.email else ""
            email = (Link(target, (entry.email,)),) if target else (entry.email,)
        place = self.joined(*(self.line(part) for part in organization if part), self.line(entry.location))
        details = (
            self.line(entry.position),
            place,
            email,
            (entry.phone,) if entry.phone else (),
            self.line(entry.note),
            self.line(entry.when),
        )
        return Quote(
            text=self.prose(entry.reference),
            source=self.linked(self.line(entry.name), entry.url),
            details=tuple(detail for detail in details if detail),
            links=self.links(entry),
        )


_BLOCKS: dict[type[resume.Entry], Callable[[Entries, Any], Block]] = {
    resume.Work: Entries.work,
    resume.Volunteer: Entries.work,
    resume.Education: Entries.education,
    resume.Publication: Entries.citation,
    resume.Talk: Entries.talk,
    resume.Grant: Entries.award,
    resume.Award: Entries.award,
    resume.Certificate: Entries.certificate,
    resume.Project: Entries.project,
    resume.Skill: Entries.group,
    resume.Language: Entries.language,
    resume.Interest: Entries.group,
    resume.Metric: Entries.metric,
    resume.Reference: Entries.quote,
    resume.Item: Entries.item,
}


def _is_empty(block: Block) -> bool:
    return not any(value for name, value in vars(block).items() if not isinstance(value, bool))


def _join(separator: str, parts: Iterable[Inlines]) -> Inlines:
    out: list[Inline] = []
    for part in filter(None, parts):
        if out:
            out.append(separator)
        out.extend(part)
    return tuple(out)


def _foreign(content: Inlines, text: Text | str | None) -> Inlines:
    """The content, marked where the text stands in for one that is missing in the document's language."""
    if not content or not isinstance(text, Text) or not text.lang:
        return content
    found = locale(text.lang)
    return (Foreign(text.lang, found.direction if found else "ltr", content),)


def _unlinked(content: Inlines) -> Inlines:
    """A link cannot stand within a link."""
    out: list[Inline] = []
    for inline in content:
        if isinstance(inline, Link):
            out += _unlinked(inline.content)
        elif isinstance(inline, (Emph, Foreign, Strong)):
            out.append(inline.replace(content=_unlinked(inline.content)))
        else:
            out.append(inline)
    return tuple(out)


def bare(url: Text) -> Text:
    """An address as it is read: without scheme and final slash."""
    return Text(re.sub(r"^(?:https?://|mailto:|tel:)", "", url).rstrip("/") or url, url.at)


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[.,]", " ", name).casefold().split())


def _any_of(words: tuple[Text, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def _modified(person: Resume) -> resume.Date | None:
    """The day of the file by its own word, to which what goes on is counted: the page stays the same on any day."""
    try:
        return parse_date(person.meta.lastModified)[0] if person.meta.lastModified else None
    except ImpossibleDate:  # it is told where it is shown
        return None


def _months(start: resume.Date | None, end: resume.Date | None) -> int:
    """How many months there are between two dates: with both of their own months, or in whole years where one has none;
    0 where that cannot be told.
    """
    if not (start and end and start.year and end.year):
        return 0
    if not (start.month and end.month):
        return 12 * max(end.year - start.year, 0)
    return max(12 * (end.year - start.year) + end.month - start.month + 1, 0)
