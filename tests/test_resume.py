"""From the source tree to a Resume and back: dates, links, old names, what is absent, what is unknown."""

from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from conftest import TODAY, resume_of
from cvrender.diagnostics.report import Diagnostic, Position, Report
from cvrender.document.model import Entry as EntryBlock
from cvrender.readers.yaml import read
from cvrender.resume.dates import ONGOING, ImpossibleDate, is_ongoing, parse_date, precedes, split_range
from cvrender.resume.dump import dump
from cvrender.resume.links import SCHEMES, is_email, link_target, scheme
from cvrender.resume.model import (
    ENTRY_KINDS,
    SECTIONS,
    Basics,
    Date,
    Location,
    Meta,
    Node,
    Profile,
    Resume,
    Role,
    Settings,
    Text,
    Work,
)
from cvrender.resume.unseen import seen


def checked(source: Any) -> tuple[Resume, list[Diagnostic]]:
    """The resume in a source, and what is said about it."""
    report = Report()
    content = source if isinstance(source, str) else yaml.safe_dump(source, allow_unicode=True, sort_keys=False)
    resume = resume_of(content, report)
    return resume, report.ordered()


def codes(found: list[Diagnostic]) -> list[str]:
    """The codes of diagnostics."""
    return [diagnostic.code for diagnostic in found]


# Dates.

WELL_FORMED = {"2020": (2020, 0, 0), "2020-05": (2020, 5, 0), "2020-05-06": (2020, 5, 6), "2020-02-29": (2020, 2, 29)}
LOOSE = {
    **dict.fromkeys(("2020-5", "2020/05", "2020/5", "2020.05", "May 2020", "MAY 2020", "may, 2020"), (2020, 5, 0)),
    **dict.fromkeys(("2020-5-6", "2020/05/06", "2020.5.6", "May 6, 2020", "May 6th, 2020", "May 6 2020"), (2020, 5, 6)),
    **dict.fromkeys(("2020-05-06T00:00:00Z", "2020-05-06 10:30:00", "2020-05-06T10:30:00.000+09:00"), (2020, 5, 6)),
    **dict.fromkeys(("Sep 2020", "Sept 2020", "Sept. 2020", "September 2020", "Sep. 2020"), (2020, 9, 0)),
    **{f"{name} 2020": (2020, number, 0) for number, name in enumerate(("Jan", "Feb", "Mar", "Apr"), 1)},
    **{f"{name} 2020": (2020, number, 0) for number, name in enumerate(("June", "July", "August"), 6)},
}
NO_DATES = [
    *("Fall 2020", "05/2020", "2020-", "2020-05-", "20", "020", "0999", "3020", "20200", "Ma 2020", "M 2020", "soon"),
    *("2019-2021", "2019 - 2021", "2019 – present", "2020 BC", "?", "2020年5月", "Juneteenth 2020", "20-05-06", "1.10"),
]
IMPOSSIBLE = [
    *("2020-13", "2020-00", "2020-02-30", "2021-02-29", "2020-05-00", "2020-05-32", "2020-04-31", "2020-00-00"),
    *("2020/13", "2020.0.1", "Feb 30, 2020", "2020-13-45", "1900-02-29", "2020-99-99T00:00:00Z"),
]


@pytest.mark.parametrize("typed", WELL_FORMED)
def test_a_date_in_the_right_form(typed: str) -> None:
    """ISO 8601 to the year, the month or the day is a date, nothing is said, and it is dumped as it was typed."""
    resume, found = checked(f"basics: {{name: Jane}}\nwork: [{{startDate: {typed}}}]\n")
    assert resume.work[0].startDate == Date(*WELL_FORMED[typed])
    assert found == []
    assert dump(resume)["work"] == [{"startDate": typed}]


@pytest.mark.parametrize("typed", LOOSE)
def test_a_date_in_another_form_is_read_and_told(typed: str) -> None:
    """What can only mean one date is that date, with a warning that says how to write it."""
    resume, found = checked(f'basics: {{name: Jane}}\nwork: [{{startDate: "{typed}"}}]\n')
    date = resume.work[0].startDate
    assert date == Date(*LOOSE[typed])
    assert codes(found) == ["CV017"]
    assert date is not None
    assert date.isoformat() in found[0].hint


@pytest.mark.parametrize("typed", NO_DATES)
def test_what_is_no_date_stays_as_it_was_typed(typed: str) -> None:
    """Text that is no date is kept whole, with a warning at its place, and dumped as it was typed."""
    resume, found = checked(f'basics: {{name: Jane}}\nwork:\n  - startDate: "{typed}"\n')
    assert resume.work[0].startDate == Date(text=typed)
    assert codes(found) == ["CV018"]
    assert found[0].position == Position("test.yaml", 3, 16)
    assert dump(resume)["work"] == [{"startDate": typed}]


@pytest.mark.parametrize("typed", IMPOSSIBLE)
def test_an_impossible_date_is_an_error(typed: str) -> None:
    """A month or a day that does not exist is an error at its place, wherever the date stands."""
    with pytest.raises(ImpossibleDate):
        parse_date(typed)
    for field in ("startDate", "endDate"):
        _, found = checked(f'basics: {{name: Jane}}\nwork:\n  - {field}: "{typed}"\n')
        assert codes(found) == ["CV016"]
        assert found[0].position == Position("test.yaml", 3, 7 + len(field))


@pytest.mark.parametrize("word", sorted(ONGOING))
def test_every_ongoing_word_ends_a_range(word: str) -> None:
    """A word for an end that has not come means so in lower case, in capitals and with a full stop, and is no fault."""
    for typed in (word, word.upper(), word.capitalize(), f"{word}.", unicodedata.normalize("NFD", word)):
        resume, found = checked({"basics": {"name": "J"}, "work": [{"startDate": "2020", "endDate": typed}]})
        assert found == []
        assert resume.work[0].endDate is None
        alone, found = checked({"basics": {"name": "J"}, "work": [{"endDate": typed}]})
        assert found == []
        assert alone.work[0].endDate == Date(present=True)


@pytest.mark.parametrize("word", ["presently", "not now", "to", "-", "?", "current position", "2020"])
def test_other_words_end_no_range(word: str) -> None:
    """A word that only looks like one for `ongoing` is none."""
    assert not is_ongoing(word)


def test_ongoing_is_for_ends() -> None:
    """Nothing begins at present: where a date is asked for, the word is shown as it is, with a warning."""
    resume, found = checked("basics: {name: J}\nwork: [{startDate: present}]\nawards: [{date: today}]\n")
    assert resume.work[0].startDate == Date(text="present")
    assert resume.awards[0].date == Date(text="today")
    assert codes(found) == ["CV018", "CV018"]


RANGES = {
    "2019 - 2021": ("2019", "2021"),
    "2019-2021": ("2019", "2021"),
    "2019–2021": ("2019", "2021"),
    "2019 — present": ("2019", "present"),
    "May 2019 to June 2021": ("May 2019", "June 2021"),
    "2019-05 - 2021-06": ("2019-05", "2021-06"),
    "2019-05": None,
    "2019": None,
    "Fall 2019": None,
}


@pytest.mark.parametrize("typed", [typed for typed, halves in RANGES.items() if halves])
def test_a_range_in_one_field_is_told_apart(typed: str) -> None:
    """The hint names both halves of a range that was typed into one field."""
    assert split_range(typed) == RANGES[typed]
    _, found = checked(f'basics: {{name: J}}\nwork: [{{startDate: "{typed}"}}]\n')
    first, second = RANGES[typed] or ("", "")
    assert f"`startDate: {first}`" in found[0].hint
    assert f"`endDate: {second}`" in found[0].hint


@pytest.mark.parametrize("typed", [typed for typed, halves in RANGES.items() if not halves])
def test_a_date_is_no_range(typed: str) -> None:
    """A single date has no halves."""
    assert split_range(typed) is None


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2019", "2020", True),
        ("2020", "2019", False),
        ("2020", "2020", False),
        ("2020", "2020-05", False),
        ("2020-05", "2020", False),
        ("2020-04", "2020-05", True),
        ("2020-05", "2020-05-06", False),
        ("2020-05-05", "2020-05-06", True),
        ("2019-12", "2020", True),
        ("soon", "2020", False),
    ],
)
def test_a_date_precedes_another_as_far_as_both_are_known(first: str, second: str, before: bool) -> None:
    """2020 does not precede 2020-05: nobody knows."""
    assert precedes(parse_date(first)[0], parse_date(second)[0]) is before


def test_no_end_and_an_end_that_has_not_come_are_the_same() -> None:
    """`endDate: present` says what its absence says."""
    first, _ = checked("basics: {name: J}\nwork: [{startDate: 2020}]\n")
    second, _ = checked("basics: {name: J}\nwork: [{startDate: 2020, endDate: present}]\n")
    assert first == second
    assert hash(first) == hash(second)


# Addresses.

TARGETS = {
    "https://example.org": "https://example.org",
    "http://example.org/a?b=c&d=e#f": "http://example.org/a?b=c&d=e#f",
    "HTTPS://EX.org": "HTTPS://EX.org",
    "https://user:secret@example.org:8080/~jane/(a)": "https://user:secret@example.org:8080/~jane/(a)",
    "https://[::1]/": "https://[::1]/",
    "https://münchen.example/ü": "https://münchen.example/ü",
    "example.org": "https://example.org",
    "www.example.org/a?b": "https://www.example.org/a?b",
    "example.org:8080/a": "https://example.org:8080/a",
    "github.com/jane": "https://github.com/jane",
    "例え.jp": "https://例え.jp",
    "mailto:jane@example.org": "mailto:jane@example.org",
    "MailTo:jane@example.org?subject=x": "MailTo:jane@example.org?subject=x",
    "tel:+1-902-555-0142": "tel:+1-902-555-0142",
}
HOSTILE_TARGETS = [
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\x01script:a", "\x01javascript:a"),
    *("javascript&colon;alert(1)", "&#106;avascript:alert(1)", "%6aavascript:alert(1)", "javascript.example:alert(1)"),
    *("data:text/html,<script>alert(1)</script>", "data:image/png;base64,AAAA", "vbscript:x", "blob:https://a.org"),
    *("file:///etc/passwd", "ftp://example.org", "about:blank", "intent://x", "view-source:https://example.org", "x:y"),
    *("//evil", "//evil.example", "/etc/passwd", "../secret", "#top", "?q", "\\\\server\\share", "C:\\x", "", " ", ":"),
    *("https:", "https://", "https:/example.org", "https:example.org", "http//example.org", "mailto:", "tel:"),
    *("https://a b", " https://example.org", "https://example.org\n", "https://x.org/\u2028", "\u00a0https://x.org"),
    *('https://example.org/"onload="x', "https://example.org/<b>", "https://example.org/`", "https://example.org/\\x"),
    *("https://example.org/{x}", "https://example.org/a|b", "https://example.org/a^b", "jane@example.org", "jane"),
]  # fmt: skip
INVISIBLE = [
    *("\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e"),
    *("\u2066", "\u2067", "\u2068", "\u2069", "\u061c", "\u2060", "\ufeff", "\u00ad"),
]


@pytest.mark.parametrize("typed", TARGETS)
def test_what_an_output_may_link_to(typed: str) -> None:
    """An address with one of four schemes stays as it is; a domain gets `https://`."""
    assert link_target(typed) == TARGETS[typed]


@pytest.mark.parametrize("typed", HOSTILE_TARGETS)
def test_what_an_output_may_not_link_to(typed: str) -> None:
    """Whatever else it is, it is no link: no script, no file, no address that is not what it seems."""
    assert link_target(typed) == ""


@pytest.mark.parametrize("char", INVISIBLE, ids=lambda char: f"U+{ord(char):04X}")
def test_an_address_with_an_invisible_character_is_no_link(char: str) -> None:
    """A mark that turns the direction or that nobody sees makes an address look like another."""
    for typed in (
        f"https://example.org/{char}a",
        f"https://exam{char}ple.org",
        f"{char}https://example.org",
        f"a{char}.org",
    ):
        assert link_target(typed) == ""


@pytest.mark.parametrize("typed", [typed for typed in HOSTILE_TARGETS if typed.isprintable() and typed.strip()])
def test_an_address_that_is_no_link_is_kept_and_told(typed: str) -> None:
    """The text of such an address stays in the resume, with a warning at its place; nothing else happens."""
    source = {"basics": {"name": "Jane", "url": typed}}
    resume, found = checked(source)
    assert resume.basics.url == " ".join(typed.split())
    assert codes(found) in (["CV021"], ["CV022"]) or link_target(resume.basics.url)
    assert all(d.severity == "warning" for d in found)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("https://x", "https"),
        ("HTTPS://x", "https"),
        ("javascript:x", "javascript"),
        ("git+ssh://x", "git+ssh"),
        ("example.org:80", ""),
        ("example.org", ""),
        ("//x", ""),
        ("1x:y", ""),
        ("", ""),
    ],
)
def test_a_scheme(typed: str, found: str) -> None:
    """What stands before the colon, in lower case; a host before its port is none."""
    assert scheme(typed) == found


def test_every_scheme_that_may_be_linked_to_can_be() -> None:
    """The list of schemes and what is made of them agree, in any case."""
    for name in SCHEMES:
        typed = f"{name.upper()}://x.org" if name.startswith("http") else f"{name.upper()}:x"
        assert link_target(typed) == typed


@pytest.mark.parametrize(
    "typed", ["jane@example.org", "j.d+x@ex-ample.co.uk", "o'neil@x.ie", "ü@münchen.de", "a@b.museum"]
)
def test_an_address_of_mail(typed: str) -> None:
    """One address, in any script."""
    assert is_email(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("jane", "jane@", "@example.org", "jane@localhost", "jane@example.", "a@b@c.de", "a@b..de", "a@b.c"),
        *("Jane <jane@example.org>", "a@b.de, c@d.de", "a@b.de;c@d.de", "mailto:a@b.de", "a b@c.de", "a(at)b.de"),
        *("a@b.de\n", '"a"@b.de', "a@b.de?bcc=c@d.de", "<a@b.de>", ""),
    ],
)  # fmt: skip
def test_no_address_of_mail(typed: str) -> None:
    """Anything more or less than one address."""
    assert not is_email(typed)


# Every field of every class, from the table of the model itself.

CLASSES: list[type[Node]] = list(
    dict.fromkeys([*ENTRY_KINDS.values(), Basics, Location, Profile, Role, Meta, Settings, Resume])
)


def around(cls: type[Node], node: dict[str, Any]) -> dict[str, Any]:
    """A source in which this node stands."""
    if cls is Resume:
        return {"basics": {"name": "Jane"}, **node}
    if cls is Basics:
        return {"basics": {"name": "Jane", **node}}
    if cls is Location:
        return {"basics": {"name": "Jane", "location": node}}
    if cls is Profile:
        return {"basics": {"name": "Jane", "profiles": [node]}}
    if cls is Meta:
        return {"basics": {"name": "Jane"}, "meta": node}
    if cls is Settings:
        return {"basics": {"name": "Jane"}, "meta": {"cvrender": node}}
    if cls is Role:
        return {"basics": {"name": "Jane"}, "work": [{"positions": [node]}]}
    key = next((key for key, found in SECTIONS.items() if found is cls), "")
    if key:
        return {"basics": {"name": "Jane"}, key: [node]}
    return {"basics": {"name": "Jane"}, "sections": [{"title": "More", "entries": [node]}]}


FIELDS = [(cls, key, spec) for cls in CLASSES for key, spec in cls.SPECS.items()]
OLD = [(cls, old, key) for cls, key, spec in FIELDS for old in spec.old]
NOTHING = ["", " ", "\t", "\n \n", "\u00a0", None]


@pytest.mark.parametrize(
    ("cls", "key"), [(cls, key) for cls, key, _ in FIELDS if key not in ("name", "basics")], ids=str
)
def test_nothing_is_absent(cls: type[Node], key: str) -> None:
    """An empty text, blanks and null in any field say what its absence says; only null is worth a note."""
    without, before = checked(around(cls, {}))
    for nothing in NOTHING:
        found, said = checked(around(cls, {key: nothing}))
        assert found == without
        assert codes(said) == codes(before) + (["CV015"] if nothing is None else [])
        assert all(d.severity == "note" for d in said)


@pytest.mark.parametrize("nothing", NOTHING)
def test_a_name_of_nothing_is_no_name(nothing: str | None) -> None:
    """A resume without a name is worth a warning, however nothing is written."""
    sources: list[dict[str, Any]] = [{"basics": {"name": nothing}}, {"basics": nothing}, {"basics": {}}]
    for source in sources:
        resume, said = checked(source)
        assert resume == Resume()
        assert [d.code for d in said if d.severity == "warning"] == ["CV026"]
    resume, _ = checked({"basics": {"name": "Jane"}, "work": [{"name": nothing}], "skills": [{"name": nothing}]})
    assert resume.work == (Work(),)


@pytest.mark.parametrize(
    ("cls", "key"),
    [(cls, key) for cls, key, spec in FIELDS if spec.kind in ("texts", "points", "plains", "nodes", "blocks")],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_nothing_in_a_list_is_absent(cls: type[Node], key: str) -> None:
    """Items that say nothing are not there; neither is a list of nothing else."""
    without, _ = checked(around(cls, {}))
    empty, said = checked(around(cls, {key: ["", None, "  "]}))
    assert empty == without
    assert set(codes(said)) - {"CV026"} == {"CV015"}
    assert checked(around(cls, {key: []}))[0] == without


@pytest.mark.parametrize(("cls", "old", "key"), OLD, ids=[f"{cls.__name__}.{old}" for cls, old, _ in OLD])
def test_old_names(cls: type[Node], old: str, key: str) -> None:
    """A name of an earlier JSON Resume is read as the one of today, with a note at its place."""
    value = "https://example.org" if key == "url" else "photo.png" if key == "image" else "word"
    today, _ = checked(around(cls, {key: value}))
    found, said = checked(around(cls, {old: value}))
    assert found == today
    assert [(d.code, d.severity) for d in said] == [("CV013", "note")]
    assert key in said[0].hint
    assert dump(found) == dump(today)


@pytest.mark.parametrize(("cls", "old", "key"), OLD, ids=[f"{cls.__name__}.{old}" for cls, old, _ in OLD])
@pytest.mark.parametrize("nothing", ["", None])
def test_an_old_name_beside_nothing(cls: type[Node], old: str, key: str, nothing: str | None) -> None:
    """Editors write every key, the empty ones too: an old name's value is not lost beside today's name without one."""
    value = "https://example.org" if key == "url" else "photo.png" if key == "image" else "word"
    today, _ = checked(around(cls, {key: value}))
    for node in ({key: nothing, old: value}, {old: value, key: nothing}):
        found, said = checked(around(cls, node))
        assert found == today
        assert "CV014" not in codes(said)
    assert checked(around(cls, {key: value, old: nothing}))[0] == today


@pytest.mark.parametrize(("cls", "old", "key"), OLD, ids=[f"{cls.__name__}.{old}" for cls, old, _ in OLD])
def test_an_old_name_beside_the_new(cls: type[Node], old: str, key: str) -> None:
    """Where both are given and differ, today's name wins, a warning says so, and the other value stays in the dump."""
    first, second = ("https://a.example", "https://b.example") if key == "url" else ("one", "two")
    today, _ = checked(around(cls, {key: first}))
    found, said = checked(around(cls, {key: first, old: second}))
    assert [(d.code, d.severity) for d in said] == [("CV014", "warning")]
    assert second in str(dump(found))
    assert checked(around(cls, {key: first, old: first}))[0] == today


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_unknown_keys_are_kept(cls: type[Node]) -> None:
    """A key that cvrender does not know is told once, at its place, and stays in the dump with all that is below it."""
    strange = {"x-key": {"list": ["1.0", None, True, {"deep": "no"}], "text": "as typed"}, "x-other": "yes"}
    node = {**strange, **({"note": "kept"} if issubclass(cls, tuple(ENTRY_KINDS.values())) else {})}
    source = yaml.safe_dump(around(cls, node), sort_keys=False)
    resume, said = checked(source)
    assert codes(said) == ["CV012", "CV012"]
    for diagnostic, key in zip(said, strange, strict=True):
        assert diagnostic.position is not None
        assert source.splitlines()[diagnostic.position.line - 1][diagnostic.position.column - 1 :].startswith(key)

    def holders(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            if "x-key" in value:
                yield value
            for inner in value.values():
                yield from holders(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from holders(inner)

    (holder,) = holders(dump(resume))
    assert {key: holder[key] for key in strange} == strange
    assert resume_of(yaml.safe_dump(dump(resume), sort_keys=False)) == resume


def test_the_schema_of_a_source_is_kept_in_silence() -> None:
    """`$schema` is for editors: no fault, and still there when the resume is written as JSON."""
    resume, said = checked('{"$schema": "https://example.org/schema.json", "basics": {"name": "Jane"}}')
    assert said == []
    assert list(dump(resume)) == ["$schema", "basics"]


# Order and place.


@pytest.mark.parametrize("rotation", [0, 7, 13])
def test_sections_are_in_the_order_of_the_file(rotation: int) -> None:
    """`order` and the dump have the sections as the file has them, wherever basics and meta stand among them."""
    keys = [*SECTIONS, "sections"]
    keys = keys[rotation:] + keys[:rotation]
    source: dict[str, Any] = {key: [{"note": "x"}] for key in keys if key != "sections"}
    source["sections"] = [{"title": "More", "entries": ["text"]}]
    source = {key: source[key] for key in keys[:3]} | {"basics": {"name": "Jane"}} | {k: source[k] for k in keys[3:]}
    resume, _ = checked({**source, "meta": {"version": "1"}})
    assert resume.order == tuple(keys)
    assert [key for key in dump(resume) if key in keys] == keys


def test_a_section_without_entries_has_no_place() -> None:
    """An empty list is no section."""
    resume, _ = checked("basics: {name: J}\nwork: []\nskills: [{name: x}]\nawards: ~\n")
    assert resume.order == ("skills",)


def texts(value: Any) -> Iterator[Text | Date | Node]:
    """Everything in a resume that has a place."""
    if isinstance(value, (Text, Date)):
        yield value
    elif isinstance(value, Node):
        yield value
        for name in value.SPECS:
            yield from texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


def test_positions_survive_pickling() -> None:
    """A resume goes to another process and comes back equal, and every text in it still knows where it was typed."""
    source = (
        "basics:\n  name: Jane\n  profiles: [{network: X, username: y}]\n"
        "work:\n  - name: Acme\n    startDate: 2020-05\n    highlights:\n      - done\n"
        "sections: [{title: More, kind: talks, entries: [text, {title: talk, date: 2021}]}]\n"
        "meta: {cvrender: {bold: [Acme], style: {accent: '#123456'}, headings: {work: Jobs}}}\n"
    )
    resume, _ = checked(source)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(resume, protocol))
        assert back == resume
        assert hash(back) == hash(resume)
        before, after = list(texts(resume)), list(texts(back))
        assert [item.at for item in after] == [item.at for item in before]
        assert [type(item) for item in after] == [type(item) for item in before]
    assert resume.work[0].highlights[0].at == Position("test.yaml", 8, 9)
    lines = source.splitlines()
    for text in texts(resume):
        if isinstance(text, Text):
            assert text.at is not None
            assert lines[text.at.line - 1][text.at.column - 1 :].lstrip("'").startswith(text)


def test_a_text_is_a_str() -> None:
    """A Text is equal to its words and hashes as they do; what is made of it is a plain str."""
    text = Text("one two", Position("f", 1, 2))
    assert text == "one two"
    assert hash(text) == hash("one two")
    assert {"one two": 1}[text] == 1
    assert type(text.upper()) is str
    assert type(str(text)) is str
    assert type(text[0]) is str


# Records.


def test_a_record_is_frozen() -> None:
    """Nothing about a record can be set, added or deleted."""
    record = Date(2020, 5, at=Position("f", 1, 1))
    with pytest.raises(AttributeError):
        record.year = 2021  # type: ignore[misc]  # that is what is tested
    with pytest.raises(AttributeError):
        record.other = 1
    with pytest.raises(AttributeError):
        del record.year
    assert record == Date(2020, 5)


def test_equality_of_records_ignores_the_place() -> None:
    """Equal are records of one class with equal fields; `at` does not count, and neither does it in their hash."""
    here, there = Position("a", 1, 1), Position("b", 2, 2)
    assert Date(2020, at=here) == Date(2020, at=there)
    assert hash(Date(2020, at=here)) == hash(Date(2020, at=there))
    assert Work(name=Text("x", here), at=here) == Work(name=Text("x", there), at=there)
    assert Date(2020) != Date(2021)
    assert Work(name=Text("x")) != Work(name=Text("x"), extra=(("y", "z"),))


def test_records_of_two_classes_differ() -> None:
    """The same fields in another class are another thing."""

    class Other(Work):
        """Nothing that Work has not."""

    assert Other() != Work()
    assert Work() != Other()
    assert Work() != EntryBlock()
    assert Work() != "Work()"


def test_replace_gives_a_copy() -> None:
    """`replace` leaves the record as it was, keeps its place, and gives one of the same class."""
    before = Date(2020, 5, at=Position("f", 1, 1))
    after = before.replace(month=6)
    assert (before.month, after.month, after.year, type(after)) == (5, 6, 2020, Date)
    assert after.at == before.at


def test_a_record_shows_what_it_holds() -> None:
    """The representation names what was given, without the place."""
    assert repr(Date(2020, month=5, at=Position("f", 1, 1))) == "Date(year=2020, month=5)"
    assert repr(Work(name=Text("Acme"))) == "Work(name='Acme')"


def test_reading_the_same_twice_gives_the_same() -> None:
    """Nothing is remembered from one reading to the next."""
    content = b"basics: {name: Jane}\nwork: [{name: Acme, startDate: 2020}]\n"
    first, second = read(content, "a.yaml", Report(), TODAY), read(content, "b.yaml", Report(), TODAY)
    assert first == second
    assert first is not second


@pytest.mark.parametrize(
    ("typed", "shown", "gone"),
    [
        ("a\u202eb\u202c", "ab", "U+202E RIGHT-TO-LEFT OVERRIDE, U+202C POP DIRECTIONAL FORMATTING"),
        ("a\u200fb", "ab", "U+200F RIGHT-TO-LEFT MARK"),
        ("שירה\u200f C++\u200e", "שירה\u200f C++\u200e", ""),
        ("نام\u200cه", "نام\u200cه", ""),
        ("\u061ca", "a", "U+061C ARABIC LETTER MARK"),
        ("soft\u00adly \u200b\u2060", "soft\u00adly \u200b\u2060", ""),
        ("\u2764\ufe0f 葛\U000e0100 1\ufe0f\u20e3", "\u2764\ufe0f 葛\U000e0100 1\ufe0f\u20e3", ""),
        ("a\U000e0101\U000e0102", "a", "U+E0101 VARIATION SELECTOR-18, U+E0102 VARIATION SELECTOR-19"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f\U000e0041", "\U0001f3f4\U000e0067\U000e0062\U000e007f",
         "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("\ufeffa", "a", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    ],
)  # fmt: skip
def test_what_is_invisible_and_does_not_belong_is_left_out(typed: str, shown: str, gone: str) -> None:
    """Marks that scripts need stay; what turns a text round or hides in it goes, and is named."""
    assert seen(typed) == (shown, gone)
    resume, found = checked({"basics": {"name": "Jane", "summary": typed}})
    assert resume.basics.summary == shown
    assert codes(found) == ["CV034"] * bool(gone)


def test_less_is_invisible_in_a_name() -> None:
    """What divides a name hides it from whoever searches for it; joiners of other scripts stay."""
    assert seen("Ja\u00adne\u200b D\u200doe", is_name=True)[0] == "Jane Doe"
    assert seen("نام\u200cه", is_name=True) == ("نام\u200cه", "")
    resume, found = checked(
        {"basics": {"name": "Ja\u00adne"}, "sections": [{"title": "Ta\u202elks", "entries": ["x"]}]}
    )
    assert resume.basics.name == "Jane"
    assert resume.sections[0].title == "Talks"
    assert codes(found).count("CV034") == 2
