"""The page in a browser: axe-core (deque.com/axe) finds nothing to complain of, and nothing is wider than a phone.

The scripts of these tests come through the browser's own protocol, so that the page is the one that was written, and
its policy, which forbids all scripts, stays in force.
"""

from __future__ import annotations

import functools
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import PROGRAM, Browser
from conftest import CORPUS, ROOT, document_of, needs
from cvrender.diagnostics.report import Report
from cvrender.theming.theme import Theme, load
from cvrender.writers.html import writer as html

pytestmark = needs(PROGRAM, "chromium")

THEMES = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())
WIDTHS = {"desktop": 1280, "phone": 390}

SOURCES = {
    "example": (ROOT / "resumes/example.yaml").read_text("utf-8"),
    "arabic": """
basics: {name: ليلى حداد, label: مهندسة ميكانيكية, email: l@example.org, summary: "تعمل على [مضخات](https://example.org/)."}
work: [{name: معهد النهر, position: قائدة بحث, startDate: 2021-03, highlights: ["خفضت الخطأ بنسبة 18%"]}]
meta: {cvrender: {lang: ar}}
""",
    "name alone": "basics: {name: Jane Doe}\n",
    "without a name": "basics: {label: Hydrologist}\nwork: [{name: River Institute, positions: [{position: Lead}]}]\n",
}
if CORPUS.is_dir():
    SOURCES["the corpus's fullest"] = (CORPUS / "jsonresume/complete.json").read_text("utf-8")

RUN = """
axe.run({resultTypes: ["violations"]}).then(found => JSON.stringify({
  violations: found.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 200))]),
  narrow: [...document.querySelectorAll("header, main, section, footer, article, p, ul")].filter(one =>
    one.textContent.length > 20 && one.getBoundingClientRect().width < 80).map(one => one.outerHTML.slice(0, 200)),
  rules: found.passes.length,
  beyond: document.documentElement.scrollWidth - window.innerWidth,
}))
"""


@functools.cache
def axe() -> str:
    """axe-core, as the package axe-playwright-python brings it; Playwright itself is not wanted."""
    spec = importlib.util.find_spec("axe_playwright_python")
    assert spec is not None and spec.origin is not None, "install it: pip install --no-deps axe-playwright-python"
    return (Path(spec.origin).parent / "axe.min.js").read_text("utf-8") + ";0"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all pages."""
    with Browser() as running:
        yield running


def judged(browser: Browser, page: bytes, width: int, folder: Path) -> dict[str, Any]:
    """What axe says of a page in a window of this width."""
    file = folder / "page.html"
    file.write_bytes(page)
    found: dict[str, Any] = json.loads(browser.evaluate(file, width, axe(), RUN))
    return found


def written(source: str, theme: str, **tokens: str) -> bytes:
    """The page of a source in a theme, with some tokens changed."""
    found = load(theme, Report())
    assert found is not None
    changed: Theme = found.replace(tokens={**found.tokens, **tokens})
    return html.write(document_of(source), changed, Report())[html.NAME]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(theme: str, source: str, width: str, browser: Browser, tmp_path: Path) -> None:
    """No rule of axe is broken, contrast included; the page does not scroll sideways, and squeezes no text."""
    found = judged(browser, written(SOURCES[source], theme), WIDTHS[width], tmp_path)
    assert found["violations"] == []
    assert found["rules"] >= 10
    assert found["beyond"] <= 0
    assert found["narrow"] == []


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("html-has-lang", b' lang="en"', b""),
        ("document-title", b"<title>Jane Doe</title>", b"<title></title>"),
        ("page-has-heading-one", b"<h1 ", b"<p "),
        ("heading-order", b"<h2>", b"<h5>"),
        ("image-alt", b"<main>", b'<main><img src="data:,">'),
        ("link-name", b">link</a>", b"></a>"),
        ("link-in-text-block", b"p a, li a, dd a", b".none"),
        ("landmark-one-main", b"<main>", b"<div>"),
        ("list", b"<li ", b"<div "),
        ("meta-viewport", b"initial-scale=1", b"user-scalable=no"),
    ],
)
def test_axe_finds_what_is_wrong(rule: str, before: bytes, after: bytes, browser: Browser, tmp_path: Path) -> None:
    """One thing is taken away from a good page, and axe names it: so its silence above means something."""
    source = """
    basics: {name: Jane Doe, email: jane@example.org, summary: "A [link](https://example.org/) in the midst of words."}
    work: [{name: Mill, position: Lead, links: [{label: data, url: "https://example.org/d"}], highlights: [One.]}]
    """
    page = written(source, "plain")
    assert before in page
    found = judged(browser, page.replace(before, after), WIDTHS["desktop"], tmp_path)
    assert rule in [name for name, _ in found["violations"]]


def test_colours_without_contrast_are_found(browser: Browser, tmp_path: Path) -> None:
    """Grey on white that is too pale to read is found."""
    found = judged(browser, written(SOURCES["example"], "plain", muted="#aaaaaa"), WIDTHS["desktop"], tmp_path)
    assert "color-contrast" in [name for name, _ in found["violations"]]


def test_the_policy_stays_in_force(browser: Browser, tmp_path: Path) -> None:
    """While axe looks at it, the page itself still may run no script and fetch nothing."""
    file = tmp_path / "page.html"
    page = written(SOURCES["example"], "plain")
    file.write_bytes(page.replace(b"</body>", b"<script>document.title = 'run'</script></body>"))
    assert browser.evaluate(file, 1280, "document.title") == "Isaura Lindholt"
    asked = "fetch('data:text/plain,x').then(() => 'fetched', error => 'refused')"
    assert browser.evaluate(file, 1280, asked) == "refused"
