"""A theme's first draft: it builds at once, looks like its base, and what it comments out is what the base has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT
from cvrender.diagnostics.report import Report
from cvrender.theming.fit_bounds import whole
from cvrender.theming.scaffold import FIRST, draft
from cvrender.theming.theme import Theme, load
from cvrender.theming.tokens import TOKENS

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""

THEMES = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())


def looks(theme: Theme | None) -> tuple[object, ...]:
    """All that makes a page look as it does."""
    assert theme is not None
    return theme.tokens, theme.layout, theme.sheets, whole(theme.fit, theme.tokens)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("base", THEMES)
def test_a_draft_looks_like_its_base(base: str, here: Path, run: Run) -> None:
    """As it is written; with all that is commented out taken in; and with everything commented out."""
    assert run("themes", "new", "mine", "--from", base)[0] == 0
    file = Path("themes/mine/theme.yaml")
    text = file.read_text("utf-8")
    wanted = looks(load(base, Report()))
    every = re.sub(r"^( *)#(?=\S| {2}(?:sections|side|header|tight|open):| {4}\S)", r"\1", text, flags=re.MULTILINE)
    assert every.count("\n#") < text.count("\n#")
    for form in (text, every, re.sub(r"^  (?=\w)", "  #", text, flags=re.MULTILINE)):
        file.write_text(form, "utf-8")
        report = Report()
        assert looks(load("mine", report)) == wanted
        assert report.diagnostics == []
    file.write_text(every, "utf-8")
    named = set(re.findall(r"^  ([a-z-]+):", every, re.MULTILINE))
    assert named == {*FIRST, "sections", "side", "header", "tight", "open"}


def test_a_draft_builds_at_once(here: Path, run: Run) -> None:
    """Page for page what its base makes."""
    Path("robin.yaml").write_text("basics: {name: Robin Example}\nwork: [{name: Acme, startDate: 2020}]\n", "utf-8")
    assert run("themes", "new", "mine", "--from", "ledger")[0] == 0
    for theme in ("ledger", "mine"):
        assert run("build", "robin.yaml", "-f", "html", "-t", theme, "-o", theme)[0] == 0
    assert Path("mine/robin.html").read_bytes() == Path("ledger/robin.html").read_bytes()


def test_a_draft_names_tokens_that_there_are(theme: Theme) -> None:
    """Each token that a draft names is one, with its meaning, its bounds and an example or all choices."""
    assert set(FIRST) <= set(TOKENS)
    text = re.sub(r"\n *# ", " ", draft("mine", "mine", theme))
    for name in FIRST:
        token = TOKENS[name]
        assert token.doc in text
        assert token.allowed[1:] in text
        assert token.choices or token.example in text


def test_nothing_is_overwritten(here: Path, run: Run) -> None:
    """A folder, a file or a link that leads nowhere is left as it is, and said to be there."""
    Path("themes/full").mkdir(parents=True)
    Path("themes/file").write_text("x", "utf-8")
    Path("themes/link").symlink_to("nowhere")
    for name in ("full", "file", "link"):
        status, out, err = run("themes", "new", name)
        assert (status, out) == (2, "")
        assert f"`{Path('themes', name)}` is there already" in err
    assert list(Path("themes/full").iterdir()) == []
    assert Path("themes/file").read_text("utf-8") == "x"


@pytest.mark.parametrize("name", ["", " ", ".", "..", "/", "Upper", "a b", "a.b", "été", "x/", "sub/Upper", "a\nb"])
def test_names_of_themes(name: str, here: Path, run: Run) -> None:
    """A name that no theme can have is refused, and nothing is made."""
    status, out, err = run("themes", "new", name)
    made = [path for path in here.rglob("*") if path.name == "theme.yaml"]
    if name == "x/":  # as shells complete it
        assert (status, made) == (0, [here / "x/theme.yaml"])
    else:
        assert (status, out, made) == (2, "", [])
        assert err.startswith("cvrender: ")


@pytest.mark.parametrize("base", ["nothing", "./ledger", "/etc", ""])
def test_an_unknown_base(base: str, here: Path, run: Run) -> None:
    """What is no theme's name cannot be a base: that is said, and nothing is made."""
    status, out, err = run("themes", "new", "mine", "--from", base)
    assert (status, out) == (2, "")
    assert err.startswith(f"error[CV040]: there is no theme `{base}`")
    assert not Path("themes").exists()


def test_a_base_with_faults(here: Path, run: Run) -> None:
    """Its faults are shown at their places, and nothing is made."""
    Path("themes/bad").mkdir(parents=True)
    Path("themes/bad/theme.yaml").write_text("tokens: {acent: '#000'}\n", "utf-8")
    status, out, err = run("themes", "new", "mine", "--from", "bad")
    assert (status, out) == (1, "")
    assert err.startswith("themes/bad/theme.yaml:1:10: error[CV041]")
    assert not Path("themes/mine").exists()
