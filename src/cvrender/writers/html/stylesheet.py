"""The style of a page: base sheet, tokens, the theme's own sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from cvrender.document.icons import drawing, icon_name
from cvrender.document.model import Counter, Document, Foot
from cvrender.system.fonts import SERIF, fallbacks
from cvrender.theming.theme import Theme
from cvrender.theming.tokens import PAPERS, TOKENS, in_points
from cvrender.writers.html.markup import Html
from cvrender.writers.typography import LONGEST_DATE, WITHOUT_ITALICS

_ADVANCE = {"EB Garamond": 0.42, "Gentium Book Plus": 0.43, "Mukta": 0.45, "Source Sans 3": 0.43, "XCharter": 0.475}
_WIDEST_ADVANCE = 0.54
"""Em that a character of a date takes beyond 0.9 em for all of it: measured on ten dates in each bundled family."""
_BAND_INSET = 3.5 * 72 / 25.4
"""Points; the colour behind a panel ends in the middle of the gap of 7 mm that parts it from the text."""
_SMALLEST = 9
"""Points of the smallest text."""
_SAFE = " /:='"
"""What may stand in a data address as it is; the rest is percent-encoded."""
_DOTTED = re.compile("[\u1e00-\u1eff]")
_COMPLEX = re.compile("[\u0590-\u10ff\u1200-\u139f\u1700-\u1dbf\ua800-\uabff]")
_WHOLE_LETTERS = 'body { font-feature-settings: "ccmp" 0; }'
"""For letters such as `ị`, which Noto Sans draws as two shapes: WeasyPrint 70 says that the second is the whole letter,
and readers get `iị`. Scripts that cannot do without the feature keep it.
"""


def stylesheet(document: Document, theme: Theme, body: str) -> Html:
    """Return the base sheet, the theme's tokens, the theme's own sheets; none can end the element that it is in."""
    tokens = theme.tokens
    behind = "".join(f', "{family}"' for family in fallbacks(body, document.lang, document.fonts))
    values = {
        name: f'"{value}"{behind}, {"serif" if value in SERIF else "sans-serif"}'
        if name.endswith("-font")
        else f"var(--{value})"
        if value in tokens
        else value
        for name, value in tokens.items()
        if not TOKENS[name].choices and name != "footer"
    }
    values["bullet"] = {"disc": '"•\\2002"', "dash": '"–\\2002"', "none": "none"}[tokens["bullet"]]
    values["citation-numbers"], values["citation-mark"] = (
        ("none", "none") if tokens["citation-numbers"] == "none" else ("decimal", 'counter(list-item) ".\\a0"')
    )
    values["small"] = f"{max(_SMALLEST, 0.92 * (in_points(tokens['font-size']) or 0)):.2f}pt"
    values["citation-indent"] = "0" if tokens["citation-numbers"] == "none" else "1.9em"
    margins = " ".join(tokens[f"margin-{side}"] for side in ("top", "right", "bottom", "left"))
    paper = PAPERS.get(tokens["paper"], tokens["paper"])
    # A column as wide as its date.
    advance = _ADVANCE.get(tokens["body-font"], _WIDEST_ADVANCE)
    dates = [f".d{n} {{ width: {0.9 + n * advance:.2f}em }}" for n in range(2, LONGEST_DATE + 1, 2)]
    sheets = [
        Path(__file__).with_name("base.css").read_text("utf-8"),
        *([_WHOLE_LETTERS] if _DOTTED.search(body) and not _COMPLEX.search(body) else []),
        *dates,
        ":root {" + "; ".join(f"--{name}: {value}" for name, value in values.items()) + "}",
        f"@page {{ size: {paper}; margin: {margins}; background: {_background(document, theme)} }}",
        *_feet(
            document.foot,
            f"font: {_SMALLEST}pt {values['body-font']}; color: {tokens['muted']}",
            tokens["footer-pages"],
        ),
        *_icons(document, tokens["accent"] if tokens["icons"] == "on" else ""),
        *(sheet.text for sheet in theme.sheets["html.css"]),
        "* { font-style: normal !important }" if document.lang.split("-")[0] in WITHOUT_ITALICS else "",
    ]
    return Html("\n" + "\n".join(sheets).replace("</", "<\\/"))


def _background(document: Document, theme: Theme) -> str:
    """The colour of the page, and that of a band from its edge to behind the panel."""
    tokens = theme.tokens
    if not theme.panelled:
        return tokens["background"]
    side, away = ("right", "left") if document.direction == "rtl" else ("left", "right")
    band = sum(in_points(tokens[name]) or 0 for name in (f"margin-{side}", "side-width")) - _BAND_INSET
    edge = f"{100 * band / theme.paper()[0]:.3f}%"
    return f"linear-gradient(to {away}, {tokens['panel']} {edge}, {tokens['background']} {edge}) fixed"


def _feet(feet: tuple[Foot, ...], style: str, pages: str) -> Iterator[str]:
    """Rules for what stands at the foot of a page, without those for pages that have none."""
    for place, foot in zip(("left", "center", "right"), feet, strict=True):
        if foot:
            content = " ".join(f"counter({one.of})" if isinstance(one, Counter) else _quoted(one) for one in foot)
            yield f"@page {{ @bottom-{place} {{ content: {content}; {style}; white-space: nowrap }} }}"
            if pages == "later":
                yield f"@page :first {{ @bottom-{place} {{ content: none }} }}"


def _icons(document: Document, colour: str) -> Iterator[str]:
    """Rules for the drawings before contacts: backgrounds, which are no part of the text."""
    if colour and document.contacts:
        yield (
            '.contacts li::before { content: ""; display: inline-block; width: 1em; height: 1em;'
            " margin-inline-end: 0.35em; vertical-align: -0.125em; background: center / contain no-repeat }"
        )
        for name, contact in {icon_name(contact): contact for contact in document.contacts}.items():
            picture = quote(drawing(contact, colour), safe=_SAFE)
            yield f'.contacts .icon-{name}::before {{ background-image: url("data:image/svg+xml,{picture}") }}'


def _quoted(text: str) -> str:
    """A CSS string; every character that is not a plain letter becomes an escape (CSS Syntax 3, section 4.3.7)."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'
