"""A theme on trial: hard sources, and each way in which a theme can spoil a page is told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from conftest import ROOT, TODAY
from cvrender.diagnostics.report import Report
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.resume.model import SECTIONS, Node, Text, texts
from cvrender.theme_check import run, stress_resumes

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""


TEXTS = ("text", "texts", "points", "plain", "plains", "prose")
SOURCES = {"hostile": stress_resumes.hostile, "long": stress_resumes.long, "mirrored": stress_resumes.mirrored}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """One resume and one engine: the rest is more of the same, and takes a minute."""

    def cases(folder: Path) -> Iterator[run.Case]:
        yield run.Case("example", stress_resumes.example(folder))

    monkeypatch.setattr(run, "_cases", cases)
    monkeypatch.setattr(run, "TRIED", ("weasyprint",))


def theme(css: str, yaml: str = "extends: plain\n") -> Path:
    """A theme `mine` with this sheet."""
    folder = Path("themes/mine")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theme.yaml").write_text(yaml, "utf-8")
    (folder / "html.css").write_text(css, "utf-8")
    return folder


# Sources.


@pytest.mark.parametrize("name", SOURCES)
def test_sources_are_without_fault(name: str, tmp_path: Path) -> None:
    """Nothing is said about them, however hard they are, and they are the same each time."""
    path = tmp_path / "source.json"
    path.write_text(SOURCES[name](), "utf-8")
    report = Report()
    assert prepare(path, Options(today=TODAY), report) is not None
    assert report.diagnostics == []
    assert SOURCES[name]() == path.read_text("utf-8")


def test_the_example_is_without_fault_and_without_looks(tmp_path: Path) -> None:
    """It says all that `resumes/example.yaml` does, with its photo, and leaves to the theme what is the theme's."""
    path = stress_resumes.example(tmp_path)
    report = Report()
    prepared = prepare(path, Options(today=TODAY), report)
    assert report.diagnostics == []
    assert prepared is not None
    resume, document, _ = prepared
    assert document.photo is not None
    assert resume.meta.cvrender.style == ()
    assert not any(section.chosen for section in document.sections)
    whole = prepare(ROOT / "resumes/example.yaml", Options(today=TODAY), Report())
    assert whole is not None
    assert sorted(texts_of(resume.basics, resume.work)) == sorted(texts_of(whole[0].basics, whole[0].work))
    assert {section.key for section in document.sections} == {section.key for section in whole[1].sections}


def test_the_wheel_has_all_that_the_example_names() -> None:
    """What stands in pyproject.toml is there, and what the example includes or shows is among it."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    taken = wheel["force-include"]
    assert all((ROOT / path).exists() for path in taken)
    assert all(to == "cvrender/" + path.replace("resumes", "example") for path, to in taken.items())
    source = (ROOT / "resumes/example.yaml").read_text("utf-8")
    named = {
        "example.yaml",
        *re.findall(r"!include ([^\s#]+)", source),
        *re.findall(r"^  image: (\S+)", source, re.MULTILINE),
    }
    assert {f"resumes/{name}" for name in named} == set(taken) - {"themes"}


def texts_of(*nodes: object) -> list[str]:
    """All texts in nodes."""
    every = [item for node in nodes for item in (node if isinstance(node, tuple) else (node,))]
    return [str(text) for node in every if isinstance(node, Node) for text in texts(node)]


def fields(node: Node, path: str = "") -> Iterator[str]:
    """The places of all texts in a node, lists as one."""
    for key in node.SPECS:
        value = getattr(node, key)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Node):
                yield from fields(item, f"{path}.{key}")
            elif isinstance(item, Text):
                yield f"{path}.{key}"


def test_hostile_text_is_in_every_field(tmp_path: Path) -> None:
    """Every field of every kind of section holds what has a meaning in some language, but for links and addresses."""
    path = tmp_path / "hostile.json"
    path.write_text(stress_resumes.hostile(), "utf-8")
    prepared = prepare(path, Options(today=TODAY), Report())
    assert prepared is not None
    resume, document, _ = prepared
    filled = set(fields(resume))
    for key, cls in SECTIONS.items():
        wanted = {name for name, spec in cls.SPECS.items() if spec.kind in TEXTS}
        assert {f".{key}.{name}" for name in wanted - {"when", "tags"}} <= filled
    hard = [str(text) for text in texts(resume) if "$" in text and "#" in text and "{" in text]
    assert len(hard) > 300
    assert {section.key for section in document.sections} > set(SECTIONS)


# What is told.


def told(run_: Run, *arguments: str) -> tuple[int, str, list[str]]:
    """Status, stdout, and the codes of what `themes check mine` says."""
    status, out, err = run_("themes", "check", "mine", *arguments)
    return status, out, [part[:5] for part in err.split("[")[1:] if part[:2] == "CV"]


def test_a_good_theme_is_fine(here: Path, run: Run, quick: None) -> None:
    """Each output is told, with pages; the status is 0."""
    theme("")
    status, out, codes = told(run)
    assert (status, codes) == (0, [])
    first, second, last = out.splitlines()
    assert first.startswith("example   html, text, markdown, json")
    assert first.endswith(": fine")
    assert re.fullmatch(r"example   weasyprint: fine, [3-5] pages", second)
    assert last == "mine: no problems"


@pytest.mark.parametrize(
    ("css", "code", "said"),
    [
        ("#work { display: none }", "CV080", "`Experience` (heading) is missing"),
        (".section { display: none }", "CV080", "is missing"),
        ("#work { position: absolute; left: -400mm }", "CV088", "lies off the page"),
        (".highlights { visibility: hidden }", "CV088", "is hidden"),
        (".body { margin-inline-start: -15mm }", "CV100", "stands beyond the margins"),
        (".entry { width: 190mm }", "CV100", "stands beyond the margins"),
        ("h2 { break-after: page }", "CV101", "`Experience` stands alone at the foot of the page"),
        (".entry > .head { break-after: page }", "CV101", "stands alone at the foot of the page"),
        (".date { font-size: 7.5pt }", "CV102", "is set in 7.5 pt"),
        (".date { color: #bbb }", "CV048", "in #bbbbbb on #ffffff has a contrast of 1.9 : 1, not 4.5 : 1"),
        ("h2 { background: #223344 }", "CV048", "in #1f4e79 on #223344 has a contrast of"),
        ("h2 { colr: red }", "CV062", "the engine says: Ignored `colr: red"),
    ],
)  # fmt: skip
def test_what_a_sheet_spoils_is_told(css: str, code: str, said: str, here: Path, run: Run, quick: None) -> None:
    """Each fault has its code and its words, and the status is 1."""
    theme(css)
    status, out, err = run("themes", "check", "mine")
    assert status == 1
    assert f"[{code}]" in err
    assert said in err
    assert str(here.resolve()) not in err  # what stands in between is nobody's affair
    assert out.splitlines()[-1].endswith(("problems", ": 1 problem"))


@pytest.mark.parametrize(
    ("css", "pdf", "html"),
    [
        ("#work { display: none }", "CV080", "CV088"),
        (".section { display: none }", "CV080", "CV088"),
        ("section { visibility: hidden }", "CV080", "CV088"),
        (".entry { opacity: 0 }", "CV088", "CV088"),
        (".entry { font-size: 0 }", "CV080", "CV088"),
        ("article, li, p { color: #fff }", "CV088", "CV088"),
    ],
)
def test_no_sheet_can_remove_words(css: str, pdf: str, html: str, here: Path, run: Run) -> None:
    """A sheet that hides a part stops the build: nothing is written, and what is lost is told with its place.

    In HTML that is the place of the rule, in a PDF that of the fact.
    """
    theme(css)
    Path("robin.yaml").write_text(
        "basics: {name: Robin Example, summary: Plain words.}\n"
        "work:\n  - {name: Acme, position: Engineer, startDate: 2020, highlights: [Halved the bill.]}\n",
        "utf-8",
    )
    for name, code in (("pdf", pdf), ("html", html)):
        status, out, err = run("build", "robin.yaml", "-f", name, "-t", "mine")
        assert (status, out) == (4, ""), (name, err)
        assert f"error[{code}]" in err, (name, err)
        assert ("robin.yaml:" if name == "pdf" else "themes/mine/html.css:1:") in err


def test_pale_tokens_are_told_at_their_place(here: Path, run: Run, quick: None) -> None:
    """A theme's own colours are measured, too, and shown in the theme."""
    theme("", "extends: plain\ntokens:\n  muted: '#aaaaaa'\n")
    status, _, err = run("themes", "check", "mine")
    assert status == 1
    assert err.startswith("themes/mine/theme.yaml:3:10: warning[CV048]: `muted` #aaaaaa on `background` #ffffff")


def test_what_says_the_same_is_told_a_few_times(here: Path, run: Run, quick: None) -> None:
    """Four of a kind, and how many there are more."""
    theme(".highlights, .head { position: relative; left: -30mm }")
    _, out, err = run("themes", "check", "mine")
    assert err.count("[CV100]") <= 4
    assert "problems" in out


def test_what_is_missing_here_is_no_fault(here: Path, run: Run, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that cannot be loaded is told, and the status stays 0."""
    from cvrender.engines import EngineMissing, typst

    def missing(*_: object) -> bytes:
        raise EngineMissing("no typst here")

    monkeypatch.setattr(typst, "compile", missing)
    monkeypatch.setattr("cvrender.theme_check.run.TRIED", ("typst",))
    theme("")
    status, out, err = run("themes", "check", "mine")
    assert status == 0
    assert "example   typst: not here\n" in out
    assert "no typst here" in err


def test_pictures(here: Path, run: Run, quick: None) -> None:
    """A file has all pages of the example side by side; a folder has each page of each PDF."""
    theme("")
    status, out, _ = run("themes", "check", "mine", "--picture", "looks/all.png")
    assert status == 0
    count = int(re.findall(r"(\d) pages", out)[0])
    assert run("themes", "check", "mine", "--picture", "looks/pages")[0] == 0
    names = [f"example-weasyprint-{number}.png" for number in range(1, count + 1)]
    assert sorted(path.name for path in Path("looks/pages").iterdir()) == names
    with Image.open("looks/all.png") as whole, Image.open(f"looks/pages/{names[0]}") as one:
        assert (one.width, one.height) == (827, 1170)
        assert whole.width > count * one.width
        assert whole.height > one.height


def test_pictures_are_for_check_only(here: Path, run: Run) -> None:
    """Elsewhere the option would be ignored, and so it is refused."""
    assert run("themes", "show", "plain", "--picture", "x.png")[0] == 2


def test_themes_that_cannot_be_tried(here: Path, run: Run) -> None:
    """An unknown name, and a theme with faults: these are told, and nothing is rendered."""
    assert run("themes", "check", "nothing")[0] == 2
    theme("", "tokens: {acent: '#000'}\n")
    status, out, err = run("themes", "check", "mine")
    assert (status, out) == (1, "")
    assert "error[CV041]" in err


def test_a_theme_by_path(here: Path, run: Run, quick: None) -> None:
    """A folder anywhere can be named."""
    folder = theme("").rename(here / "elsewhere")
    assert run("themes", "check", str(folder))[0] == 0
