"""`keep: together` and `break: before`, as PDFs have them: read page by page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, document_of, needs
from cvrender.loading.options import Options
from cvrender.pipeline.run import build
from cvrender.verification.extract.pdf import glyphs, read

LATEX = [
    pytest.param("xelatex", marks=needs("xelatex", "texlive-xetex texlive-latex-recommended")),
    pytest.param("pdflatex", marks=needs("pdflatex", "texlive-latex-base")),
]
ENGINES = ["weasyprint", "typst", *LATEX]
THEMES = ("plain", "ledger", "scholar", "duo")
"""Headings above, headings at the side, early dates, two columns."""
LINES = "Words of a paragraph that fills a part of its page. "


def pages(source: dict[str, Any], engine: str, theme: str, folder: Path) -> list[str]:
    """The text of each page; every fact is proven to be there."""
    path = folder / "x.json"
    path.write_text(json.dumps(source), "utf-8")
    options = Options(formats=("pdf",), themes=(theme,), engines=(engine,), output=folder / "out", today=TODAY)
    outcome = build(path, options)
    assert [d.message for d in outcome.report.diagnostics] == []
    return [" ".join(page.text.split()) for page in read((folder / "out/x.pdf").read_bytes()).pages]


def source(settings: dict[str, Any] | None = None, **sections: Any) -> dict[str, Any]:
    """A resume of these sections in their order."""
    return {"basics": {"name": "Ada Example"}, **sections, "meta": {"cvrender": {"sort": "none", **(settings or {})}}}


def job(name: str, paragraphs: int = 1, **more: Any) -> dict[str, Any]:
    """Employment with as many paragraphs, each of three to six lines."""
    return {"name": name, "summary": "\n\n".join([LINES * 6] * paragraphs), **more}


def where(word: str, found: list[str]) -> int:
    """The page of a word that stands on one, from 1."""
    (number,) = [number for number, page in enumerate(found, 1) if word.casefold() in page.casefold()]
    return number


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_breaks_begins_a_page(engine: str, theme: str, tmp_path: Path) -> None:
    """An entry, a role, a paper, a section of cvrender's and one of the person's own; the first of all does not."""
    before = {"break": "before"}
    found = pages(
        source(
            {"break": {"work": "before", "education": "before", "Clubs": "before"}},
            work=[
                job("Alpha"),
                job("Beta", **before),
                {"name": "Gamma", "positions": [{"position": "Cook"}, {"position": "Baker", **before}]},
            ],
            education=[{"institution": "Delta"}],
            publications=[{"name": "Epsilon"}, {"name": "Zeta", **before}],
            sections=[{"title": "Clubs", "entries": [{"title": "Omega"}]}],
        ),
        engine, theme, tmp_path,
    )  # fmt: skip
    words = ("Alpha", "Beta", "Gamma", "Cook", "Baker", "Delta", "Epsilon", "Zeta", "Clubs", "Omega")
    assert [where(word, found) for word in words] == [1, 2, 2, 2, 3, 4, 4, 5, 6, 6]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_of_a_section_takes_its_heading_along(engine: str, tmp_path: Path) -> None:
    """So does the first role of a place its name."""
    found = pages(
        source(
            work=[job("Alpha"), {"name": "Beta", "positions": [{"position": "Cook", "break": "before"}]}],
            education=[{"institution": "Gamma", "break": "before"}],
        ),
        engine, "plain", tmp_path,
    )  # fmt: skip
    assert [where(word, found) for word in ("Alpha", "Beta", "Cook", "Education", "Gamma")] == [1, 2, 2, 3, 3]


@pytest.mark.parametrize("theme", ["plain", "duo"])
@pytest.mark.parametrize("engine", ENGINES)
def test_lists_and_side_columns_break(engine: str, theme: str, tmp_path: Path) -> None:
    """Between two skills, quotes and short entries, also in a column at the side; key figures keep to their line."""
    found = pages(
        source(
            {"sections": ["summary", "work", "references", "skills", "metrics"]},
            work=[{"name": "Alpha"}],
            references=[{"name": "Rex", "reference": "Good."}, {"name": "Rux", "break": "before"}],
            skills=[{"name": "Wool"}, {"name": "Flax", "keywords": ["blue"], "break": "before"}, {"name": "Silk"}],
            metrics=[{"label": "Cloth", "value": "4"}, {"label": "Thread", "value": "7", "break": "before"}],
        ),
        engine, theme, tmp_path,
    )  # fmt: skip
    wanted = {"plain": [1, 1, 2, 2, 3, 3, 4, 4], "duo": [1, 1, 2, 1, 2, 2, 3, 3]}[theme]
    assert [where(w, found) for w in ("Alpha", "Rex", "Rux", "Wool", "Flax", "Silk", "Cloth", "Thread")] == wanted


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_kept_stands_on_one_page(engine: str, theme: str, tmp_path: Path) -> None:
    """Without the wish the same entry, and the same section, is parted."""
    longer = job("Beta", 10 if theme == "scholar" else 12)
    longer["summary"] = f"Begins. {longer['summary']} Ends."
    filling = [job("Alpha", 6 if theme == "scholar" else 9)]
    parted = pages(source(work=[*filling, longer]), engine, theme, tmp_path)
    assert where("Begins.", parted) == 1
    assert where("Ends.", parted) == 2
    kept = pages(source(work=[*filling, {**longer, "keep": "together"}]), engine, theme, tmp_path)
    assert [where(word, kept) for word in ("Alpha", "Beta", "Begins.", "Ends.")] == [1, 2, 2, 2]
    settings = {"keep": {"volunteer": "together"}}
    section = [job(f"Z{number}", 2) | {"organization": f"Place{number}."} for number in range(4)]
    for one in section:
        del one["name"]
    parted = pages(source(work=filling, volunteer=section), engine, theme, tmp_path)
    assert [where("Volunteering", parted), where("Place3.", parted)] == [1, 2]
    kept = pages(source(settings, work=filling, volunteer=section), engine, theme, tmp_path)
    assert [where(word, kept) for word in ("Alpha", "Volunteering", "Place0.", "Place3.")] == [1, 2, 2, 2]


@pytest.mark.parametrize("theme", ("plain", "ledger"))
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_longer_than_a_page_is_parted(engine: str, theme: str, tmp_path: Path) -> None:
    """A wish that cannot be had costs no word."""
    found = pages(
        source({"keep": "together"}, work=[job("Alpha", 30, keep="together")], education=[{"institution": "Beta"}]),
        engine, theme, tmp_path,
    )  # fmt: skip
    assert len(found) > 1
    assert where("Beta", found) == len(found)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_heading_at_the_side_keeps_its_room(engine: str, tmp_path: Path) -> None:
    """A kept section that is shorter than its label reaches as far down as that."""
    sections = {"skills": [{"name": "Wool"}], "languages": [{"language": "Danish"}]}
    settings = {"headings": {"skills": "What is known of many things and more"}}
    heights = []
    for keep in ("auto", "together"):
        pages(source({**settings, "keep": keep}, **sections), engine, "ledger", tmp_path)
        signs = glyphs((tmp_path / "out/x.pdf").read_bytes(), 1)
        heights.append(signs["".join(sign.char for sign in signs).index("Danish")].box[1])
    assert heights[0] == pytest.approx(heights[1], abs=0.6)


def test_the_settings_are_the_persons_and_the_variants() -> None:
    """Each section has its own wish; that of the variant stands instead of the person's."""
    whole = """
basics: {name: Ada Example, summary: Words.}
work: [{name: Alpha}]
publications: [{name: P1, type: book}, {name: P2, type: thesis}]
meta: {cvrender: {keep: together, break: {publications: before}, publications: {group: type}}}
"""
    found = document_of(whole).sections
    assert [(one.key, one.keep, one.new_page) for one in found] == [
        ("summary", True, False),
        ("work", True, False),
        ("publications", True, True),
        ("publications", True, False),
    ]
