"""What programs that read resumes look for, in the default theme's PDF by each engine.

Their rules are those of parsers that one can read: a line is what stands at one height, in the order of the file; a
text ends where the gap is wider than a letter; a heading is a line of a known word; an item begins with a bullet.
"""

from __future__ import annotations

import re
from ctypes import c_double
from functools import cache
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it has no hints
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # as above
import pytest

from conftest import TODAY, needs
from cvrender.loading.options import Options
from cvrender.pipeline.run import build

SOURCE = """
basics:
  name: Jane Roe
  label: Software Engineer
  email: jane.roe@example.org
  phone: (503) 555-0142
  location: {city: Portland, region: OR}
  profiles: [{network: GitHub, username: janeroe, url: https://github.com/janeroe}]
  summary: Engineer with eight years of experience in data systems, three of them as a lead.
work:
  - {name: Loomworks, position: Senior Engineer, startDate: 2021-03, highlights: [Led a co-op team, Cut costs by 40%]}
  - {name: Threadbare Inc., position: Engineer, startDate: 2017-06, endDate: 2021-02, highlights: [Built a pipeline]}
education:
  - {institution: Oregon State University, area: Computing, studyType: B.Sc., startDate: 2013-09, endDate: 2017-06}
skills:
  - {name: Languages, keywords: [Python, Rust, SQL]}
"""
ENGINES = [
    "weasyprint",
    "typst",
    pytest.param("xelatex", marks=needs("xelatex", "texlive-xetex")),
    pytest.param("lualatex", marks=needs("lualatex", "texlive-luatex")),
]
LETTER = 0.5
"""The mean width of a letter, in ems: a gap that is wider ends a text."""


@cache
def lines(engine: str, folder: Path) -> list[list[str]]:
    """The texts of each line of the page, in the order in which the file has them."""
    source = folder / f"{engine}.yaml"
    source.write_text(SOURCE, "utf-8")
    options = Options(formats=("pdf",), engines=(engine,), themes=("plain",), output=folder, today=TODAY)
    outcome = build(source, options)
    assert outcome.status == 0, [diagnostic.message for diagnostic in outcome.report.ordered()]
    document = pypdfium2.PdfDocument(outcome.written[0])
    textpage = document[0].get_textpage()
    found: list[list[str]] = [[""]]
    x, y = c_double(), c_double()
    end, height = 0.0, 0.0
    for index in range(textpage.count_chars()):
        char = textpage.get_text_range(index, 1)
        if not char.strip():
            found[-1][-1] += " " if char == " " else ""
            continue
        left, _, right, _ = textpage.get_charbox(index)
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        if abs(y.value - height) > 2:
            found.append([""])
        elif left - end > LETTER * pdfium.FPDFText_GetFontSize(textpage, index):
            found[-1].append("")
        found[-1][-1] += char
        end, height = right, y.value
    textpage.close()
    document.close()
    return [[text.strip() for text in line] for line in found[1:]]


@pytest.fixture(params=ENGINES)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """The lines of the resume by one engine."""
    return lines(request.param, tmp_path_factory.getbasetemp())


def test_the_name_comes_first(page: list[list[str]]) -> None:
    """The first line is the name, in one piece."""
    assert page[0] == ["Jane Roe"]


def test_contact_data_are_texts_of_their_own(page: list[list[str]]) -> None:
    """E-mail, phone and place stand in the first lines, each in one piece, apart from what is beside it."""
    head = [text for line in page[:6] for text in line]
    assert {"jane.roe@example.org", "(503) 555-0142", "Portland, OR", "GitHub janeroe"} <= set(head)


def test_headings_are_lines_of_known_words(page: list[list[str]]) -> None:
    """Each stands alone in its line, in the order of the sections."""
    known = ["Summary", "Experience", "Education", "Skills"]
    assert [line[0] for line in page if line[0] in known and len(line) == 1] == known


def test_an_item_is_a_line_behind_a_bullet(page: list[list[str]]) -> None:
    """Bullets stand before their texts, in the file as on the page, and nowhere else."""
    items = [re.sub(r"^• ?", "", " ".join(line)) for line in page if line[0].startswith("•")]
    assert items == ["Led a co-op team", "Cut costs by 40%", "Built a pipeline"]


def test_dates_have_one_pattern(page: list[list[str]]) -> None:
    """Each range is a text of its own, at the end of its line."""
    texts = [text for line in page for text in line]
    dates = [text for text in texts if re.fullmatch(r"[A-Z][a-z]{2} \d{4} – (?:[A-Z][a-z]{2} \d{4}|Present)", text)]
    assert dates == ["Mar 2021 – Present", "Jun 2017 – Feb 2021", "Sep 2013 – Jun 2017"]


def test_employers_and_schools_begin_a_line(page: list[list[str]]) -> None:
    """Each stands at the beginning of a line, under its heading."""
    first = [line[0] for line in page]
    at = [
        first.index(text)
        for text in ("Experience", "Loomworks", "Threadbare Inc.", "Education", "Oregon State University")
    ]
    assert at == sorted(at)
