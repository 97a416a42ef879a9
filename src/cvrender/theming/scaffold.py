"""The first draft of a theme: its theme.yaml, which says what there is to choose and changes nothing yet."""

from __future__ import annotations

import json
import re
from textwrap import wrap

from cvrender.theming.fit_bounds import whole
from cvrender.theming.theme import SECTION_NAMES, Theme
from cvrender.theming.tokens import TOKENS

_WIDEST = 112
_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9. -]*")
FIRST = (
    "accent", "body-font", "heading-font", "font-size", "line-height", "name-size", "heading-style", "heading-case",
    "date-place", "icons", "section-gap", "footer",
)  # fmt: skip
"""The tokens that a draft names, those that change most first; the very first is not commented out."""

_HEAD = """\
# {name}: a theme of your own. It looks like `{base}` until you change something.
{commands}
#
# Take away the # before a line and change its value. What stays commented out is as `{base}` has it.

extends: {base}
description: Like {base}, with changes of my own.

# These {few} of {all} tokens change most. `cvrender themes show {call}` lists all.
tokens:
"""
_COMMANDS = {
    "build -t {call}": "renders with it",
    "themes show {call}": "lists all that may be chosen, with examples",
    "themes check {call}": "tries it on hard resumes, and tells what is lost, pale or badly parted",
}
_LAYOUT = """
# `sections` are those that come first; the others follow as a resume has them. Those in `side` stand in a column of
# their own. The header stands at the `top`, or at the `side`, in a panel.
{names}
#layout:
"""
_FIT = """
# How far a resume that is to fill a number of pages may change these tokens: as tight as this, and as open.
#fit:
"""
_FOOT = """
# Where tokens are not enough, put beside this file what says more in an output's own language:
#   html.css     rules laid over those of `{base}`; for HTML, and for PDF by WeasyPrint
#   typst.typ    functions in place of those of cvrender.typ, which `cvrender build -f typst` writes out
#   latex.sty    macros in place of those of cvrender.sty, which `cvrender build -f latex` writes out
#   html.j2      a template for all of the page's body
"""


def draft(name: str, call: str, base: Theme) -> str:
    """Return the text of a theme.yaml that extends `base`; `call` is what the command line calls the theme."""
    commands = {f"cvrender {command.format(call=call)}": does for command, does in _COMMANDS.items()}
    width = max(map(len, commands))
    parts = [
        _HEAD.format(
            name=name,
            base=base.name,
            call=call,
            commands="\n".join(f"#   {command:{width}}   {does}" for command, does in commands.items()),
            few=len(FIRST),
            all=len(TOKENS),
        ),
        "\n".join(_token(token, base, "" if token == FIRST[0] else "#") for token in FIRST),
        _LAYOUT.format(names=_comment(f"Sections are {', '.join(SECTION_NAMES)}.")),
        *layout(base, "#  "),
        _FIT,
        *fit(base, "#  "),
        _FOOT.format(base=base.name),
    ]
    return "".join(parts)


def layout(theme: Theme, indent: str = "  ") -> list[str]:
    """Return the lines of YAML that say how the theme is laid out."""
    chosen = theme.layout
    names = {"sections": f"[{', '.join(chosen.sections)}]", "side": f"[{', '.join(chosen.side)}]"}
    return [f"{indent}{key}: {value}\n" for key, value in (names | {"header": chosen.header}).items()]


def fit(theme: Theme, indent: str = "  ") -> list[str]:
    """Return the lines of YAML that say how far the theme may be changed to fill pages."""
    bounds = whole(theme.fit, theme.tokens)
    sides = {"tight": bounds.tight, "open": bounds.open}
    said = {side: ", ".join(f"{name}: {held}" for name, held in tokens.items()) for side, tokens in sides.items()}
    lines = (
        wrap(f"{side}: {{{tokens}}}", _WIDEST - len(indent), subsequent_indent="  ", break_on_hyphens=False)
        for side, tokens in said.items()
    )
    return [f"{indent}{line}\n" for some in lines for line in some]


def value(text: str) -> str:
    """Return a token's value as YAML has it, in quotes where it needs them."""
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _token(name: str, base: Theme, off: str) -> str:
    token = TOKENS[name]
    doc = f"{token.doc} {token.allowed[0].upper()}{token.allowed[1:]}."
    if not token.choices:
        doc += f" For example {value(token.example)}."
    return f"{_comment(doc, '  ')}\n  {off}{name}: {value(base.tokens[name])}\n"


def _comment(text: str, indent: str = "") -> str:
    return "\n".join(f"{indent}# {line}" for line in wrap(text, _WIDEST))
