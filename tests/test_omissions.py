"""What `compose` leaves out is found: each field of the model is left out of a document in turn, and told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, TODAY, resume_of
from cvrender.diagnostics.report import Report
from cvrender.document.compose import compose
from cvrender.document.layout import arrange
from cvrender.document.model import Document
from cvrender.loading.options import Options
from cvrender.loading.prepare import load_resume, pages_of
from cvrender.record import Record
from cvrender.resume.model import SECTIONS, Entry, Resume
from cvrender.resume.select import Choice, select
from cvrender.theming.theme import Theme
from cvrender.verification.facts import facts
from cvrender.verification.omissions import omissions

Run = Callable[..., tuple[int, str, str]]
RESUMES = sorted(ROOT.glob("resumes/*.yaml"))


def omitted(resume: Resume, document: Document) -> list[str]:
    """The fields that are told."""
    return [name for name, _ in omissions(resume, facts(arrange(document, Theme.bare())))]


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.stem)
def test_our_resumes_are_shown_whole(path: Path) -> None:
    """Nothing is left out of any variant in any language."""
    report = Report()
    options = Options(today=TODAY, langs=("all",))
    whole = load_resume(path, options, report)
    assert whole is not None
    if whole.meta.cvrender.variants:
        options = options.replace(variants=("all",))
    for page in pages_of(whole, path, options, report):
        assert omitted(page.document.resume, page.document) == []


# A field that is left out.

BASICS = """
basics:
  name: Ada Nightjar
  label: Cartographer
  email: ada@example.org
  phone: "+1 555 0142"
  summary: Draws coasts.
  location: {city: Porthleven, region: Kernow}
  profiles: [{network: Mastodon, username: adan}]
"""


def _emptied(document: Document, words: str) -> Document:
    """The document as a `compose` would make it that had forgotten these words, in whatever block they stand."""

    def emptied(value: Any) -> Any:
        if isinstance(value, str):
            return "" if words in value else value
        if isinstance(value, tuple):
            return tuple(emptied(one) for one in value)
        if isinstance(value, Record):
            return value.replace(**{key: emptied(one) for key, one in vars(value).items() if key != "resume"})
        return value

    found = emptied(document)
    assert isinstance(found, Document)
    return found


def _fields() -> Iterator[tuple[str, str, str]]:
    """Each field of each section that holds text: its name, a source with it, and the words."""
    for section, kind in SECTIONS.items():
        if not issubclass(kind, Entry):
            continue
        for key, spec in kind.SPECS.items():
            if spec.kind in ("text", "prose", "plain", "texts", "points") and key != "tags":
                word = "Quixotry"
                entry: dict[str, Any] = {"name": "Anchor"} if "name" in kind.SPECS else {}
                entry |= {key: [word] if spec.kind in ("texts", "points") else word}
                if section == "publications" and key != "authors":
                    entry |= {"publisher": "Press"} if key != "publisher" else {}
                yield f"{section}.{key}", json.dumps({"basics": {"name": "Ada"}, section: [entry]}), word


@pytest.mark.parametrize(("name", "source", "word"), list(_fields()), ids=[name for name, *_ in _fields()])
def test_a_field_that_is_left_out_is_told(name: str, source: str, word: str) -> None:
    """Each field of each section is told where the document lacks its words, and none where it has them."""
    resume = select(resume_of(source), Choice(), Report())
    document = compose(resume, Report())
    assert omitted(resume, document) == []
    assert omitted(resume, _emptied(document, word)) == [name]


@pytest.mark.parametrize("key", ["name", "label", "email", "phone", "summary", "location.city", "profiles.username"])
def test_what_the_head_leaves_out_is_told(key: str) -> None:
    """So is each field of the head."""
    resume = select(resume_of(BASICS), Choice(), Report())
    document = compose(resume, Report())
    value: Any = resume.basics
    for part in key.split("."):
        value = getattr(value[0] if isinstance(value, tuple) else value, part)
    assert omitted(resume, document) == []
    assert f"basics.{key}" in omitted(resume, _emptied(document, str(value)))


def test_a_paragraph_of_a_section_that_is_left_out_is_told() -> None:
    """A section of the person's own may hold plain paragraphs."""
    source = "basics: {name: Ada}\nsections: [{title: More, kind: text, entries: [Plays chess., Reads maps.]}]\n"
    resume = select(resume_of(source), Choice(), Report())
    document = compose(resume, Report())
    assert omitted(resume, document) == []
    assert omitted(resume, _emptied(document, "maps")) == ["sections.entries"]


def test_a_section_and_a_date_that_are_left_out_are_told() -> None:
    """A section that is gone is told with all that it holds, its years as well."""
    resume = select(
        resume_of("basics: {name: Ada}\nwork: [{name: Mill, position: Weaver, startDate: 1987-04}]\n"),
        Choice(),
        Report(),
    )
    document = compose(resume, Report())
    assert omitted(resume, document.replace(sections=())) == ["work.name", "work.position", "work.startDate"]


@pytest.mark.parametrize(
    "text",
    [
        "1. First\n2. Second",
        "Grew by 40&nbsp;% &amp; more \\*starred\\*",
        "See [the site](https://example.org/a%20b?x=1#y) and <https://example.org>",
        "Zo\u00eb\u0308 co\u00adoperates \u200fשלום\u200e, 日本語 and ﬁne",
        "**bold**text and `code` and _slanted_",
    ],
)
def test_what_is_written_in_another_way_is_no_omission(text: str) -> None:
    """Numbers of lists, entities, marks, addresses and soft hyphens are not words that are left out."""
    resume = select(resume_of(json.dumps({"basics": {"name": "Ada", "summary": text}})), Choice(), Report())
    assert omitted(resume, compose(resume, Report())) == []


def test_a_heading_without_entries_is_no_omission() -> None:
    """A section in which nothing is left for this resume has no heading."""
    source = (
        "basics: {name: Ada}\nsections: [{title: Hobbies}, {title: More, entries: [{title: Chess, private: true}]}]\n"
    )
    resume = select(resume_of(source), Choice(public=True), Report())
    assert omitted(resume, compose(resume, Report())) == []


def test_years_in_other_digits_are_found() -> None:
    """A year stands in the digits of the language."""
    source = {
        "basics": {"name": "Ada"},
        "work": [{"name": "Mill", "startDate": "1987-04", "endDate": "1988"}],
        "meta": {"cvrender": {"lang": "ar"}},
    }
    resume = select(resume_of(json.dumps(source)), Choice(), Report())
    assert omitted(resume, compose(resume, Report())) == []


# What commands say.


def test_a_build_refuses_a_page_that_lacks_a_field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """The field and its place are told, the status is 4, and nothing is written; `verify` tells it as well."""
    source = tmp_path / "ada.yaml"
    source.write_text("basics: {name: Ada}\nwork:\n  - {name: Mill, position: Weaver}\n", "utf-8")
    assert run("build", source, "-f", "html", "-o", tmp_path)[0] == 0

    def forgetful(resume: Resume, *arguments: Any) -> Document:
        return _emptied(compose(resume, *arguments), "Weaver")

    monkeypatch.setattr("cvrender.loading.prepare.compose", forgetful)
    status, out, err = run("build", source, "-f", "text,html", "-o", tmp_path / "new")
    assert (status, out) == (4, "")
    assert f"{source}:3:28: error[CV035]: `work.position` is left out of the page" in err
    assert not (tmp_path / "new").exists()
    assert run("build", source, "-f", "text", "-o", tmp_path / "new", "--no-verify")[0] == 0
    status, _, err = run("verify", tmp_path / "ada.html", "--against", source)
    assert status == 4
    assert "error[CV035]" in err
