"""Which properties are judged, and how; a property that is in none of these tables is not known, and a Doubt."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HARMLESS = _words(
    """
    accent-color align-content align-items align-self appearance
    background-attachment background-origin background-position background-position-x
    background-position-y
    border-color border-style border-radius border-collapse
    border-top-color border-right-color border-bottom-color border-left-color
    border-top-style border-right-style border-bottom-style border-left-style
    border-block-color border-block-style border-inline-color border-inline-style
    border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius
    border-start-start-radius border-start-end-radius border-end-start-radius border-end-end-radius
    box-decoration-break box-sizing break-after break-before break-inside caption-side caret-color clear
    column-fill column-rule-color column-rule-style column-span
    cursor empty-cells
    flex-grow flex-shrink font-kerning font-optical-sizing font-stretch font-synthesis
    font-synthesis-style font-synthesis-weight font-weight font-width forced-color-adjust
    hanging-punctuation hyphens image-rendering isolation
    justify-content justify-items justify-self line-break list-style-position object-fit object-position orphans
    outline-color outline-style overflow-wrap overscroll-behavior page-break-after page-break-before page-break-inside
    place-content place-items place-self print-color-adjust color-adjust resize scroll-behavior
    scroll-margin scroll-margin-top scroll-padding scroll-padding-top scrollbar-color scrollbar-gutter scrollbar-width
    tab-size table-layout tap-highlight-color text-align text-align-last text-box text-box-edge text-box-trim
    text-decoration-color text-decoration-skip text-decoration-skip-ink text-decoration-style text-justify
    text-rendering text-spacing-trim text-underline-position
    text-wrap-style transition transition-behavior transition-delay transition-duration
    transition-property transition-timing-function widows will-change word-break
    font-variant font-variant-caps font-variant-east-asian font-variant-ligatures font-variant-numeric
    font-variant-position
    -webkit-tap-highlight-color -webkit-font-smoothing -moz-osx-font-smoothing
    """
)
"""Properties that can neither take a word away nor add one, whatever their value."""

ONLY: dict[str, frozenset[str]] = {
    "visibility": _words("visible"),
    "content-visibility": _words("visible auto"),
    "clip": _words("auto"),
    "clip-path": _words("none"),
    "mask": _words("none"),
    "mask-image": _words("none"),
    "mask-border": _words("none"),
    "mask-border-source": _words("none"),
    "mask-box-image": _words("none"),
    "mask-box-image-source": _words("none"),
    "filter": _words("none"),
    "backdrop-filter": _words("none"),
    "mix-blend-mode": _words("normal"),
    "background-blend-mode": _words("normal"),
    "background-clip": _words("border-box padding-box content-box"),
    "transform": _words("none"),
    "translate": _words("none"),
    "scale": _words("none 1"),
    "rotate": _words("none 0deg"),
    "offset": _words("none"),
    "offset-path": _words("none"),
    "perspective": _words("none"),
    "text-overflow": _words("clip ellipsis"),
    "line-clamp": _words("none"),
    "max-lines": _words("none"),
    "-webkit-line-clamp": _words("none"),
    "float": _words("none left right inline-start inline-end"),
    "writing-mode": _words("horizontal-tb"),
    "text-orientation": _words("mixed"),
    "text-combine-upright": _words("none"),
    "unicode-bidi": _words("normal embed isolate plaintext"),
    "order": _words("0"),
    "flex-direction": _words("row column"),
    "flex-wrap": _words("nowrap wrap"),
    "grid-auto-flow": _words("row column"),
    "animation": _words("none"),
    "animation-name": _words("none"),
    "pointer-events": _words("auto all"),
    "user-select": _words("auto text all contain"),
    "contain": _words("none layout style"),
    "container-type": _words("normal inline-size"),
    "text-emphasis": _words("none"),
    "text-emphasis-style": _words("none"),
    "-webkit-text-emphasis": _words("none"),
    "-webkit-text-emphasis-style": _words("none"),
    "-webkit-text-stroke": _words("0 0px"),
    "-webkit-text-stroke-width": _words("0 0px"),
    "-webkit-text-security": _words("none"),
    "border-image": _words("none"),
    "border-image-source": _words("none"),
    "list-style-image": _words("none"),
    "shape-outside": _words("none"),
    "initial-letter": _words("normal"),
    "font-size-adjust": _words("none"),
    "font-palette": _words("normal"),
    "font-variant-alternates": _words("normal"),
    "font-variant-emoji": _words("normal"),
    "hyphenate-character": _words("auto"),
    "text-decoration-line": _words("none underline overline"),
    "overflow-x": _words("visible"),
    "overflow-y": _words("visible"),
    "text-transform": _words("none uppercase lowercase capitalize"),
    "overlay": _words("none"),
    "text-size-adjust": _words("auto none 100%"),
    "-webkit-text-size-adjust": _words("auto none 100%"),
    "-moz-text-size-adjust": _words("auto none 100%"),
    "font-style": _words("normal italic oblique"),
    "columns": _words("auto"),
    "reading-flow": _words("normal"),
    "content": _words("normal"),
    "position": _words("static relative"),
    "white-space": _words("normal nowrap pre pre-wrap pre-line break-spaces wrap"),
    "text-wrap": _words("wrap nowrap balance pretty stable auto"),
    "text-wrap-mode": _words("wrap nowrap"),
    "white-space-collapse": _words("collapse preserve preserve-breaks break-spaces"),
    "direction": _words("ltr rtl"),
    "display": _words(
        """
        block inline inline-block list-item flow-root flex inline-flex grid inline-grid contents run-in flow
        table inline-table table-row table-cell table-row-group table-header-group table-footer-group table-caption
        """
    ),
}
"""Properties of which these values are known to be harmless. Others hide, or cannot be judged."""

HIDING = {
    "visibility": "is hidden",
    "content-visibility": "is hidden",
    "clip": "is clipped",
    "clip-path": "is clipped",
    "overflow-x": "may be clipped",
    "overflow-y": "may be clipped",
    "-webkit-line-clamp": "is clipped",
    "line-clamp": "is clipped",
    "pointer-events": "has a link that cannot be followed",
    "user-select": "cannot be copied",
    "order": "is shown in another order",
    "flex-direction": "is shown in another order",
    "flex-wrap": "is shown in another order",
    "text-decoration-line": "is struck out",
    "content": "is replaced",
    "position": "is taken out of the flow, and may be off the page or covered",
    "unicode-bidi": "is written in another direction",
    "direction": "is written in another direction",
    "writing-mode": "is written in another direction",
    "-webkit-text-security": "has other letters",
}
"""What is said of text whose property has another value than those in ONLY."""

COVERING = _words(
    """
    position transform translate scale rotate offset offset-path backdrop-filter mix-blend-mode animation
    animation-name perspective border-image border-image-source
    """
)
"""Properties by which a box without text may come to lie upon some."""

INHERITED = _words(
    """
    color -webkit-text-fill-color font-size font-family line-height letter-spacing word-spacing text-indent
    text-transform visibility direction white-space text-wrap text-wrap-mode white-space-collapse pointer-events
    list-style-type list-style-image text-shadow quotes writing-mode text-orientation hyphenate-character
    font-size-adjust font-feature-settings font-variant-alternates font-palette -webkit-text-stroke
    -webkit-text-stroke-width -webkit-text-security text-emphasis text-emphasis-style user-select color-scheme
    font-variant-emoji font-variation-settings font-language-override
    """
)

LENGTHS = _words(
    """
    margin-top margin-right margin-bottom margin-left padding-top padding-right padding-bottom padding-left
    border-top-width border-right-width border-bottom-width border-left-width
    width height min-width max-width min-height max-height top right bottom left
    letter-spacing word-spacing text-indent outline-width outline-offset vertical-align baseline-shift
    text-decoration-thickness text-underline-offset column-width column-gap row-gap column-rule-width border-spacing
    flex-basis
    """
)
"""Properties whose lengths are kept within bounds."""

SPECIAL = _words(
    """
    color -webkit-text-fill-color background-color background-image background-size background-repeat
    opacity font-size font-family line-height zoom
    z-index list-style-type counter-reset counter-increment counter-set quotes box-shadow text-shadow aspect-ratio
    grid grid-template grid-template-columns grid-template-rows grid-template-areas grid-auto-rows grid-auto-columns
    grid-area grid-row grid-column grid-row-start grid-row-end grid-column-start grid-column-end column-count
    color-scheme font-feature-settings font-variation-settings font-language-override container container-name
    """
)
"""Properties that are judged by rules of their own."""

KNOWN = HARMLESS | LENGTHS | SPECIAL | frozenset(ONLY)

FAMILIES = _words(
    """
    serif sans-serif monospace system-ui ui-serif ui-sans-serif ui-monospace ui-rounded
    arial helvetica georgia verdana tahoma times courier cambria calibri candara constantia corbel consolas segoe
    garamond palatino baskerville optima futura didot avenir menlo monaco roboto inter lato ubuntu cantarell
    -apple-system blinkmacsystemfont
    """
)
"""Families of text that need not be bundled, by the first word of names such as `Segoe UI`; none draws signs only."""

WHOLE_FAMILIES = frozenset(
    (
        "times new roman", "courier new", "helvetica neue", "segoe ui", "gill sans", "book antiqua",
        "palatino linotype", "trebuchet ms", "lucida grande", "lucida sans", "lucida sans unicode", "open sans",
        "noto sans", "noto serif", "source sans pro", "source serif pro", "liberation sans", "liberation serif",
        "dejavu sans", "dejavu serif", "hoefler text", "iowan old style", "avenir next", "century gothic",
        "franklin gothic medium", "arial narrow", "sf pro text", "ibm plex sans", "ibm plex serif", "fira sans",
        "eb garamond", "cormorant garamond", "libre baskerville", "crimson text", "century schoolbook",
    )
)  # fmt: skip

FEATURES = _words(
    "kern liga clig calt dlig hlig lnum onum pnum tnum smcp c2sc pcap case zero locl cpsp cv01 cv02 cv03 cv04 cv05 "
    "cv06 cv07 cv08 cv09 cv10 cv11 ss01 ss02 ss03 ss04 ss05 ss06 ss07 ss08 ss09 ss10"
)
"""OpenType features that draw other shapes of the same letters."""
