"""`cvrender themes`: list, show, make and check themes."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cvrender.cli.show import counted, show_all, today
from cvrender.cli.usage import EXIT_USAGE, say, tell, usage
from cvrender.diagnostics.report import Report
from cvrender.system.paths import confine
from cvrender.theming.discovery import THEME, available, is_name, standing
from cvrender.theming.theme import DEFAULT, load, tell_faint
from cvrender.theming.tokens import TOKENS

if TYPE_CHECKING:
    from cvrender.theme_check.run import Tried


def run(options: argparse.Namespace) -> int:
    """Do what is asked for with themes; return the exit status."""
    if options.action == "list":
        if options.name:
            return usage("`themes list` takes no name; did you mean `themes show`?")
    elif not options.name:
        making = options.action == "new"
        return usage("what shall it be called?" if making else "which theme? `cvrender themes list` names them")
    if options.base is not None and options.action != "new":
        return usage(f"`--from` is for `themes new`, not for `themes {options.action}`")
    if options.picture is not None and options.action != "check":
        return usage(f"`--picture` is for `themes check`, not for `themes {options.action}`")
    actions = {"list": _list_themes, "show": _show_theme, "new": _new_theme, "check": _check_theme}
    return actions[options.action](options)


def _list_themes(options: argparse.Namespace) -> int:
    report = Report()
    themes = standing()
    width = max(map(len, themes), default=0)
    origins = max((len(place.origin) for place in themes.values()), default=0)
    for name, place in themes.items():
        theme = load(name, report)
        if theme:
            say(f"{name:{width}}  {place.origin:{origins}}  {theme.description}".rstrip())
    show_all(report)
    return 1 if report.failed() else 0


def _show_theme(options: argparse.Namespace) -> int:
    from cvrender.system.fonts import families
    from cvrender.theming.scaffold import fit, layout, value

    report = Report()
    theme = load(options.name, report, path_allowed=True)
    show_all(report)
    if theme is None:
        return EXIT_USAGE
    if report.failed():
        return 1
    say(f"{theme.name}: {theme.description}", "")
    for name, token in TOKENS.items():
        shown, default = value(theme.tokens[name]), value(token.default)
        say(f"{name}: {shown}" + (f"  (default {default})" if shown != default else ""))
        say(f"    {token.doc} {token.allowed[0].upper()}{token.allowed[1:]}. For example {value(token.example)}.")
    say("", "layout:", *"".join(layout(theme)).splitlines())
    say("    Sections that come first, those in the column at the side, and where the header stands: top or side.")
    say("", "fit:", *"".join(fit(theme)).splitlines())
    say("    How far `pages` may change these tokens, to make a resume shorter and to fill its last page.")
    say("", f"Font families: {', '.join(families())}.")
    say("Change a token with `--set accent=#7a1f3d` or under `meta: {cvrender: {style: ...}}`.")
    return 0


def _new_theme(options: argparse.Namespace) -> int:
    from cvrender.loading.atomic import create
    from cvrender.theming.scaffold import draft

    folder = Path(options.name)
    named = folder.name == options.name
    name = folder.name
    if not is_name(name):
        return usage(f"`{name}` is no name for a theme: small letters, digits, `-` and `_` make one")
    folder = Path("themes") / name if named else folder
    if os.path.lexists(folder):
        return usage(f"`{folder}` is there already; it is left as it is")
    if name in available():
        return usage(f"there is a theme `{name}` already; take another name")
    report = Report()
    base = load(DEFAULT if options.base is None else options.base, report)
    show_all(report)
    if base is None:
        return EXIT_USAGE
    if report.failed():
        return 1
    call = name if named else str(folder)
    try:
        if named:
            confine(Path(), folder.parent)
        create(folder / THEME, draft(name, call, base).encode())
    except OSError as error:
        return usage(f"`{folder}` cannot be made: {error.strerror}")
    say(str(folder / THEME))
    tell(f"change what you like in it, then: cvrender build -t {call}")
    return 0


def _check_theme(options: argparse.Namespace) -> int:
    from tempfile import TemporaryDirectory

    from cvrender.theme_check.run import run as trials

    report = Report()
    theme = load(options.name, report, path_allowed=True)
    if theme is not None:
        for pair in theme.faint():
            tell_faint(pair, theme, report, file=theme.name)
    show_all(report)
    if theme is None:
        return EXIT_USAGE
    if report.failed():
        return 1
    problems = len(report.diagnostics)
    drawn = False
    with TemporaryDirectory() as folder:
        for tried in trials(options.name, theme, Path(folder).resolve(), today()):
            came = "not here" if tried.missing else counted(tried.problems, "problem") if tried.problems else "fine"
            pages = f", {counted(tried.pages, 'page')}" if tried.pages else ""
            say(f"{tried.case:9} {tried.what}: {came}{pages}")
            sys.stdout.flush()
            show_all(tried.report)
            problems += tried.problems
            if options.picture is not None and tried.pages:
                drawn = _draw(tried, options.picture, drawn=drawn)
    say(f"{theme.name}: {counted(problems, 'problem') if problems else 'no problems'}")
    return 1 if problems else 0


def _draw(tried: Tried, path: Path, *, drawn: bool) -> bool:
    """Write pictures of the pages of an output; of the first one only, where all go into one file."""
    from cvrender.theme_check import screenshots

    if path.suffix.lower() != ".png":
        screenshots.every(tried.pdf, tried.pages, path, f"{tried.case}-{tried.what}")
    elif not drawn:
        screenshots.sheet(tried.pdf, tried.pages, path)
    return True
