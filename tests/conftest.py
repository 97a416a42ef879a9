"""What tests of several rooms share: sources, documents, and the words of an output as a reader gets them."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import shutil
import signal
import unicodedata
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cvrender.diagnostics.report import Report
from cvrender.document.compose import compose
from cvrender.document.layout import arrange, head_order
from cvrender.document.model import (
    Citation,
    Code,
    Contact,
    Date,
    Document,
    Entry,
    Group,
    Link,
    Paragraph,
    Quote,
    Section,
    plain,
)
from cvrender.document.model import List as DocumentList
from cvrender.readers.yaml import read
from cvrender.resume.model import Resume
from cvrender.resume.select import Choice, select
from cvrender.system import user_dirs
from cvrender.theming.theme import Theme, load

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared/corpus"
TODAY = datetime.date(2026, 11, 21)

# Machines in CI are busy; a slow example is no fault, and neither is a first one that imports.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("default")


SLOW = frozenset({
    *("test_accessibility", "test_attach", "test_breaks", "test_cascade", "test_commands", "test_depfile", "test_diff"),
    *("test_engines", "test_fit", "test_writers"),
    *("test_jobs", "test_latex", "test_machines", "test_pages", "test_pdfactions", "test_pdfua", "test_photo"),
    *("test_privacy", "test_process", "test_proof", "test_properties", "test_regexes", "test_reproducible"),
    *("test_resumes", "test_scripts", "test_select", "test_trial", "test_typst", "test_watch"),
})  # fmt: skip
"""Modules that `make test-fast` leaves out: they make many PDFs, start TeX or Chromium, or try very many inputs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow modules."""
    for item in items:
        if item.path.stem in SLOW:
            item.add_marker(pytest.mark.slow)


def needs(tool: str, package: str) -> pytest.MarkDecorator:
    """Skip a test where a program is missing; never in CI, where `make test` has installed it."""
    missing = shutil.which(tool) is None and not os.environ.get("CI")
    return pytest.mark.skipif(missing, reason=f"{tool} is not installed (Debian package {package})")


@contextlib.contextmanager
def ends() -> Iterator[None]:
    """Fail where a block takes a minute of processor time.

    It stands around work that takes a second or two, and hours where it is not linear in the size of its input. So it
    is no measurement: a machine that is ten times slower, or loaded, passes as well.
    """

    def give_up(*_: object) -> None:
        raise AssertionError("this does not end within a minute of processor time")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, 60)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def resume_of(source: str | bytes, report: Report | None = None, file: str = "test.yaml") -> Resume:
    """Read a source that is expected to be readable."""
    content = source.encode() if isinstance(source, str) else source
    found = read(content, file, report or Report(), TODAY, opener=_included)
    assert found is not None
    return found


def _included(including: str, name: str) -> tuple[str, bytes]:
    """What a source of ours includes, wherever its text has been put."""
    return name, (ROOT / "resumes" / name).read_bytes()


def document_of(source: str | bytes) -> Document:
    """Select and compose the document of a source, and lay it out as a theme does that says nothing about it."""
    return arrange(compose(select(resume_of(source), Choice(), Report()), Report()), Theme.bare())


@pytest.fixture(scope="session")
def theme() -> Theme:
    """The default theme."""
    found = load("plain", Report())
    assert found is not None
    return found


@pytest.fixture(scope="session")
def themes() -> list[Theme]:
    """Every theme that is shipped."""
    found = [load(path.name, Report()) for path in sorted((ROOT / "themes").iterdir())]
    return [t for t in found if t]


def said(document: Document, date_place: str = "end") -> list[str]:
    """Every string that a reader of the document should see, in order."""
    return [text for text in _said(document, date_place) if squash(text)]


def lost(document: Document, theme: Theme, text: str) -> list[str]:
    """What a theme's page does not say, or not in order; columns go on over pages, so each has an order of its own."""
    regions = [
        document.replace(sections=tuple(s for s in document.sections if s.region == r)) for r in ("main", "side")
    ]
    return [missing for one in regions for missing in in_order(said(one, theme.tokens["date-place"]), text)]


def _said(document: Document, date_place: str) -> Iterator[str]:
    yield document.name
    yield plain(document.headline)
    for contact in document.contacts:
        yield from _said_contact(contact)
    for section in document.sections:
        yield from _said_section(section, date_place)
    yield plain(document.updated)


def _said_contact(contact: Contact) -> Iterator[str]:
    if contact.kind == "profile" and contact.label != contact.text:
        yield contact.label
    yield contact.text


def _said_section(section: Section, date_place: str) -> Iterator[str]:
    yield section.title
    for block in section.body:
        yield from _said_block(block, date_place)
    yield from map(plain, section.footnotes)


def _said_block(block: object, date_place: str = "end") -> Iterator[str]:
    if isinstance(block, Entry):
        for field in head_order(block, date_place):
            part = getattr(block, field)
            yield from (plain(link.content) for link in part) if field == "links" else (plain(part),)
        yield from _said_details(block)
        for nested in block.parts:
            yield from _said_block(nested, date_place)
    elif isinstance(block, Citation):
        yield plain(block.title)
        yield from map(plain, (*block.authors, block.venue, block.date, *block.notes))
        yield from (plain(link.content) for link in block.links)
        yield from _said_details(block)
    elif isinstance(block, Group):
        prose = list(block.prose)
        yield from map(plain, (block.label, block.detail, *block.items))
        if not block.items and prose and isinstance(prose[0], Paragraph):
            yield plain(prose.pop(0).text)
        yield from (plain(link.content) for link in block.links)
        for piece in prose:
            yield from _said_block(piece)
    elif isinstance(block, Quote):
        for piece in block.text:
            yield from _said_block(piece)
        yield from map(plain, (block.source, *block.details))
        yield from (plain(link.content) for link in block.links)
    elif isinstance(block, Paragraph):
        yield plain(block.text)
    elif isinstance(block, DocumentList):
        yield from map(plain, block.items)


def _said_details(block: Entry | Citation) -> Iterator[str]:
    for piece in block.prose:
        yield from _said_block(piece)
    yield from map(plain, block.highlights)
    for group in block.groups if isinstance(block, Entry) else ():
        yield from _said_block(group)


def linked(document: Document) -> list[str]:
    """Every address that the document links to."""
    found: list[str] = [contact.url for contact in document.contacts if contact.url]

    def walk(value: object) -> None:
        if isinstance(value, Link):
            found.append(value.url)
        if isinstance(value, tuple):
            for item in value:
                walk(item)
        elif not isinstance(value, (str, Code, Date, Resume)) and hasattr(value, "FIELDS"):
            for name in value.FIELDS:
                walk(getattr(value, name))

    walk((document.headline, document.sections))
    return [url for url in found if url]


def squash(text: str) -> str:
    """The letters and digits of a text: what is left when spaces, line breaks and punctuation do not count."""
    return "".join(re.findall(r"\w", unicodedata.normalize("NFC", text)))


class _Visible(HTMLParser):
    """Collects the text in the body of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = False
        self.hrefs: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "body"
        self.tags.append(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts.append(data)


def visible(html: bytes) -> _Visible:
    """Parse a page: its visible `texts`, its `hrefs` and `tags`."""
    parser = _Visible()
    parser.feed(html.decode())
    parser.close()
    return parser


def pdf_pages(pdf: bytes) -> list[str]:
    """The text of every page as pdfium extracts it, without list markers and page numbers."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        textpage = page.get_textpage()
        lines = textpage.get_text_range().replace("\ufffe", "-").splitlines()
        textpage.close()
        page.close()
        while lines and re.fullmatch(r"\s*(?:[•–]|\d+\.)?\s*|.*\d+ / \d+", lines[-1]):
            lines.pop()
        pages.append("\n".join(lines))
    document.close()
    return pages


def in_order(wanted: list[str], text: str) -> list[str]:
    """The wanted strings that do not stand in the text in their order."""
    squashed, at, missing = squash(text).casefold(), 0, []
    for string in wanted:
        found = squashed.find(squash(string).casefold(), at)
        if found < 0:
            missing.append(string)
        else:
            at = found + len(squash(string).casefold())
    return missing


_PROVEN = re.compile(r"^.*: \d+ facts?, all there, in order(?:, [\d to]+ pages?)?\n", re.MULTILINE)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command line in this process; returns status, stdout, and stderr without the lines that say that all is
    well, which most tests have nothing to do with.
    """
    from cvrender.cli import main

    def run_(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            status = main([str(a) for a in arguments])
        except SystemExit as exit_:
            status = int(exit_.code or 0)
        out, err = capsys.readouterr()
        return status, out, _PROVEN.sub("", err)

    return run_


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_ones_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Themes of whoever runs the tests are not to be seen by them, and no result of an earlier build is to be taken;
    but lualatex takes seconds to read its fonts anew.
    """
    kept, own = tmp_path_factory.mktemp("cache"), user_dirs.cache()
    (kept / "results").touch()  # where a folder is wanted
    if own:
        user_dirs.make(own / "luatex")
        (kept / "luatex").symlink_to(own / "luatex")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", "/nonexistent")
        patch.setenv("CVRENDER_CACHE", str(kept))
        yield
