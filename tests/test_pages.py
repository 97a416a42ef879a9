"""Pages of every theme in every engine, judged by a machine: breaks, margins, sizes, contrast, figures of dates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, TODAY, needs
from cvrender.diagnostics.report import Report
from cvrender.document.layout import arrange
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.loading.registry import WRITERS
from cvrender.pipeline.run import build
from cvrender.theme_check import run as trial
from cvrender.theme_check import stress_resumes
from cvrender.theme_check.page_metrics import Sign, pages
from cvrender.theming.theme import Theme

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""

THEMES = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())
XELATEX = needs("xelatex", "texlive-xetex texlive-latex-recommended")
LATEX_THEMES = ("plain", "scholar", "duo")
"""One with a single column, one with early dates, one with two columns; LaTeX takes seconds for a page of each."""
EVERYWHERE = [(engine, theme) for engine in ("weasyprint", "typst") for theme in THEMES]
IN_ENGINES = [
    *EVERYWHERE,
    *(pytest.param("xelatex", theme, marks=XELATEX) for theme in LATEX_THEMES),
]


def made(source: Path, engine: str, theme: str, folder: Path) -> tuple[bytes, Theme, Report]:
    """A PDF, its theme, and what is said about its pages."""
    options = Options(
        formats=("pdf",), themes=(theme,), engines=(engine,), output=folder / "out", today=TODAY, verify=False
    )
    outcome = build(source, options)
    assert outcome.report.diagnostics == []
    (path,) = outcome.written
    prepared = prepare(source, options, Report())
    assert prepared is not None
    _, document, (found,) = prepared
    report = Report()
    pdf = path.read_bytes()
    trial.seen(pdf, "x.pdf", arrange(document, found), found, report)
    return pdf, found, report


@pytest.mark.parametrize(("engine", "theme"), IN_ENGINES)
def test_many_pages_are_in_order(engine: str, theme: str, tmp_path: Path) -> None:
    """No heading or head of an entry stands alone at a page's foot; nothing is in a margin, below 9 points or pale."""
    path = tmp_path / "long.json"
    path.write_text(stress_resumes.long(), "utf-8")
    pdf, _, report = made(path, engine, theme, tmp_path)
    assert [d.message for d in report.ordered()] == []
    assert len(pages(pdf)) >= 9


@pytest.mark.parametrize(("engine", "theme"), EVERYWHERE)
def test_every_field_is_in_order(engine: str, theme: str, tmp_path: Path) -> None:
    """The same of the example, which has every field, and with it every size and colour."""
    _, _, report = made(stress_resumes.example(tmp_path), engine, theme, tmp_path)
    assert [d.message for d in report.ordered()] == []


def widths(signs: tuple[Sign, ...], year: str) -> list[float]:
    """How far it is, on one line, from the first figure of each such year to the sign behind it."""
    found = []
    for at in range(len(signs) - len(year)):
        here, behind = signs[at : at + len(year)], signs[at + len(year)]
        if "".join(sign.text for sign in here) == year and behind.text == "–":
            found.append(behind.left - here[0].left)
    return found


def years(first: str, last: str) -> str:
    """A source with two positions from a year to the same."""
    work = [{"name": "A", "position": "B", "startDate": year, "endDate": "2025"} for year in (first, last)]
    return json.dumps({"basics": {"name": "Robin Example"}, "work": work})


@pytest.mark.parametrize(("engine", "theme"), IN_ENGINES)
def test_dates_have_figures_of_one_width(engine: str, theme: str, tmp_path: Path) -> None:
    """2011 takes as much room as 2000, so that dates stand in line below one another."""
    path = tmp_path / "years.json"
    path.write_text(years("2011", "2000"), "utf-8")
    pdf, _, _ = made(path, engine, theme, tmp_path)
    (page,) = pages(pdf)
    (narrow,), (wide,) = widths(page.signs, "2011"), widths(page.signs, "2000")
    assert narrow == pytest.approx(wide, abs=0.05)


def test_figures_of_many_widths_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure bites: with the figures that the type has for text, 2011 is narrower."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "themes/mine"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text("extends: plain\ntokens: {body-font: Raleway}\n", "utf-8")
    (folder / "html.css").write_text(".head > .date { font-variant-numeric: proportional-nums }\n", "utf-8")
    path = tmp_path / "years.json"
    path.write_text(years("2011", "2000"), "utf-8")
    pdf, _, _ = made(path, "weasyprint", "mine", tmp_path)
    (page,) = pages(pdf)
    assert widths(page.signs, "2000")[0] - widths(page.signs, "2011")[0] > 0.5


TWENTY_LINES = """\
extends: plain
description: Warm, with early dates and a panel of colour for the side.
layout:
  sections: [summary, education, work]
  side: [skills, languages, interests]
tokens:
  body-font: Lato
  name-font: Raleway
  heading-font: Raleway
  font-size: 9.5pt
  name-size: 28pt
  heading-size: 13pt
  heading-style: line
  date-place: end-place
  accent: "#8a3b12"
  text: "#2a211c"
  muted: "#5e534b"
  icons: on
  bullet: dash
  side-width: 55mm
"""


def test_a_theme_of_twenty_lines_works_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """YAML alone makes a theme: every format and engine takes it, every word is there, and its pages are in order."""
    monkeypatch.chdir(tmp_path)
    assert len(TWENTY_LINES.splitlines()) == 20
    folder = Path("themes/warm")
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text(TWENTY_LINES, "utf-8")
    from shutil import which

    engines = ("weasyprint", "typst", *(("xelatex",) if which("xelatex") else ()))
    arguments = [part for engine in engines for part in ("-e", engine)]
    formats = ",".join(("pdf", *WRITERS))
    status, out, err = run("build", stress_resumes.example(tmp_path), "-t", "warm", "-f", formats, *arguments)
    assert status == 0, err
    assert "error" not in err
    assert len([line for line in out.splitlines() if line.endswith(".pdf")]) == len(engines)
    for engine in engines[:2]:
        _, _, report = made(stress_resumes.example(tmp_path), engine, "warm", tmp_path)
        assert [d.message for d in report.ordered()] == []
