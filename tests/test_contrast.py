"""Contrast of text: measured as WCAG 2.2 does, enough in every theme that is shipped, told where too little."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from cvrender.diagnostics.report import Report
from cvrender.resume.model import Text
from cvrender.theming.contrast import LEAST, mended, ratio
from cvrender.theming.theme import Theme, load, restyle
from cvrender.theming.tokens import TOKENS

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_measured_right() -> None:
    """Black on white, the grey that just passes, and WCAG's own worked pair of red and white."""
    assert ratio("#000", "#ffffff") == pytest.approx(21)
    assert ratio("#767676", "#fff") == pytest.approx(4.54, abs=0.01)
    assert ratio("#777", "#fff") == pytest.approx(4.48, abs=0.01)
    assert ratio("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.01)


@given(COLOURS, COLOURS)
def test_a_mended_colour_can_be_read(colour: str, ground: str) -> None:
    """On any ground there is a shade of any colour that stands out; one that does already stays as it is."""
    assert ratio(mended(colour, ground), ground) >= LEAST
    assert ratio(colour, ground) == ratio(ground, colour)
    if ratio(colour, ground) >= LEAST:
        assert mended(colour, ground) == colour


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir()))
def test_text_of_shipped_themes_can_be_read(name: str) -> None:
    """Each colour of text stands out from each ground that the theme sets it on."""
    theme = load(name, Report())
    assert theme is not None
    assert theme.faint() == ()


def test_catalog_and_profile_set_text_on_their_panels(theme: Theme) -> None:
    """A panel counts where text stands on it, in a card or beside the page, and nowhere else."""
    dark = (("panel", "#222222"),)
    words = {"text", "muted", "accent"}
    for name, pale in (("catalog", words), ("profile", words), ("plain", set())):
        found = load(name, Report())
        assert found is not None
        report = Report()
        assert {pair.word for pair in restyle(found, dark, report).faint() if pair.ground == "panel"} == pale
        assert len(report.diagnostics) == len(pale)


def test_a_colour_of_the_name_counts(theme: Theme) -> None:
    """A colour is measured; the name of another token is not, which is measured itself."""
    report = Report()
    restyle(theme, (("name-color", "#eeeeee"),), report)
    assert [d.code for d in report.diagnostics] == ["CV048"]
    assert "`name-color` #eeeeee on `background` #ffffff" in report.diagnostics[0].message
    assert restyle(theme, (("name-color", "muted"),), Report()).faint() == ()


def test_what_a_style_does_not_touch_is_the_themes_affair(tmp_path: Path) -> None:
    """A pale theme is told by `themes check`; a build tells of the colours that its source chooses."""
    (tmp_path / "theme.yaml").write_text("tokens: {accent: '#eeeeee'}\n", "utf-8")
    report = Report()
    pale = load(str(tmp_path), report, path_allowed=True)
    assert pale is not None
    restyle(pale, (("font-size", "12pt"), ("text", "#000000")), report)
    assert report.diagnostics == []
    assert [pair.word for pair in pale.faint()] == ["accent"]
    restyle(pale, (("background", "#fffff0"),), report)
    assert [d.message.split()[0] for d in report.diagnostics] == ["`accent`"]


def test_a_token_knows_its_place(tmp_path: Path) -> None:
    """A value of a theme knows where it stands; a default stands nowhere."""
    (tmp_path / "theme.yaml").write_text("tokens:\n  accent: '#222'\n", "utf-8")
    found = load(str(tmp_path), Report(), path_allowed=True)
    assert found is not None
    accent = found.tokens["accent"]
    assert isinstance(accent, Text)
    assert accent.at is not None
    assert (accent.at.line, accent.at.column) == (2, 11)
    assert found.tokens["text"] == TOKENS["text"].default
