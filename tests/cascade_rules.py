"""Rules of style sheets for tests of the proof of HTML: those that take words away or add some, and harmless ones."""

from __future__ import annotations

HIDING = """
#work { display: none }
#work { display: none !important }
.section:nth-of-type(2) { display: none }
section[id="work"] { display: none }
SECTION#work { display: none }
:is(#work, #nothing) .entry { display: none }
:where(#work) .entry { display: none }
.section:has(> h2) .entry { display: none }
main > section:not(#education) ul { display: none }
.entry ~ .entry { display: none }
.entry + .entry { display: none }
#work { & .entry { display: none } }
#work { .highlights { display: none } }
.entry { @media screen { display: none } }
.\\65ntry { display: none }
#work { visibility: hidden }
#work { visibility: collapse }
#work { content-visibility: hidden }
#work { opacity: 0 }
#work { opacity: 0% }
.entry { opacity: 0.2 } .highlights { opacity: 0.2 }
#work { all: unset; display: none }
#work { font-size: 0 }
#work { font-size: 1px }
#work { font: 0/0 serif }
.highlights { font: 2px serif }
.highlights li { font-size: calc(1em - 12px) }
.highlights li { font-size: clamp(0px, 1vw, 2px) }
.highlights li { font-size: min(1em, 3px) }
#work { zoom: 0.1 }
#work { color: #fff }
#work { color: white; & * { color: inherit !important } }
.highlights li { color: transparent }
.highlights li { color: rgb(255 255 255 / 90%) }
.highlights li { color: hsl(0 0% 97%) }
.highlights li { color: oklch(0.98 0 0) }
.highlights li { color: color-mix(in srgb, white 95%, black) }
.highlights li { color: var(--background) }
:root { --text: #ffffff }
:root { --text: var(--background) }
.highlights { --ink: #fefefe } .highlights li { color: var(--ink, black) }
.highlights li { color: var(--none, white) }
.highlights li { -webkit-text-fill-color: transparent }
.highlights li { background: #1d2126 }
.highlights li { background-color: var(--text) }
.highlights { background: linear-gradient(#1d2126, #1d2126) }
.highlights li { box-shadow: inset 0 0 0 100px #1d2126 }
#work { background: currentColor }
@media (prefers-color-scheme: dark) { .highlights li { color: #fff } }
@media (max-width: 500px) { #work { display: none } }
@media (width < 600px) { #work { display: none } }
@media screen and (min-width: 30em) { #work { display: none } }
@media not print { #work { display: none } }
@media print { #work { visibility: hidden } }
@media print and (min-width: 900px) { #work { display: none } }
@media (color) { @media (min-height: 100px) { @media (scripting) { @media not (grid) { @media not (monochrome) { #work { display: none } } } } } }
@media not (grid) { #work { display: none } }
@media (color) and (not (grid)) { #work { display: none } }
@media screen and (not (grid)) { #work { display: none } }
@media (not (grid)) or (print) { #work { display: none } }
@media not screen, (not (grid)) { #work { display: none } }
@media only screen and (color) { #work { display: none } }
@media (width > 300px) and (not (grid)) { #work { display: none } }
@media (min-device-width: 500px) and (max-width: 450px) { #work { display: none } }
@supports (display: grid) { #work { display: none } }
@supports not (display: strange) { #work { display: none } }
@layer one { #work { display: none !important } }
@layer a, b; @layer b { .headline { color: #fff !important } }
@layer x { @layer y { #work { display: none } } }
body { container-type: inline-size } @container (min-width: 100px) { #work { display: none } }
@scope (#work) { .entry { display: none } }
.highlights li { clip-path: inset(100%) }
.highlights li { clip-path: circle(0) }
.highlights { position: absolute; clip: rect(0 0 0 0) }
.highlights li { mask-image: linear-gradient(transparent, transparent) }
.highlights li { -webkit-mask-image: linear-gradient(transparent, transparent) }
.highlights li { filter: opacity(0) }
.highlights li { filter: brightness(100) }
.highlights li { mix-blend-mode: overlay }
#work { transform: translateX(-9999px) }
#work { transform: translateY(-9999px) }
#work { translate: -200vw }
#work { scale: 0 }
#work { rotate: y 90deg }
#work { position: absolute; left: -9999px }
#work { position: fixed; top: -5000px }
#work { position: relative; left: -3000px }
#work { position: relative; inset-inline-start: -3000px }
#work { margin-left: -3000px }
#work { margin-inline: -3000px 0 }
#work { margin-block-start: -900px }
.entry { margin-top: -60px }
#work { text-indent: -9999px }
.highlights li { text-indent: -5000px }
.highlights { height: 0; overflow: hidden }
.highlights { max-height: 3px; overflow: clip }
.highlights { block-size: 0; overflow-y: hidden }
.highlights { width: 0; overflow: hidden }
.highlights { inline-size: 10px; overflow-x: hidden; white-space: nowrap }
.highlights li { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; max-width: 80px }
.highlights li { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 1; overflow: hidden }
.entry { height: 0 }
.highlights li { line-height: 0 }
.highlights li { line-height: 0.1em }
.highlights li { letter-spacing: -1em }
.highlights li { word-spacing: -3em }
.highlights li { white-space: nowrap }
.highlights li { direction: rtl; unicode-bidi: bidi-override }
.highlights li { writing-mode: vertical-rl }
.entry { display: flex; flex-direction: column-reverse }
.section { display: flex; flex-direction: column } .section h2 { order: 2 }
main { display: grid } main > section { grid-area: 1 / 1 }
.highlights li { text-transform: uppercase }
.highlights li { text-transform: lowercase }
.highlights li { text-transform: full-width }
.highlights li { -webkit-text-security: disc }
.highlights li { -webkit-text-stroke: 8px white }
.highlights li { text-decoration: line-through }
.highlights li { font-family: Wingdings }
.highlights li { animation: gone 1ms forwards } @keyframes gone { to { opacity: 0 } }
@font-face { font-family: Mine; src: url(data:font/woff2;base64,AA==) }
@property --text { syntax: "<color>"; inherits: false; initial-value: white }
@counter-style words { system: cyclic; symbols: "no"; suffix: " " }
.highlights li::first-letter { font-size: 0 }
.highlights li::first-line { color: #fff }
.highlights li::first-letter { color: white }
.entry:hover .date { display: none }
#work:not(:hover) { display: none }
a:visited { color: white }
body::before { content: ""; position: fixed; inset: 0; background: white }
main::after { content: ""; position: absolute; top: 0; left: 0; width: 100%; height: 100%; background: white }
.section { position: relative } .section::after { content: ""; position: absolute; inset: 0; background: #fff; z-index: 2 }
.entry::before { content: "Formerly "; }
.entry .title::after { content: " (fired)" }
.name::after { content: ", PhD" }
.date::before { content: "19" }
h2::before { content: attr(class) }
h2::before { content: counter(item) }
.highlights li::after { content: "Ⓕⓐⓚⓔ" }
ul.highlights { list-style: lower-alpha }
.highlights li::marker { content: "Not: " }
:root { --bullet: "never " }
h2 { content: "Nothing" }
.contacts a { pointer-events: none }
.highlights li { user-select: none }
.highlights li { background: url(data:image/png;base64,AA==) }
h2::before { content: url(data:image/svg+xml,%3Csvg/%3E) }
@page { @top-center { content: "Fraud" } }
.highlights { columns: 1px }
.highlights { column-count: 40 }
.section, .body, .entry, .highlights, li { padding-left: 20% }
.contacts { display: flex; gap: 4000px }
.head { display: flex } .what { flex: 0 0 5000px }
.highlights li { font-style: oblique 90deg }
.highlights li { text-decoration: underline; text-underline-offset: -0.5em; text-decoration-thickness: 1em }
.entry { display: table-column }
.highlights li { position: sticky; top: 0 }
.highlights { display: grid; grid-template-rows: 0 0 }
* { -webkit-text-size-adjust: 1% }
#work { --x: none; display: var(--x) }
#work { display: var(--missing, none) }
:root { --a: var(--b); --b: none } #work { display: var(--a) }
[ID="work"] { display: none }
[dir="LTR"] .entry { display: none }
.entry:nth-child(n+1) { display: none }
.entry:not(.never) { display: none }
h2 ~ .body > article { display: none }
#work::before { content: ""; display: block; margin-bottom: -400px; height: 400px; width: 100%; background: white; position: relative; z-index: 3 }
.highlights li { background: no-repeat linear-gradient(#1d2126, #1d2126) }
.highlights li { background-image: linear-gradient(#1d2126, #1d2126) }
#work { offset-path: ray(45deg) }
#work { perspective: 1px }
#work { contain: size }
#work { border-left: 900px solid white }
#work { unknown-property: 1 }
.highlights li { color: strange(1) }
.highlights li { width: anchor-size(width) }
.highlights li { text-shadow: 2em 2em black }
.highlights li { outline: 60px solid white; outline-offset: -60px }
.highlights li { z-index: -1; position: relative } #work { background: white }
"""
"""Rules that take words away, alter or add some, or that cannot be judged; one sheet a line."""

HARMLESS = """
.headline { font-style: italic }
.headline { font-size: 1.2em; color: var(--accent) }
h2 { text-transform: uppercase; letter-spacing: 0.08em }
h2 { font-variant: small-caps; letter-spacing: 1px }
h2 { border-bottom: 2px solid var(--accent); padding-bottom: 3px }
h2 { border: none; background: #eef2f6; padding: 4px 8px; border-radius: 4px }
h2 { background: var(--accent); color: white; padding: 2pt 6pt }
h2 { display: flex; align-items: center; gap: 8px }
h2::before { content: "§ "; color: var(--accent) }
h2::before { content: ""; display: inline-block; width: 8px; height: 8px; background: var(--accent); margin-right: 6px }
h2::after { content: ""; flex: 1; border-top: 1px solid var(--rule) }
h2::after { content: ""; display: block; width: 48px; height: 3px; background: var(--accent) }
.entry { border-inline-start: 2px solid var(--rule); padding-inline-start: 10px }
.entry { position: relative } .entry::before { content: ""; position: absolute; left: -14px; top: 6px; width: 8px; height: 8px; border-radius: 50%; background: var(--accent) }
.section { position: relative } .section::before { content: ""; position: absolute; left: -10px; top: 0; bottom: 0; width: 2px; height: 100%; background: #ccc }
.section { margin-top: 18pt }
.section { margin-block: 1.5rem 0.5rem }
.section { padding: 12px; border: 1px solid #ddd; border-radius: 6px; box-shadow: 0 1px 3px rgba(0, 0, 0, 0.15) }
.highlights { list-style: square }
.highlights { list-style: none; padding-left: 0 }
.highlights { list-style-type: "– " }
.highlights li::marker { color: var(--accent) }
.highlights li { margin-bottom: 2pt; line-height: 1.5 }
.highlights li { line-height: 18px }
.highlights { columns: 2; column-gap: 2em }
.title { font-weight: 600; font-family: Georgia, "Times New Roman", serif }
body { font-family: "Source Sans 3", system-ui, sans-serif; font-size: 11pt }
body { font: 11pt/1.4 Georgia, serif }
html { font-size: 15px } body { line-height: 1.6 }
body { max-width: 52rem; margin: 0 auto; padding: 2rem }
body { background: #fafaf7; color: #222 }
body { background: linear-gradient(#ffffff, #f4f4f4) }
:root { --accent: #7a1f3d; --muted: #555 }
:root { --gap: 6px } .entry { margin-top: calc(var(--gap) * 2) }
.entry { display: grid; grid-template-columns: 1fr; gap: 4px }
.head { display: flex; justify-content: space-between; flex-wrap: wrap }
.head { display: grid; grid-template-columns: 1fr auto }
.contacts { display: flex; flex-wrap: wrap; gap: 4px 16px; justify-content: center }
.contacts li { display: inline-flex }
.contacts li::after { content: "" !important }
.contacts li:not(:last-child)::after { content: " / " }
.contacts a { text-decoration: underline; text-underline-offset: 2px }
a:hover { color: #a00; text-decoration: underline }
a:hover { opacity: 0.8 } a:focus { outline: 2px solid #a00 }
a { transition: color 0.2s ease }
a:visited { color: #551a8b }
@media (prefers-color-scheme: dark) { :root { --text: #eee; --background: #111; --muted: #bbb; --accent: #9cf; --name-color: #9cf; --rule: #444; --panel: #111 } }
@media print { body { font-size: 10pt } a { color: black } }
@media (max-width: 600px) { .head { display: block } .section { padding: 4px } }
@media (min-width: 900px) { body { font-size: 12pt } }
@media (hover: hover) { .entry:hover { background: #f6f6f6 } }
@supports (display: grid) { .entry { display: grid } }
@layer base { h2 { color: var(--accent) } }
@layer a, b; @layer a { .date { color: #444 } } @layer b { .date { color: #333 } }
.section { & h2 { color: #333 } & .entry:first-child { margin-top: 0 } }
.entry { &:not(:last-child) { border-bottom: 1px solid #eee } }
:is(h1, h2, h3) { font-weight: 700; text-wrap: balance }
.entry:has(ul) { margin-bottom: 4pt }
.date { font-variant-numeric: tabular-nums; white-space: nowrap; color: #444 }
.date { text-align: right; float: right }
.name { font-size: 28pt; letter-spacing: -0.01em; text-align: center }
.name { text-transform: uppercase; font-weight: 300 }
.header { border-bottom: 3px double #333; padding-bottom: 8pt; text-align: center }
.header { background: #1f3a5f; color: white; padding: 16px } .header .name, .header .headline, .header a, .header li { color: white } .header .contacts li::after { color: #ccc !important }
.headline { opacity: 0.85 }
.entry { break-inside: avoid; orphans: 3; widows: 3 }
p { hyphens: auto; text-align: justify }
strong { color: var(--accent) }
.highlights li { text-indent: -0.6em; padding-left: 0.6em }
.highlights li { padding-inline-start: 0.25rem }
.section:first-child { margin-top: 0 }
.entry { margin-left: -2px }
.title { text-shadow: 0 1px 1px rgba(0, 0, 0, 0.1) }
.under::before { content: "· " }
.date::before { content: "(" } .date::after { content: ")" }
* { box-sizing: border-box }
.section { display: flow-root }
.headline { all: unset; display: block }
.headline { color: revert; font-size: revert-layer }
h2 { color: rgb(20 40 90); border-color: hsl(210 20% 80%) }
h2 { color: oklch(0.4 0.1 250); background: color-mix(in srgb, var(--accent) 10%, white) }
h2 { font-feature-settings: "smcp" 1, "kern" 1 }
.entry { min-height: 40px; max-width: 100% }
* { box-sizing: border-box } .entry { width: 100%; padding: 0 1em }
"""
"""What themes do and may do; no word is hidden or added by it."""


def sheets(text: str) -> list[str]:
    """The sheets of a list, one a line."""
    return [line for line in text.strip().split("\n") if line]
