"""The builds that a command line means: its own, or those of `cvrender.toml`, with its own options over them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from cvrender.cli.show import show
from cvrender.cli.usage import EXIT_USAGE
from cvrender.diagnostics.report import Report
from cvrender.loading.files import SOURCES
from cvrender.loading.project_config import Build, read

_OPTIONS = {
    "theme": "theme",
    "format": "format",
    "engine": "engine",
    "variant": "variants",
    "lang": "langs",
    "public": "public",
    "embed": "embed",
    "strict": "strict",
    "verify": "no_verify",
    "cache": "no_cache",
    "set": "settings",
    "set-file": "setting_files",
    "pdf-standard": "pdf_standard",
    "pages": "pages",
    "trim": "trim",
    "jobs": "jobs",
}
"""Keys of the file that stand for an option as it is, by what argparse calls this."""


def builds(options: argparse.Namespace) -> list[argparse.Namespace] | int:
    """Return the options of each build, or, having said what is wrong with the file, the exit status.

    Who names sources wants these, each once: what is fixed for every build holds for them.
    """
    report = Report()
    named = options.sources or [SOURCES]
    # What is fixed for the sources of one folder is not for those of another.
    folders = {path if path.is_dir() else path.parent for path in named}
    fixed = read([Path(), *(folders if len(folders) == 1 else ())], report, follow_links=options.follow_links)
    show(report, options)
    if fixed is None:
        return EXIT_USAGE
    if options.sources or not fixed.builds:
        return [_laid_over(fixed.common, options)]
    return [_laid_over(build, options) for build in fixed.builds]


def _laid_over(build: Build, options: argparse.Namespace) -> argparse.Namespace:
    """The options of a build: those of the command line, and of the file where the command line says nothing."""
    one = argparse.Namespace(**vars(options))
    values = build.values
    named = {text.partition("=")[0] for text in (*options.settings, *options.setting_files)}
    one.theme_named = bool(options.theme) or "theme" in named
    one.set_places = {
        name: build.places[key] for key in ("set", "set-file") for name in values.get(key, ()) if name not in named
    }
    one.sources = options.sources or [Path(name) for name in values.get("sources", ())]
    one.root = None if options.sources else _folder(build, "sources")
    one.places = {key: place for key, place in build.places.items() if not getattr(options, _OPTIONS.get(key, key))}
    for key, dest in _OPTIONS.items():
        if key not in values or (key not in one.places and key not in ("set", "set-file")):
            continue
        value = values[key]
        if key in ("verify", "cache"):
            value = not value
        elif key == "jobs" and value != "auto":
            value = str(min(int(value), os.cpu_count() or 1))  # a file may be a stranger's
        elif key in ("set", "set-file"):
            kept = [f"{name}={text}" for name, text in value.items() if name not in named]
            value = [*kept, *getattr(options, dest)]
        setattr(one, dest, value)
    if options.output is None and "output" in values:
        one.output = Path(values["output"])
    one.output_root = None if options.output is not None else _folder(build, "output")
    return one


def _folder(build: Build, key: str) -> Path:
    """The folder that paths of a key must stay in: that of the file in which it stands, or the working folder."""
    return Path(build.places[key].file).parent if key in build.places else Path()
