"""The proof of HTML evaluates style sheets without a browser; here Chromium says what a person sees, and it must agree.

Every sheet of `cascade_rules` is put last in one page, in each environment, and each text of the page is looked for.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import PROGRAM, Browser
from cascade_rules import HARMLESS, HIDING, sheets
from conftest import ROOT, needs
from cvrender.diagnostics.report import Report
from cvrender.theming.theme import Sheet, Theme, load
from cvrender.verification.extract import html
from cvrender.verification.findings import Finding
from cvrender.verification.verifier import Holder
from test_sabotage import document, page

ENVIRONMENTS = {
    "desktop": (1280, "screen", "light"),
    "phone": (390, "screen", "light"),
    "dark": (1280, "screen", "dark"),
    "print": (680, "print", "light"),
}
MARGIN = 56
"""Pixels of a margin of paper that a date may reach into, which is set here in a wider font than that of its column."""
LOOK = Path(__file__).with_name("look.js").read_text("utf-8")
SEEN_AS_IT_IS = (
    # What Chromium does not do, or what only a person would notice, is refused all the same.
    "@scope", "@property", "@font-face", "@counter-style", ":hover", ":visited", "text-transform", "text-decoration",
    "content:", "list-style", "::marker", "--bullet", "@page", "unknown-property", "strange(", "anchor-size",
    "user-select", "pointer-events", "outline:", "Wingdings", "writing-mode", "bidi-override", "text-security",
    "-webkit-text-stroke", "text-shadow", "data:image", "column-reverse", "order:", "font-style", "text-size-adjust",
    "perspective", "sticky", "device-width", "print and (min-width",
)  # fmt: skip


@functools.cache
def theme() -> Theme:
    """The default theme."""
    found = load("plain", Report())
    assert found is not None
    return found


def findings(css: str, markup: str = "") -> tuple[Finding, ...]:
    """What a build says of a page in a theme with this sheet."""
    sheet = Sheet("themes/mine/html.css", css)
    mine = theme().replace(sheets={**theme().sheets, "html.css": (*theme().sheets["html.css"], sheet)})
    content = (markup or page()).replace("</style>", f"{css}</style>")
    return Holder(document(), "end", theme=mine).hold(content.encode(), "html").findings


@pytest.mark.parametrize("css", sheets(HIDING))
def test_no_sheet_takes_words_away_or_adds_some(css: str) -> None:
    """Each is an error at a place in the sheet, with a code of its kind."""
    found = [one for one in findings(css) if one.severity == "error"]
    assert found
    assert {one.code for one in found} <= {"CV088", "CV097", "CV099"}
    assert all(one.at is not None and one.at.file == "themes/mine/html.css" for one in found)


@pytest.mark.parametrize("css", sheets(HARMLESS))
def test_what_themes_do_is_no_fault(css: str) -> None:
    """Nothing is said."""
    assert findings(css) == ()


def test_the_rule_is_told_with_its_place() -> None:
    """The finding names the fact, the rule, where it works, and its line and column in the theme's sheet."""
    (found,) = findings(
        "h2 { margin-top: 1em }\n@media (max-width: 500px) {\n  #education .title { display: none }\n}\n"
    )
    assert found.message == (
        "`Dyeing School` (title, Education) is hidden, by `#education .title { display: none }` on a screen 390 pixels"
        " wide"
    )
    assert str(found.at) == "themes/mine/html.css:3:23"


def test_a_sheet_that_ends_within_a_rule_is_still_the_themes() -> None:
    """What follows it, in the page, is taken into it; no word of that is cvrender's then."""
    assert findings("h2 { color: red } #work { display: none; /*")
    assert findings("@media screen { #work { display: none")


def test_every_shipped_theme_is_without_fault() -> None:
    """No build looks at what came with cvrender; so all of it is looked at here, as a stranger's page would be."""
    for path in sorted((ROOT / "themes").iterdir()):
        mine = load(path.name, Report())
        assert mine is not None
        from cvrender.writers.html import writer

        made = writer.write(document(), mine, Report())[writer.NAME]
        (seen,) = html.read(made).pages
        assert (seen.flaws, seen.doubts) == ((), ()), path.name
        foreign = [sheet.replace(shipped=False) for sheet in mine.sheets["html.css"]]
        (built,) = html.read(made, sheets=foreign, plain=True).pages
        assert (built.flaws, built.doubts) == ((), ()), path.name
        (quick,) = html.read(made, sheets=mine.sheets["html.css"], plain=True).pages
        assert " ".join(quick.text.split()).lower() == " ".join(seen.text.split()).lower()


# Held against Chromium.


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all sheets."""
    with Browser() as running:
        yield running


def hidden_by(browser: Browser, file: Path, environment: str, wanted: list[str]) -> list[list[str]]:
    """The texts of the page that nobody sees with each sheet, as Chromium has it."""
    width, media, scheme = ENVIRONMENTS[environment]
    beyond = MARGIN if media == "print" else 2
    expression = f"({LOOK})({json.dumps(wanted)}, {beyond})"
    value: list[list[str]] = browser.evaluate(file, width, expression, media=media, scheme=scheme)
    return value


@needs(PROGRAM, "chromium")
def test_chromium_hides_nothing_that_the_proof_lets_pass(browser: Browser, tmp_path: Path) -> None:
    """With each sheet that passes all is seen in every environment; with most of the others something is not."""
    file = tmp_path / "page.html"
    file.write_text(page(), "utf-8")
    hiding, harmless = sheets(HIDING), sheets(HARMLESS)
    hidden: dict[str, Any] = {css: set() for css in hiding}
    for environment in ENVIRONMENTS:
        also = [css for css in hiding if environment in css] if environment in ("dark", "print") else hiding
        found = hidden_by(browser, file, environment, ["", *harmless, *also])
        lost = dict(zip(["", *harmless], found, strict=False))
        assert not any(lost.values()), (environment, {css: texts for css, texts in lost.items() if texts})
        for css, texts in zip(also, found[1 + len(harmless) :], strict=True):
            hidden[css] |= set(texts)
    seen = [css for css, texts in hidden.items() if not texts]
    assert [css for css in seen if not any(part in css for part in SEEN_AS_IT_IS)] == []
