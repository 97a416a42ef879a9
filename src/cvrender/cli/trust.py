"""Report what a `cvrender.toml`, which may be a stranger's, asks for beyond the default."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from cvrender.diagnostics.report import Position, Report
from cvrender.loading.options import Options
from cvrender.loading.registry import COMPILERS
from cvrender.theming.discovery import find, folders, standing
from cvrender.theming.theme import DEFAULT, Theme, load

_TEX = ("latex", *COMPILERS)
_GUARDED = ("theme", "engine", "verify", "embed")
"""Keys with values that loosen a check, reveal more or run more than the default; the others only change what a source
in the same folder could change as well, or cost time.
"""
_GUARDED_SETTINGS = ("theme", "engine")
"""Keys of `set` and `set-file` that are guarded likewise."""
_PROJECT = "themes/"
"""The origin of themes that are found in the working folder (theming.discovery.Place)."""
Planned = Iterable[tuple[argparse.Namespace, Options]]


def judge(planned: Planned, report: Report) -> None:
    """Note each value from a file, not from the command line, that goes beyond the default, once (CV037).

    A file may not choose both TeX and a theme with a LaTeX sheet of its project: that is an error (CV038).
    """
    told: set[str] = set()
    loaded: dict[str, tuple[str, ...]] = {}
    for one, wanted in planned:
        places = _places(one, wanted)
        if not places:
            continue
        themes = wanted.themes or (wanted.settings.get("theme", DEFAULT).strip(),)
        engines = wanted.engines or (wanted.settings.get("engine", "").strip(),)
        tex = [name for name in engines if name in _TEX and "pdf" in wanted.formats and "engine" in places]
        if tex and not one.theme_named:
            name = next((name for name in themes if "latex.sty" in _own(name, one, loaded)), "")
            if name:
                named = f"-t {name} -e {tex[0]}" if "theme" in places else f"-e {tex[0]}"
                report.error(
                    "CV038",
                    f"this file has {tex[0]} run a LaTeX sheet of the project, that of the theme `{name}`",
                    places["engine"],
                    f"if you trust the sheet, say so on the command line: `{named}`",
                )
                return
        sheets = {name: _own(name, one, loaded) for name in themes} if "theme" in places else {}
        for key, message, hint in _beyond(places, wanted, tex, sheets):
            if message not in told:
                told.add(message)
                report.note("CV037", message, places[key], hint)


def _places(one: argparse.Namespace, wanted: Options) -> dict[str, Position]:
    """Return where the file has each guarded key that counts, be it as an option or within `set` or `set-file`."""
    options: dict[str, tuple[str, ...]] = {"theme": wanted.themes, "engine": wanted.engines}
    places = {key: place for key, place in one.set_places.items() if key in _GUARDED_SETTINGS and not options.get(key)}
    return places | {key: place for key, place in one.places.items() if key in _GUARDED}


def _beyond(
    places: dict[str, Position], wanted: Options, tex: list[str], themes: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, str]]:
    """Yield each key from the file that goes beyond the default, with a message and a hint; `themes` have sheets."""
    for name, sheets in themes.items():
        if sheets:
            message = f"the theme `{name}` brings sheets of its project, which decide what a page shows: "
            hint = f"`-t {DEFAULT}` takes another theme, `-t {name}` this one without a note"
            yield "theme", message + ", ".join(sheets), hint
    for name in tex[:1]:
        hint = f"`-e auto` takes the default engine, `-e {name}` this one without a note"
        yield "engine", f"`{name}` runs TeX, which can do more than the default engine", hint
    if "verify" in places and not wanted.verify:
        message = "outputs are not read back, so nothing notices what is lost in them, or private"
        yield "verify", message, "remove this to have them read back; `--no-verify` allows it without a note"
    if "embed" in places and wanted.embed:
        message = "each PDF carries the resume as data too, in an attachment"
        yield "embed", message, "remove this to leave it out; `--embed` allows it without a note"


def _own(name: str, one: argparse.Namespace, loaded: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return which sheets of a theme, or of those that it extends, come from the project: neither with cvrender or a
    package nor from the user's own themes.
    """
    if name not in loaded:
        ours = find(name)
        if ours is not None and ours.parent == folders()[-1] and not Path("themes").is_dir():
            loaded[name] = ()  # one of cvrender's, which extends no other here
        else:
            theme = load(name, Report(), path_allowed=True, follow_links=one.follow_links)
            loaded[name] = tuple(_from_project(theme)) if theme else ()
    return loaded[name]


def _from_project(theme: Theme) -> Iterator[str]:
    found = [(kind, Path(sheet.path)) for kind, sheets in theme.sheets.items() for sheet in sheets if not sheet.shipped]
    if not found:
        return
    installed = {place.folder.resolve() for place in standing().values() if place.origin != _PROJECT}
    yield from dict.fromkeys(kind for kind, path in found if path.parent.resolve() not in installed)
