"""What a person wrote, typed: JSON Resume 1.0.0 and what cvrender adds to it.

Each field says once what it is (its `Spec`); the checker, the dump and the JSON Schema all follow from that.
Field names are JSON Resume's, in its spelling.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal, NamedTuple

from cvrender.diagnostics.report import Position
from cvrender.record import Record, field
from cvrender.source.tree import Data

Kind = Literal[
    "text",  # one line of Markdown inlines
    "prose",  # Markdown paragraphs and simple lists
    "plain",  # one line, to be shown as it was typed
    "date",
    "end",  # a date, or a word for "ongoing"
    "url",
    "email",
    "choice",
    "flag",
    "number",  # a whole one
    "texts",
    "points",  # texts, each of which may have a priority
    "plains",
    "node",
    "nodes",
    "blocks",  # entries of mixed kinds
    "map",  # names to plain values
    "by-section",  # one word for all sections, or names of sections to words
    "words",  # several words of a choice
    "named",  # names to nodes
    "set",  # fields of this table to their values
]


class Text(str):
    """A string that knows where it was written and what it is marked with. Any operation on it gives a plain `str`.

    `langs` are the languages it was given in, of which the string itself is the first. `lang` is set where one
    language has been chosen, this text is missing in it, and another stands in.
    """

    __slots__ = ("at", "lang", "langs", "marks")
    at: Position | None
    marks: Marks | None
    langs: tuple[tuple[str, Text], ...]
    lang: str

    def __new__(  # noqa: D102  # a magic method
        cls,
        value: str,
        at: Position | None = None,
        marks: Marks | None = None,
        langs: tuple[tuple[str, Text], ...] = (),
        lang: str = "",
    ) -> Text:
        self = super().__new__(cls, value)
        self.at, self.marks, self.langs, self.lang = at, marks, langs, lang
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return (Text, (str(self), self.at, self.marks, self.langs, self.lang))


class Marks(NamedTuple):
    """What a value is chosen by: tags, for variants; whether public copies leave it out; and what it counts for where
    pages are few.
    """

    tags: tuple[Text, ...] = ()
    private: bool = False
    priority: Text | None = None


class Spec(NamedTuple):
    """What a field holds: its kind, its meaning, the class of nested nodes, earlier names of it, allowed words, the
    least and the most of a number.
    """

    kind: Kind
    doc: str
    default: Any = None
    node: type[Node] | None = None
    old: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    limits: tuple[int, int] = (0, 0)


def _one(kind: Kind, doc: str, *, old: tuple[str, ...] = (), choices: tuple[str, ...] = ()) -> Any:
    return Spec(kind, doc, old=old, choices=choices)


def _number(doc: str, least: int, most: int) -> Any:
    return Spec("number", doc, limits=(least, most))


def _many(kind: Kind, doc: str, node: type[Node] | None = None, *, choices: tuple[str, ...] = ()) -> Any:
    return Spec(kind, doc, (), node, choices=choices)


def _node(node: type[Node], doc: str) -> Any:
    return Spec("node", doc, node(), node)


class Node(Record):
    """What every mapping of the source has: its place, and the keys that cvrender does not know."""

    at: Position | None = None
    extra: tuple[tuple[str, Data], ...] = ()
    SPECS: ClassVar[dict[str, Spec]] = {}
    SHORT: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {field(key): spec for key, spec in vars(cls).items() if isinstance(spec, Spec)}
        cls.SPECS = {**own, **{key: spec for key, spec in cls.SPECS.items() if key not in own}}
        for key, spec in own.items():
            setattr(cls, key, spec.default)


class Marked(Node):
    """What may be shown in one resume of a person and not in another."""

    tags: tuple[Text, ...] = _many("plains", "What variants choose it by (`meta.cvrender.variants`).")
    private: bool | None = _one("flag", "Whether public copies leave it out.")


_PRIORITY = "The higher, the longer it stays where pages are few; without one it counts 0."


class Point(Marked):
    """What a highlight is marked with."""

    priority: Text | None = _number(_PRIORITY, -99, 99)


class Date(Record):
    """A year, a month, or a day. `text` is set instead where what was typed could not be read as a date."""

    year: int = 0
    month: int = 0
    day: int = 0
    text: str = ""
    present: bool = False
    at: Position | None = None
    marks: Marks | None = None

    def isoformat(self) -> str:
        """Return YYYY, YYYY-MM or YYYY-MM-DD; `present`; or the text as typed."""
        if self.text or self.present:
            return self.text or "present"
        return "-".join([f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)])


class EntryLink(Marked):
    label: Text | None = _one("text", "The words that are shown, for example `code` or `slides`.")
    url: Text | None = _one("url", "Where the link leads.")


class Entry(Marked):
    """What every entry of every section may have beside its own fields."""

    when: Text | None = _one("text", "Free text shown instead of the dates, for example `Summer 2021`.")
    note: Text | None = _one("text", "A short remark, for example an advisor.")
    links: tuple[EntryLink, ...] = _many("nodes", "Further links of the entry.", EntryLink)
    selected: bool | None = _one("flag", "Whether a variant that is limited to what is selected shows it.")
    priority: Text | None = _number(_PRIORITY, -99, 99)
    keep: Text | None = _one("choice", "Whether a page may end within it: `together` says no.", choices=("together",))
    break_: Text | None = _one("choice", "Whether it begins a page: `before` says yes.", choices=("before",))


class Role(Entry):
    """One of several positions at one place."""

    position: Text | None = _one("text", "The role, for example `Software Engineer`.")
    location: Text | None = _one("text", "Where, for example `Seoul, South Korea`.")
    url: Text | None = _one("url", "A page about it.", old=("website",))
    startDate: Date | None = _one("date", "When it began.")
    endDate: Date | None = _one("end", "When it ended; absent or `present` while it goes on.")
    summary: Text | None = _one("prose", "What it was about.")
    highlights: tuple[Text, ...] = _many("points", "What was achieved, one line each.")
    keywords: tuple[Text, ...] = _many("texts", "Methods, tools, topics.")


class Work(Role):
    name: Text | None = _one("text", "The employer.", old=("company",))
    description: Text | None = _one("prose", "What the employer does.")
    positions: tuple[Role, ...] = _many("nodes", "Several roles at this one place, instead of `position`.", Role)


class Volunteer(Role):
    organization: Text | None = _one("text", "The organization.")
    description: Text | None = _one("prose", "What the organization does.")
    positions: tuple[Role, ...] = _many("nodes", "Several roles at this one place, instead of `position`.", Role)


class Education(Entry):
    institution: Text | None = _one("text", "The school.")
    location: Text | None = _one("text", "Where it is.")
    url: Text | None = _one("url", "Its page.", old=("website",))
    area: Text | None = _one("text", "The field, for example `Computer Science`.")
    studyType: Text | None = _one("text", "The degree, for example `Ph.D.`.")
    startDate: Date | None = _one("date", "When it began.")
    endDate: Date | None = _one("end", "When it ended; absent or `present` while it goes on.")
    score: Text | None = _one("text", "The grade, for example `4.04/4.3`.", old=("gpa",))
    summary: Text | None = _one("prose", "What it was about, a thesis for example.")
    highlights: tuple[Text, ...] = _many("points", "Honours and the like, one line each.")
    courses: tuple[Text, ...] = _many("texts", "Courses taken.")


class Award(Entry):
    title: Text | None = _one("text", "The award.")
    date: Date | None = _one("date", "When it was given.")
    awarder: Text | None = _one("text", "Who gave it.")
    location: Text | None = _one("text", "Where.")
    amount: Text | None = _one("text", "How much, for example `$20,000`.")
    url: Text | None = _one("url", "A page about it.", old=("website",))
    summary: Text | None = _one("prose", "What it was for.")
    highlights: tuple[Text, ...] = _many("points", "More about it, one line each.")


class Grant(Award):
    startDate: Date | None = _one("date", "When the funding began, for a grant over a time.")
    endDate: Date | None = _one("end", "When it ended.")


class Certificate(Entry):
    name: Text | None = _one("text", "The certificate.")
    date: Date | None = _one("date", "When it was given.")
    issuer: Text | None = _one("text", "Who issued it.")
    url: Text | None = _one("url", "Where it can be checked.", old=("website",))
    summary: Text | None = _one("prose", "What it attests.")
    highlights: tuple[Text, ...] = _many("points", "More about it, one line each.")


PUBLICATION_TYPES = (
    "journal",
    "conference",
    "workshop",
    "preprint",
    "thesis",
    "book",
    "patent",
    "software",
    "other",
)


class Publication(Entry):
    name: Text | None = _one("text", "The title.")
    authors: tuple[Text, ...] = _many("plains", "The authors in order; a trailing `*` marks equal contribution.")
    type: Text | None = _one("choice", "What it is.", choices=PUBLICATION_TYPES)
    publisher: Text | None = _one("text", "The journal, the conference or the publisher.")
    releaseDate: Date | None = _one("date", "When it appeared.")
    status: Text | None = _one("text", "For example `under review`.")
    award: Text | None = _one("text", "A prize for it.")
    acceptanceRate: Text | None = _one("plain", "For example `18.4%`.")
    citations: Text | None = _one("plain", "How often it is cited.")
    doi: Text | None = _one("plain", "Its DOI, without `https://doi.org/`.")
    url: Text | None = _one("url", "Where it can be read.", old=("website",))
    summary: Text | None = _one("prose", "What it says.")
    highlights: tuple[Text, ...] = _many("points", "More about it, one line each.")
    keywords: tuple[Text, ...] = _many("texts", "Its fields or topics.")


class Talk(Entry):
    title: Text | None = _one("text", "What was talked about.", old=("name",))
    event: Text | None = _one("text", "Where it was given: a conference, a course, a host.")
    location: Text | None = _one("text", "The place.")
    date: Date | None = _one("date", "When it was given.")
    url: Text | None = _one("url", "A recording, slides or a page.", old=("website",))
    summary: Text | None = _one("prose", "What it was about.")
    highlights: tuple[Text, ...] = _many("points", "More about it, one line each.")


class Project(Entry):
    name: Text | None = _one("text", "The project.")
    description: Text | None = _one("prose", "What it is.")
    summary: Text | None = _one("prose", "More about it.")
    entity: Text | None = _one("text", "The company or group it was done for.")
    type: Text | None = _one("text", "For example `application` or `talk`.")
    roles: tuple[Text, ...] = _many("texts", "What the person was in it.")
    location: Text | None = _one("text", "Where.")
    startDate: Date | None = _one("date", "When it began.")
    endDate: Date | None = _one("end", "When it ended; absent or `present` while it goes on.")
    url: Text | None = _one("url", "Its page.", old=("website",))
    highlights: tuple[Text, ...] = _many("points", "What was achieved, one line each.")
    keywords: tuple[Text, ...] = _many("texts", "Methods, tools, topics.")


class Skill(Entry):
    name: Text | None = _one("text", "The skill, or the group of skills.")
    level: Text | None = _one("text", "For example `Master`.")
    summary: Text | None = _one("prose", "What it rests on.")
    keywords: tuple[Text, ...] = _many("texts", "What belongs to it.")


class Language(Entry):
    language: Text | None = _one("text", "The language.", old=("name",))
    fluency: Text | None = _one("text", "For example `Native speaker` or `C1`.", old=("level",))
    summary: Text | None = _one("prose", "What it rests on.")
    keywords: tuple[Text, ...] = _many("texts", "Certificates and the like.")


class Interest(Entry):
    name: Text | None = _one("text", "The interest.")
    summary: Text | None = _one("prose", "What it is about.")
    keywords: tuple[Text, ...] = _many("texts", "What belongs to it.")


class Reference(Entry):
    name: Text | None = _one("text", "Who speaks for the person.")
    position: Text | None = _one("text", "What they are.")
    organization: Text | None = _one("text", "Where they are; several lines may be separated by `;`.")
    location: Text | None = _one("text", "Where that is.")
    email: Text | None = _one("email", "Their e-mail address.")
    phone: Text | None = _one("plain", "Their telephone number.")
    url: Text | None = _one("url", "Their page.", old=("website",))
    reference: Text | None = _one("prose", "What they say.")


class Metric(Entry):
    label: Text | None = _one("text", "What is counted, for example `h-index`.")
    value: Text | None = _one("text", "How much, for example `1,427`.")


class Item(Entry):
    """An entry of a section of the person's own, when none of the other kinds fits."""

    title: Text | None = _one("text", "The first line, set bold.", old=("name",))
    subtitle: Text | None = _one("text", "The second line.")
    location: Text | None = _one("text", "Where.")
    date: Date | None = _one("date", "When, for a single date.")
    startDate: Date | None = _one("date", "When it began.")
    endDate: Date | None = _one("end", "When it ended; absent or `present` while it goes on.")
    url: Text | None = _one("url", "A page about it.", old=("website",))
    summary: Text | None = _one("prose", "What it is about.")
    highlights: tuple[Text, ...] = _many("points", "One line each.")
    keywords: tuple[Text, ...] = _many("texts", "Terms that belong to it.")


class Location(Marked):
    SHORT = "address"
    """The key that a text stands for where a mapping is expected; people write `location: Berlin`."""

    address: Text | None = _one("plain", "Street and number.")
    postalCode: Text | None = _one("plain", "The postal code, as typed.")
    city: Text | None = _one("plain", "The city.")
    region: Text | None = _one("plain", "The state or province.")
    countryCode: Text | None = _one("plain", "The country, as ISO 3166-1 has it: `US`, `KR`.")


class Profile(Marked):
    network: Text | None = _one("plain", "The network, for example `GitHub`.")
    username: Text | None = _one("plain", "The name there.")
    url: Text | None = _one("url", "The page there.")


class Basics(Marked):
    name: Text | None = _one("plain", "The person's name.")
    label: Text | None = _one("text", "What the person is, for example `Programmer`.")
    image: Text | None = _one("plain", "A photo: a PNG, JPEG or SVG file beside the source.", old=("picture",))
    email: Text | None = _one("email", "The e-mail address.")
    phone: Text | None = _one("plain", "The telephone number.")
    url: Text | None = _one("url", "The person's page.", old=("website",))
    summary: Text | None = _one("prose", "A few sentences about the person.")
    location: Location = _node(Location, "Where the person is.")
    profiles: tuple[Profile, ...] = _many("nodes", "Accounts on networks.", Profile)
    aliases: tuple[Text, ...] = _many("plains", "Other forms of the name, as author lists have them.")


class DateStyle(Node):
    month: Text | None = _one("choice", "How months are written.", choices=("short", "long", "numeric"))
    day: bool | None = _one("flag", "Whether the day is shown where one is given.")
    duration: bool | None = _one(
        "flag", "Whether it is told how long what has a beginning took; what goes on counts to `meta.lastModified`."
    )
    updated: bool | None = _one("flag", "Whether `meta.lastModified` is shown at the end.")


class PublicationStyle(Node):
    group: Text | None = _one(
        "choice", "Group publications under a heading for each type or year.", choices=("type", "year", "none")
    )


CONTACTS: dict[str, tuple[tuple[type[Node], str], ...]] = {
    "email": ((Basics, "email"),),
    "phone": ((Basics, "phone"),),
    "address": ((Location, "address"), (Location, "postalCode")),
    "referees": ((Reference, "email"), (Reference, "phone")),
}
"""What public copies leave out unless `meta.cvrender.public.show` names it, and the fields that it is."""


class PublicStyle(Node):
    show: tuple[Text, ...] = _many("words", "What public copies show all the same.", choices=tuple(CONTACTS))


class Variant(Node):
    """One of the resumes that a source holds. Without any field it is the whole."""

    include: tuple[Text, ...] = _many("plains", "Of what has tags, only what has one of these is shown.")
    exclude: tuple[Text, ...] = _many("plains", "What has one of these tags is left out.")
    sections: tuple[Text, ...] = _many("plains", "The sections that are shown, in this order; all, if none is named.")
    headings: tuple[tuple[Text, Text], ...] = _many("map", "Headings by section, instead of the usual ones.")
    limits: tuple[tuple[Text, Text], ...] = _many(
        "map",
        "How many entries of a section are shown, or `selected`; `highlights` and `keywords` of each entry.",
    )
    set: tuple[tuple[Text, Any], ...] = _many(
        "set", "Other values, by dotted key: `basics.label`, `theme`, `style.accent` and the like."
    )


class Settings(Node):
    """meta.cvrender: how this resume wants to be shown."""

    theme: Text | None = _one("plain", "The theme, when the command line names none.")
    engine: Text | None = _one("plain", "What makes the PDF.")
    lang: Text | None = _one("plain", "The language of headings and dates, for example `en` or `ko`.")
    languages: tuple[Text, ...] = _many("plains", "The languages that texts are given in, the usual one first.")
    variants: tuple[tuple[Text, Variant], ...] = _many("named", "Resumes of the same person, by name.", Variant)
    public: PublicStyle = _node(PublicStyle, "What public copies show.")
    style: tuple[tuple[Text, Text], ...] = _many("map", "Tokens of the theme and their values.")
    sections: tuple[Text, ...] = _many("plains", "Sections that come first, in this order; the others follow.")
    headings: tuple[tuple[Text, Text], ...] = _many("map", "Headings by section, instead of the usual ones.")
    sort: tuple[tuple[Text, Text], ...] = _many(
        "by-section",
        "In which order the entries of a section stand, for all or by section; `none` is that of the file.",
        choices=("newest", "oldest", "none"),
    )
    groupRoles: bool | None = _one("flag", "Put roles that stand one after the other at one place under one heading.")
    dates: DateStyle = _node(DateStyle, "How dates are written.")
    publications: PublicationStyle = _node(PublicationStyle, "How publications are listed.")
    bold: tuple[Text, ...] = _many("plains", "Words to set bold wherever they stand.")
    fonts: tuple[Text, ...] = _many("plains", "Families for characters that the theme's fonts lack.")
    pages: Text | None = _number("How many pages a PDF may have; it is set tighter or wider to fill them.", 1, 99)
    keep: tuple[tuple[Text, Text], ...] = _many(
        "by-section", "Sections within which no page ends, for all or by section.", choices=("together", "auto")
    )
    break_: tuple[tuple[Text, Text], ...] = _many(
        "by-section", "Sections that begin a page, for all or by section.", choices=("before", "auto")
    )


class Meta(Node):
    canonical: Text | None = _one("url", "Where the newest version of this file is.")
    version: Text | None = _one("plain", "The version of the schema.")
    lastModified: Text | None = _one("plain", "When this file was last changed, as ISO 8601.")
    cvrender: Settings = _node(Settings, "How this resume wants to be shown.")


SECTIONS: dict[str, type[Entry]] = {
    "work": Work,
    "research": Work,
    "teaching": Work,
    "service": Work,
    "volunteer": Volunteer,
    "education": Education,
    "publications": Publication,
    "talks": Talk,
    "grants": Grant,
    "awards": Award,
    "certificates": Certificate,
    "projects": Project,
    "software": Project,
    "skills": Skill,
    "languages": Language,
    "interests": Interest,
    "researchInterests": Interest,
    "metrics": Metric,
    "references": Reference,
}
"""The sections that are lists of entries of one class. `basics.summary` and `sections` are the others."""

ROLES = tuple(key for key, cls in SECTIONS.items() if "positions" in cls.SPECS)
"""The sections of positions at places."""

ENTRY_KINDS: dict[str, type[Entry]] = {**SECTIONS, "item": Item}
"""What `kind` may say in a section of the person's own, beside `text`."""


class CustomSection(Marked):
    title: Text | None = _one("text", "The heading.")
    kind: Text | None = _one(
        "choice", "What its entries are, unless they say so themselves.", choices=(*ENTRY_KINDS, "text")
    )
    entries: tuple[Entry | Text, ...] = _many("blocks", "Its entries; a string is a paragraph.")


class Resume(Node):
    """One person's resume. `order` holds the keys of its sections as the file has them, `marks` those of sections."""

    basics: Basics = _node(Basics, "Who the person is.")
    work: tuple[Work, ...] = _many("nodes", "Employment.", Work)
    research: tuple[Work, ...] = _many("nodes", "Research positions.", Work)
    teaching: tuple[Work, ...] = _many("nodes", "Teaching.", Work)
    service: tuple[Work, ...] = _many("nodes", "Service to a community.", Work)
    volunteer: tuple[Volunteer, ...] = _many("nodes", "Volunteer work.", Volunteer)
    education: tuple[Education, ...] = _many("nodes", "Education.", Education)
    publications: tuple[Publication, ...] = _many("nodes", "Publications.", Publication)
    talks: tuple[Talk, ...] = _many("nodes", "Talks.", Talk)
    grants: tuple[Grant, ...] = _many("nodes", "Grants and funding.", Grant)
    awards: tuple[Award, ...] = _many("nodes", "Awards.", Award)
    certificates: tuple[Certificate, ...] = _many("nodes", "Certificates.", Certificate)
    projects: tuple[Project, ...] = _many("nodes", "Projects.", Project)
    software: tuple[Project, ...] = _many("nodes", "Software.", Project)
    skills: tuple[Skill, ...] = _many("nodes", "Skills.", Skill)
    languages: tuple[Language, ...] = _many("nodes", "Languages.", Language)
    interests: tuple[Interest, ...] = _many("nodes", "Interests.", Interest)
    researchInterests: tuple[Interest, ...] = _many("nodes", "Research interests.", Interest)
    metrics: tuple[Metric, ...] = _many("nodes", "Figures about the person's work.", Metric)
    references: tuple[Reference, ...] = _many("nodes", "References.", Reference)
    sections: tuple[CustomSection, ...] = _many("nodes", "Sections of the person's own.", CustomSection)
    meta: Meta = _node(Meta, "About this file.")
    order: tuple[str, ...] = ()
    marks: tuple[tuple[str, Marks], ...] = ()


LANGUAGE_TAG = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
"""A language as the keys of a map of texts name it: BCP 47, the language itself in lower case."""

LIMITED_TEXTS = ("highlights", "keywords")
"""What a variant may limit in each entry, beside the sections."""

EVERY = "*"
"""The name that stands for every section where a choice is made by section."""

_SET_KINDS = ("text", "prose", "plain", "url", "email", "choice", "flag", "number", "plains", "map", "by-section")
_NOT_SET = ("lang", "languages", "variants", "public")
"""Settings that say which resumes there are, and so cannot differ from one to another."""


def settable() -> dict[str, Spec]:
    """Return what a variant may set, by dotted key: the fields of `basics`, and `meta.cvrender`'s without that name."""
    found: dict[str, Spec] = {}

    def walk(cls: type[Node], before: str) -> None:
        for key, spec in cls.SPECS.items():
            if spec.kind == "node":
                walk(type(spec.default), f"{before}{key}.")
            elif spec.kind in _SET_KINDS and key not in (*Marked.SPECS, *(_NOT_SET if cls is Settings else ())):
                found[before + key] = spec

    walk(Basics, "basics.")
    walk(Settings, "")
    return found


def texts(node: Node) -> Iterator[Text]:
    """Yield every text of a node and of the nodes within it, each with its place."""
    for key in node.SPECS:
        value = getattr(node, key)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Node):
                yield from texts(item)
            elif isinstance(item, Text):
                yield item
            elif isinstance(item, tuple):  # a key and its value
                yield from item


def titles(resume: Resume) -> list[str]:
    """Return the titles of the sections of the person's own, in every language."""
    found = [section.title for section in resume.sections if section.title]
    return [str(text) for title in found for text in dict.fromkeys((title, *(text for _, text in title.langs)))]
