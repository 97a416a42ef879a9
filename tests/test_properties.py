"""Promises that hold for every source, held against what hypothesis thinks of."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import document_of, in_order, linked, pdf_pages, resume_of, said, squash, visible
from cvrender.diagnostics.report import Report
from cvrender.resume.dump import dump
from cvrender.theming.theme import Theme
from cvrender.writers import json as json_writer
from cvrender.writers import markdown, text
from cvrender.writers.html import writer as html
from strategies import plain_words, sources


def dumped(source: dict[str, Any]) -> str:
    """The source as YAML."""
    return yaml.safe_dump(source, allow_unicode=True, sort_keys=False)


@given(sources())
@settings(max_examples=150)
def test_html_says_what_the_document_says(theme: Theme, source: dict[str, Any]) -> None:
    """The text of the page is the document's words, in order, no more and no less; and every link is live."""
    document = document_of(dumped(source))
    page = visible(html.write(document, theme, Report())[html.NAME])
    assert squash("".join(page.texts)) == squash("".join(said(document)))
    assert sorted(set(page.hrefs)) == sorted(set(linked(document)))
    assert "script" not in page.tags


@given(sources())
@settings(max_examples=150)
def test_markdown_parses_back_to_the_same_words(theme: Theme, source: dict[str, Any]) -> None:
    """A CommonMark parser reads the document's words, in order, out of the Markdown."""
    document = document_of(dumped(source))
    written = markdown.write(document, theme, Report())[markdown.NAME].decode()
    back = visible(f"<body>{MarkdownIt('commonmark').render(written)}</body>".encode())
    assert squash("".join(back.texts)) == squash("".join(said(document)))
    assert not {"img", "pre", "hr"} & set(back.tags)


@given(sources())
@settings(max_examples=150)
def test_text_holds_every_string_in_order(theme: Theme, source: dict[str, Any]) -> None:
    """Plain text holds the document's strings in order, in lines of at most 78 columns unless a word is longer."""
    document = document_of(dumped(source))
    written = text.write(document, theme, Report())[text.NAME].decode()
    for line in written.splitlines():
        assert len(line) <= text.WIDTH or len(line.split()) <= 3, line
        assert line == line.rstrip()
    links = set(linked(document))
    assert [url for url in links if url not in written and not url.startswith(("tel:", "mailto:"))] == []
    for url in links:  # the address behind a word stands in the middle of its sentence
        written = re.sub(rf"\s+<{re.escape(url)}>", "", written)
    wanted = [string.replace("https://", "") for string in said(document)]
    assert in_order(wanted, written.replace("https://", "")) == []


@given(sources(plain_words()), st.integers(0, 1))
@settings(max_examples=12)
def test_pdf_holds_every_string_in_order(themes: list[Theme], source: dict[str, Any], which: int) -> None:
    """What pdfium reads out of the PDF are the document's strings, in order, in every theme."""
    from cvrender.engines.weasyprint import engine as weasyprint
    from cvrender.system.fonts import faces

    document = document_of(dumped(source))
    theme = themes[which % len(themes)]
    bundle = html.write(document, theme, Report())
    complaints: list[str] = []
    pdf = weasyprint.compile(bundle, faces(theme.families(), "", "en"), complaints.append)
    assert in_order(said(document), "".join(pdf_pages(pdf))) == []
    assert complaints == []


@given(sources())
@settings(max_examples=150)
def test_reading_what_was_dumped_gives_the_same_resume(source: dict[str, Any]) -> None:
    """read(dump(read(x))) == read(x), through YAML and through JSON."""
    resume = resume_of(dumped(source))
    again = dump(resume)
    assert resume_of(yaml.safe_dump(again, allow_unicode=True, sort_keys=False)) == resume
    assert resume_of(json.dumps(again)) == resume
    assert resume_of(json.dumps(again, ensure_ascii=False)) == resume


@given(sources())
@settings(max_examples=60)
def test_equal_input_gives_equal_bytes(theme: Theme, source: dict[str, Any]) -> None:
    """Nothing in a text output depends on anything but the source and the theme."""
    for writer in (html, text, markdown, json_writer):
        first = writer.write(document_of(dumped(source)), theme, Report())
        assert writer.write(document_of(dumped(source)), theme, Report()) == first


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(max_examples=300)
def test_any_bytes_give_a_resume_or_a_diagnostic(content: bytes) -> None:
    """Whatever a file holds, reading it does not raise; where there is no resume, the report says why."""
    from conftest import TODAY
    from cvrender.readers.yaml import read

    report = Report()
    found = read(content, "any.yaml", report, TODAY)
    assert found is not None or report.failed()
