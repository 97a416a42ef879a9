"""`pages`: a PDF is set tighter or wider until it fills them, or says what is over; `--trim` leaves that out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT, TODAY, ends, needs, resume_of
from cvrender.diagnostics.report import Position, Report
from cvrender.loading.options import Options, Outcome
from cvrender.pipeline import page_fitting
from cvrender.pipeline.run import build
from cvrender.resume.select import Choice, select
from cvrender.resume.trim import parts, without
from cvrender.theming.fit_bounds import OPENED, STAGES, TIGHTENED, Bounds, amount, between, changes, whole
from cvrender.theming.theme import load
from cvrender.theming.tokens import TOKENS
from cvrender.verification.extract.pdf import read

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""

XELATEX = pytest.param("xelatex", marks=needs("xelatex", "texlive-xetex texlive-latex-recommended"))
ENGINES = ["weasyprint", "typst", XELATEX]
THEMES = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())
JOBS = 8
"""Of `resume`, in `plain`: these take a page and some lines."""


def resume(jobs: int = JOBS, settings: dict[str, Any] | None = None) -> dict[str, Any]:
    """Employment of four lines a job."""
    work = [
        {
            "name": f"Employer {number}",
            "position": "Weaver",
            "startDate": str(2020 - number),
            "endDate": str(2021 - number),
            "highlights": [f"Wove the {thing} of {number} with care and thread" for thing in ("first", "next", "last")],
        }
        for number in range(jobs)
    ]
    return {"basics": {"name": "Ada Example"}, "work": work, "meta": {"cvrender": settings or {}}}


def made(
    source: dict[str, Any] | Path, folder: Path, engine: str = "typst", theme: str = "plain", **options: Any
) -> tuple[Outcome, list[str]]:
    """What came of a build of a PDF, and the words of each of its pages."""
    path = source if isinstance(source, Path) else folder / "x.json"
    if not isinstance(source, Path):
        path.write_text(json.dumps(source, indent=1), "utf-8")
    wanted = Options(formats=("pdf",), themes=(theme,), engines=(engine,), output=folder / "out", today=TODAY)
    outcome = build(path, wanted.replace(**options))
    pdf = folder / "out" / f"{path.stem}.pdf"
    found = read(pdf.read_bytes()).pages if outcome.written else ()
    return outcome, [" ".join(page.text.split()) for page in found]


def codes(outcome: Outcome) -> list[str]:
    """The codes of all that was said, in order."""
    return [one.code for one in outcome.report.ordered()]


def body(pages: list[str]) -> list[str]:
    """The words of all pages without their feet, in any order: where one ends is no matter."""
    return sorted(" ".join(re.sub(r"Ada Example · \d / \d", "", page) for page in pages).split())


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The settings of all layouts that are made."""
    settings: list[float] = []
    real = page_fitting._Fitter.layout

    def layout(self: Any, setting: float, document: Any) -> Any:
        settings.append(setting)
        return real(self, setting, document)

    monkeypatch.setattr(page_fitting._Fitter, "layout", layout)
    return settings


# The bounds.


@pytest.mark.parametrize("name", THEMES)
def test_the_way_from_open_to_tight(name: str) -> None:
    """Each step changes no token the wrong way; spaces come before margins, margins before sizes."""
    theme = load(name, Report())
    assert theme is not None
    bounds = whole(theme.fit, theme.tokens)
    assert between(theme.tokens, bounds, 0) == theme.tokens
    steps = [between(theme.tokens, bounds, number / 30) for number in range(-30, 31)]
    for before, after in pairwise(steps):
        changed = [name for name in TOKENS if before[name] != after[name]]
        assert set(changed) <= set(TIGHTENED)
        assert all(amount(after[name]) < amount(before[name]) for name in changed)
        assert len({number for number, stage in enumerate(STAGES) if not set(stage).isdisjoint(changed)}) == 1
    assert all(steps[-1][name] == bounds.tight[name] for name in TIGHTENED)
    assert all(steps[0][name] == bounds.open[name] for name in OPENED)
    assert all(TOKENS[name].parse(step[name]) == step[name] for step in steps for name in TIGHTENED)
    assert amount(steps[-1]["font-size"]) >= 9
    assert amount(steps[-1]["heading-size"]) >= 9


@given(st.floats(-1, 1), st.sampled_from(sorted(TIGHTENED)), st.floats(0, 1))
def test_what_a_person_has_set_is_never_made_wrong(setting: float, name: str, part: float) -> None:
    """However far it is from what the theme has, even beyond its bounds."""
    token = TOKENS[name]
    numbers = re.findall(r"[\d.]+", token.allowed)
    least, most = float(numbers[0]), float(numbers[1])
    unit = token.default.lstrip("0123456789.")
    in_unit = re.search(rf"{numbers[0]}(pt|mm)?", token.allowed)
    assert in_unit is not None
    value = f"{round(least + part * (most - least), 2):g}{in_unit[1] or unit}"
    tokens = {name: token.default for name, token in TOKENS.items()} | {name: value}
    new = between(tokens, whole(Bounds(), tokens), setting)
    assert all(TOKENS[name].parse(new[name]) == new[name] for name in TIGHTENED)


def test_a_theme_states_its_bounds(tmp_path: Path) -> None:
    """What extends it has them, too; what it does not state follows from its tokens."""
    for name, text in {
        "base": "tokens: {section-gap: 12pt}\nfit: {tight: {section-gap: 11pt}, open: {entry-gap: 9pt}}\n",
        "mine": "extends: base\nfit: {tight: {margin-left: 12mm}}\n",
    }.items():
        (tmp_path / "themes" / name).mkdir(parents=True)
        (tmp_path / "themes" / name / "theme.yaml").write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        report = Report()
        theme = load("mine", report)
    assert theme is not None
    assert report.diagnostics == []
    assert theme.fit == Bounds({"section-gap": "11pt", "margin-left": "12mm"}, {"entry-gap": "9pt"})
    bounds = whole(theme.fit, theme.tokens)
    assert bounds.tight["section-gap"] == "11pt"
    assert bounds.tight["entry-gap"] == "2.75pt"
    # A person who has set less than the theme allows keeps it.
    assert whole(theme.fit, {**theme.tokens, "section-gap": "4pt"}).tight["section-gap"] == "4pt"


@pytest.mark.parametrize(
    ("line", "code", "column", "part"),
    [
        ("fit: []", "CV043", 1, "not understood"),
        ("fit: {tihgt: {section-gap: 1pt}}", "CV043", 7, "`tight` and `open`"),
        ("fit: {tight: 5pt}", "CV043", 7, "`tight` and `open`"),
        ("fit: {tight: {sectoin-gap: 1pt}}", "CV041", 15, "section-gap"),
        ("fit: {tight: {accent: '#123456'}}", "CV043", 15, "section-gap"),
        ("fit: {open: {margin-left: 30mm}}", "CV043", 14, "line-height"),
        ("fit: {tight: {font-size: 8pt}}", "CV042", 26, "9pt"),
        ("fit: {tight: {font-size: 11pt}}", "CV043", 26, "more `font-size` than the theme's own 9.8pt"),
        ("fit: {open: {section-gap: 2pt}}", "CV043", 27, "less `section-gap`"),
    ],
)
def test_wrong_bounds_are_told_at_their_place(line: str, code: str, column: int, part: str, tmp_path: Path) -> None:
    """Each with its code, and with what may be written."""
    (tmp_path / "theme.yaml").write_text(f"{line}\n", "utf-8")
    report = Report()
    load(str(tmp_path), report, path_allowed=True)
    (found,) = report.diagnostics
    assert (found.code, found.position) == (code, Position(str(tmp_path / "theme.yaml"), 1, column))
    assert part in f"{found.message} {found.hint}"


def test_changes_are_told_in_their_units() -> None:
    """Margins that change alike are told together."""
    tokens = {name: token.default for name, token in TOKENS.items()}
    new = {**tokens, "section-gap": "8.2pt", "margin-left": "15mm", "margin-right": "15mm", "accent": "#000000"}
    assert changes(tokens, new) == "section-gap 10pt -> 8.2pt, margin-left and margin-right 18mm -> 15mm"
    assert changes(tokens, tokens) == ""


# Fitting.


@pytest.mark.parametrize("theme", ["plain", "duo"])
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_a_little_too_long_is_set_tighter(
    engine: str, theme: str, tmp_path: Path, layouts: list[float]
) -> None:
    """On one page, nearly to its end, with the same words; in at most six layouts; the same bytes again."""
    jobs = next(jobs for jobs in range(6, 20) if len(made(resume(jobs), tmp_path, engine, theme)[1]) == 2) + 1
    own, pages = made(resume(jobs), tmp_path, engine, theme)
    assert own.report.diagnostics == []
    assert layouts == []
    outcome, fitted = made(resume(jobs, {"pages": 1}), tmp_path, engine, theme)
    (note,) = outcome.report.diagnostics
    assert (note.code, note.severity) == ("CV068", "note")
    assert note.message.startswith("fitted to 1 page: section-gap 1")
    assert f"(`{theme}`, {engine}, {len(layouts)} layouts)" in note.message
    assert len(fitted) == 1
    assert body(fitted) == body(pages)
    assert layouts[:2] == [0, 1]
    assert len(layouts) <= page_fitting.MOST_LAYOUTS
    # It is not set much tighter than it must be.
    assert min(setting for setting in layouts[1:] if setting > 0) < 0.7
    pdf = (tmp_path / "out/x.pdf").read_bytes()
    made(resume(jobs, {"pages": 1}), tmp_path, engine, theme)
    assert (tmp_path / "out/x.pdf").read_bytes() == pdf


@pytest.mark.parametrize("engine", ENGINES)
def test_what_the_note_says_gives_the_same_page(engine: str, tmp_path: Path) -> None:
    """The values under `style` need no search."""
    outcome, fitted = made(resume(11, {"pages": 1}), tmp_path, engine)
    pdf = (tmp_path / "out/x.pdf").read_bytes()
    told = outcome.report.diagnostics[0].message.split(": ", 1)[1].rpartition(" (")[0]
    style = {
        name: change.rpartition(" -> ")[2]
        for change in told.split(", ")
        for name in re.findall(r"[a-z]+-[a-z]+", change)
    }
    assert fitted
    again, _ = made(resume(11, {"style": style}), tmp_path, engine)
    assert again.report.diagnostics == []
    assert (tmp_path / "out/x.pdf").read_bytes() == pdf


@pytest.mark.parametrize("engine", ENGINES)
def test_what_leaves_white_is_opened_up(engine: str, tmp_path: Path, layouts: list[float]) -> None:
    """A page that is nearly full, and two of which the second is short; never so that another page begins."""
    for jobs, pages in ((6, 1), (10, 2)):
        outcome, own = made(resume(jobs), tmp_path, engine)
        assert (codes(outcome), len(own)) == ([], pages)
        layouts.clear()
        outcome, opened = made(resume(jobs, {"pages": pages}), tmp_path, engine)
        (note,) = outcome.report.diagnostics
        assert note.message.startswith(f"opened up on {pages} page")
        assert "margin" not in note.message
        assert len(opened) == pages
        assert body(opened) == body(own)
        assert len(layouts) <= page_fitting.MOST_LAYOUTS


def test_what_is_on_fewer_pages_stays_there(tmp_path: Path) -> None:
    """`pages` is how many there may be."""
    _, found = made(resume(3, {"pages": 4}), tmp_path)
    assert len(found) == 1


def test_without_pages_nothing_is_changed(tmp_path: Path, layouts: list[float]) -> None:
    """No layout is made but the one."""
    outcome, _ = made(resume(6), tmp_path)
    assert outcome.report.diagnostics == []
    assert layouts == []


def test_the_longest_column_decides(tmp_path: Path) -> None:
    """What is over at the side is told as such, and nothing of the other column would free it."""
    skills = [{"name": f"Skill {letter}", "keywords": ["wool", "flax", "hemp"] * 6} for letter in "ABCDEFGHIJKLMNOPQRS"]
    source = {**resume(3, {"pages": 1}), "skills": skills}
    outcome, _ = made(source, tmp_path, theme="duo", trim=True)
    left_out = [one.message for one in outcome.report.ordered() if one.code == "CV072"]
    assert left_out
    assert all("the entry `Skill" in message for message in left_out)


def test_what_a_theme_hides_is_told(tmp_path: Path) -> None:
    """A PDF that was fitted is proven as any other is."""
    theme = tmp_path / "hiding"
    theme.mkdir()
    (theme / "theme.yaml").write_text("extends: plain\n", "utf-8")
    (theme / "html.css").write_text(".highlights { display: none }\n", "utf-8")
    outcome, _ = made(resume(6, {"pages": 1}), tmp_path, "weasyprint", str(theme))
    assert outcome.status == 4
    assert {"CV068", "CV080"} <= set(codes(outcome))


def test_other_formats_have_no_pages(tmp_path: Path) -> None:
    """HTML and text are the theme's own, and whole; the folder that a PDF was made of is as that PDF is."""
    source = resume(14, {"pages": 1})
    outcome, pages = made(source, tmp_path, trim=True, formats=("pdf", "html", "text", "typst"))
    assert "CV072" in codes(outcome)
    assert "Employer 13" not in pages[0]
    assert "Employer 13" in (tmp_path / "out/x.txt").read_text("utf-8")
    assert "--section-gap: 10pt" in (tmp_path / "out/x.html").read_text("utf-8")
    tokens = json.loads((tmp_path / "out/x-typst/tokens.json").read_text("utf-8"))
    assert tokens["section-gap"] < 10
    assert "Employer 13" not in (tmp_path / "out/x-typst/document.json").read_text("utf-8")


# What does not fit.


@pytest.mark.parametrize("engine", ENGINES)
def test_what_does_not_fit_says_what_is_over(engine: str, tmp_path: Path) -> None:
    """At the place of `pages`; nothing is written, and what stood there before stays."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/x.pdf").write_bytes(b"before")
    outcome, _ = made(resume(16, {"pages": 1}), tmp_path, engine)
    (found,) = outcome.report.diagnostics
    assert (found.code, found.severity, outcome.status) == ("CV069", "error", 4)
    source = (tmp_path / "x.json").read_text("utf-8").split("\n")
    assert found.position is not None
    assert '"pages": 1' in source[found.position.line - 1]
    lines = re.search(r"allows (\d+) lines are over", found.message)
    assert lines is not None
    assert 8 <= int(lines[1]) <= 22
    named = re.search(r"lines ([\d, ]+)", found.hint)
    assert named is not None
    assert all("Wove" in source[int(number) - 1] or "{" in source[int(number) - 1] for number in named[1].split(", "))
    assert (tmp_path / "out/x.pdf").read_bytes() == b"before"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_line_below_full_columns_leaves_them_where_they_are(engine: str, tmp_path: Path) -> None:
    """WeasyPrint and xelatex have put all of the first page on the second."""
    outcome, _ = made(ROOT / "resumes/sang-choe.yaml", tmp_path, engine, "duo", settings={"pages": "1"})
    found = next(one for one in outcome.report.diagnostics if one.code == "CV069")
    assert "1 line is over" in found.message


@pytest.mark.parametrize("engine", ENGINES)
def test_trim_leaves_out_what_matters_least(engine: str, tmp_path: Path, layouts: list[float]) -> None:
    """Each thing is listed with its line; all else is there, and what is said to matter is."""
    source = resume(16, {"pages": 1})
    work = source["work"]
    work[2]["priority"] = -1
    work[15]["priority"] = 3
    work[14]["highlights"][2] = {"text": "Wove what counts", "priority": 2}
    outcome, (page,) = made(source, tmp_path, engine, trim=True)
    assert outcome.status == 0
    assert len(layouts) <= page_fitting.MOST_LAYOUTS
    lines = (tmp_path / "x.json").read_text("utf-8").split("\n")
    left_out = [one for one in outcome.report.ordered() if one.code == "CV072"]
    assert left_out
    for one in left_out:
        assert one.position is not None
        kind, words = re.findall(r"the (entry|highlight) `([^`]*?)…?`", one.message)[0]
        near = "\n".join(lines[one.position.line - 1 : one.position.line + 2])
        assert words in near
        assert words not in page.replace("Employer 15", "") or kind == "entry"
    assert "Employer 2 " not in page
    assert "Wove the first of 2 " not in page
    assert "Employer 15" in page
    assert "Wove the last of 15 " in page
    assert "Wove what counts" in page


def test_trim_takes_no_more_than_it_must(tmp_path: Path) -> None:
    """What is left out frees what is over and at most a few lines beyond it."""
    outcome, _ = made(resume(16, {"pages": 1}), tmp_path)
    over = int(re.findall(r"allows (\d+) lines", outcome.report.diagnostics[0].message)[0])
    outcome, _ = made(resume(16, {"pages": 1}), tmp_path, trim=True)
    left_out = [one.message for one in outcome.report.diagnostics if one.code == "CV072"]
    lines = sum(5 if "the entry" in message else 1 for message in left_out)
    assert over - 2 <= lines <= over + 5


def test_trim_gives_up_where_the_head_alone_is_too_long(tmp_path: Path) -> None:
    """There is nothing that may go."""
    source = {**resume(1, {"pages": 1}), "basics": {"name": "Ada", "summary": "Words and more of them. " * 600}}
    outcome, _ = made(source, tmp_path, trim=True)
    assert codes(outcome) == ["CV069"]
    assert "--trim" not in outcome.report.diagnostics[0].hint


def test_trim_without_pages(tmp_path: Path) -> None:
    """An option that does nothing is told."""
    outcome, _ = made(resume(2), tmp_path, trim=True)
    assert codes(outcome) == ["CV073"]
    assert outcome.written


def test_pages_without_a_pdf(tmp_path: Path, run: Run) -> None:
    """Other formats have none, and an option that does nothing is told."""
    (tmp_path / "ada.yaml").write_text("basics: {name: Ada}", "utf-8")
    for option in (["--pages", "1"], ["--trim"]):
        status, _, err = run("build", tmp_path / "ada.yaml", "-f", "text", "-o", tmp_path, *option)
        assert (status, err.count("warning[CV073]: nothing is fitted: no PDF is asked for")) == (0, 1)


# What may be left out.

PARTS = """
work:
  - {name: A, highlights: [A1, {text: A2, priority: 5}, A3]}
  - {name: B, priority: 2, highlights: [B1]}
  - {name: C, priority: -1, highlights: [C1, C2]}
  - name: D
    positions: [{position: D1, highlights: [D11]}, {position: D2, priority: -3}]
sections:
  - {title: Own, entries: [{title: E}, Text of F.]}
meta: {cvrender: {sort: none}}
"""


def test_the_order_in_which_parts_go() -> None:
    """By priority, its own before an inherited one; then the last of the longest list, a highlight before an entry."""
    found = [part.words for part in parts(select(resume_of(PARTS), Choice(), Report()))]
    assert found == ["D2", "C", "C2", "C1", "D11", "D1", "D", "A3", "Text of F.", "A1", "E", "B", "B1", "A2", "A"]


def test_a_resume_without_parts() -> None:
    """A place goes with its last role, a section with its last entry; nothing else changes."""
    whole_resume = select(resume_of(PARTS), Choice(), Report())
    assert without(whole_resume, frozenset()) == whole_resume
    by_words = {part.words: part.path for part in parts(whole_resume)}
    gone = frozenset(by_words[words] for words in ("A1", "D1", "D2", "E", "Text of F."))
    rest = without(whole_resume, gone)
    assert rest.order == ("work",)
    assert [(str(entry.name), tuple(map(str, entry.highlights))) for entry in rest.work] == [
        ("A", ("A2", "A3")), ("B", ("B1",)), ("C", ("C1", "C2")),
    ]  # fmt: skip


def chooser(source: str) -> Any:
    """What chooses among the parts of a resume, in the tokens of `plain`."""
    theme = load("plain", Report())
    found = object.__new__(page_fitting._Chooser)
    found.ranked = parts(select(resume_of(source), Choice(), Report()))
    found.tight = SimpleNamespace(maker=SimpleNamespace(theme=theme))
    return found


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (0, ""),
        (1, "D2"),
        (20, "C"),
        (30, "D2 C"),
        (40, "D2 C D11"),
        (45, "C D A3 Text of F."),
        (9999, "C D Text of F. E B A"),
    ],
)
def test_what_is_chosen(wanted: float, chosen: str) -> None:
    """An entry takes the place of what was chosen in it; what is more than needed stays."""
    found = chooser(PARTS)
    found.heights = {part.path: 20.0 if part.words == "C" else 10.0 for part in found.ranked}
    assert " ".join(part.words for part in found.freed(found.ranked, wanted)) == chosen


def test_to_choose_among_many_takes_no_longer_for_each() -> None:
    """Sixty thousand highlights are chosen from in time that is linear in their number."""
    found = chooser("work: [{name: A, highlights: [x]}]\n")
    entry, line = found.ranked[1], found.ranked[0]
    found.ranked = [line.replace(path=("work", 0, "highlights", number)) for number in range(60_000)] + [entry]
    found.heights = {part.path: 1.0 for part in found.ranked}
    found.heights[entry.path] = 90_000.0
    with ends():
        assert len(found.freed(found.ranked, 59_999)) == 59_999
        assert found.freed(found.ranked, 75_000) == [entry]


# The command line, and our own resumes.


def test_the_command_line(tmp_path: Path, run: Run) -> None:
    """`--pages` goes before what the source says; a wrong number is told."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps(resume(11, {"pages": 2})), "utf-8")
    arguments = ("build", path, "-f", "pdf", "-e", "typst", "-o", tmp_path / "out")
    status, _, err = run(*arguments, "--pages", "1")
    assert (status, "fitted to 1 page" in err) == (0, True)
    status, _, err = run(*arguments, "--pages", "none")
    assert (status, "--pages takes a number of pages, from 1 to 99, not `none`" in err) == (2, True)
    path.write_text(json.dumps(resume(40)), "utf-8")
    status, _, err = run(*arguments, "--pages", "1")
    assert status == 4
    assert f"{path}: error[CV069]" in err


@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
@pytest.mark.parametrize(
    ("name", "variant", "pages"), [("jae-won-chung", "industry", 1), ("sunwoo-lee", "selected", 2)]
)
def test_our_resumes_fill_their_pages(name: str, variant: str, pages: int, engine: str, tmp_path: Path) -> None:
    """The variants that ask for pages have them, in each language, and are proven."""
    for theme in ("plain", "marquee"):
        outcome, found = made(
            ROOT / "resumes" / f"{name}.yaml", tmp_path, engine, theme, variants=(variant,), langs=(), verify=True
        )
        assert outcome.status == 0
        assert len(found) == pages
        assert set(codes(outcome)) == {"CV068"}


def test_breaks_that_make_too_many_pages_are_told(tmp_path: Path) -> None:
    """Nothing can be set tight enough, and nothing is left out for it."""
    source = resume(3, {"pages": 1})
    source["work"][1]["break"] = "before"
    source["work"][2]["break"] = "before"
    outcome, _ = made(source, tmp_path, trim=True)
    assert codes(outcome) == ["CV069"]
    assert "makes 3 pages of it, and 1 may be" in outcome.report.diagnostics[0].message
    assert not outcome.written
