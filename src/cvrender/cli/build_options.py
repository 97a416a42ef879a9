"""What the options of `build` come to, and what is wrong with them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from cvrender.cli.build_plan import builds
from cvrender.cli.show import show, today
from cvrender.cli.usage import EXIT_USAGE, usage
from cvrender.diagnostics.report import Report, closest
from cvrender.loading.options import Options
from cvrender.loading.registry import ENGINE_NAMES, EXIT_SOURCE, FORMATS, can_be
from cvrender.pipeline.incremental.cache import folder
from cvrender.resume.model import Settings, settable
from cvrender.system.paths import Outside, confine, read
from cvrender.theming.discovery import available, is_theme
from cvrender.theming.discovery import find as standing
from cvrender.theming.theme import load
from cvrender.theming.tokens import TOKENS

_LONGEST_NUMBER = 3
"""Digits; who has more processors than that has a cluster."""
_DEEPEST_KEY = 3
"""Dots in a key of meta.cvrender; `style.TOKEN`, `headings.SECTION` and `dates.month` have one."""


def plans(options: argparse.Namespace) -> list[tuple[argparse.Namespace, Options]] | int:
    """Return the builds that are meant, by their options and by what these come to, or the exit status."""
    planned = builds(options)
    if isinstance(planned, int):
        return planned
    out = []
    for one in planned:
        wanted = asked(one)
        if isinstance(wanted, int):
            return wanted
        out.append((one, wanted))
    if any(one.places or one.set_places for one, _ in out) and not (
        options.journal and options.journal.entries()
    ):  # else it was told
        from cvrender.cli.trust import judge

        report = Report()
        judge(out, report)
        show(report, options)
        if report.failed():
            return EXIT_USAGE
    return out


def asked(options: argparse.Namespace) -> Options | int:
    """Return what a command line asks for, or, having said why nothing can come of it, the exit status."""
    formats = [name.strip() for part in options.format for name in part.split(",")] or list(Options.formats)
    for key, wrong in (
        *_wrong_choice(formats, options),
        ("jobs", _wrong_jobs(options.jobs)),
        ("pages", _wrong_pages(options.pages)),
        ("set", _wrong_setting("--set", options.settings)),
        ("set-file", _wrong_setting("--set-file", options.setting_files)),
    ):
        if wrong:
            return _complain(key, wrong, options)
    settings = dict(text.partition("=")[::2] for text in options.settings)
    if options.pages:
        settings["pages"] = options.pages
    for text in options.setting_files:
        key, _, file = text.partition("=")
        try:
            settings[key] = read(file, regular=False).decode("utf-8-sig")
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8"
            return _complain("set-file", f"--set-file: `{file}` cannot be read: {why}", options)
    named = [name for part in options.theme for name in ([part] if is_theme(Path(part)) else part.split(","))]
    themes = [name for wanted in named for name in (available() if wanted == "all" else [wanted])]
    report = Report()
    unknown = [name for name in themes if standing(name) is None and not is_theme(Path(name))]
    if unknown:
        load(unknown[0], report, options.places.get("theme"), follow_links=options.follow_links)
        show(report, options)
        return EXIT_USAGE
    output = options.output or Options.output
    try:
        if options.output_root is not None:
            confine(options.output_root, output, follow_links=options.follow_links)
    except Outside as error:
        report.error("CV074", f"cannot be written to: {error.strerror}", hint=error.hint, file=str(output))
        show(report, options)
        return EXIT_SOURCE
    return Options(
        formats=tuple(dict.fromkeys(formats)),
        themes=tuple(dict.fromkeys(themes)),
        engines=tuple(dict.fromkeys(options.engine)),
        variants=tuple(dict.fromkeys(options.variants)),
        langs=tuple(dict.fromkeys(options.langs)),
        places={key: options.places[key] for key in ("variant", "lang") if key in options.places},
        public=options.public,
        output=output,
        root=options.output_root,
        follow_links=options.follow_links,
        settings=settings,
        pdf_standard=options.pdf_standard,
        embed=options.embed,
        trim=options.trim,
        strict=options.strict,
        verify=not options.no_verify,
        today=today(),
        cache=None if options.no_cache else folder(),
    )


def _complain(key: str, wrong: str, options: argparse.Namespace) -> int:
    """Tell what is wrong with an option, at its place where cvrender.toml has it; return the exit status."""
    if key not in options.places:
        return usage(wrong)
    report = Report()
    report.error("CV078", wrong, options.places[key])
    show(report, options)
    return EXIT_USAGE


def _wrong_choice(formats: list[str], options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with formats, engines and the PDF standard that were asked for, each with its option."""
    for key, asked, known in (("format", formats, FORMATS), ("engine", options.engine, ENGINE_NAMES)):
        for name in asked:
            if name not in known:
                yield key, f"there is no {key} `{name}`; there are {', '.join(known)}"
                return
    pdf_standard = options.pdf_standard
    if not pdf_standard:
        return

    from cvrender.engines import PDF_STANDARDS

    if pdf_standard not in PDF_STANDARDS:
        yield "pdf-standard", f"there is no PDF standard `{pdf_standard}`; there are {', '.join(PDF_STANDARDS)}"
    elif options.embed and pdf_standard == "pdf/a-2u":
        yield "pdf-standard", "pdf/a-2u allows no attachment that is not PDF/A itself; take pdf/a-3u with --embed"
    else:
        for name in options.engine:
            if not can_be(name, pdf_standard):
                yield "pdf-standard", f"{name} cannot make {pdf_standard}; take weasyprint or typst"


def _wrong_pages(asked: str) -> str:
    """Return what is wrong with the number of pages; as in a source, it is from 1 to 99."""
    right = not asked or (asked.isascii() and asked.isdigit() and len(asked) <= 2 and int(asked))
    return "" if right else f"--pages takes a number of pages, from 1 to 99, not `{asked}`"


def _wrong_jobs(asked: str) -> str:
    """Return what is wrong with the number of jobs."""
    right = (
        asked in ("", "auto")
        or asked.startswith("dask:")
        or (asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_NUMBER)
    )
    return "" if right else f"--jobs takes a number, `auto` or `dask:ADDRESS`, not `{asked}`"


def _wrong_setting(option: str, settings: list[str]) -> str:
    """Return what is wrong with the keys of an option; their values are judged as if they stood in the source."""
    if not settings:
        return ""

    known = [*TOKENS, *Settings.SPECS, *(key for key in settable() if key.startswith("basics."))]
    for text in settings:
        key, equals, _ = text.partition("=")
        if not equals:
            return f"{option} takes KEY={'VALUE' if option == '--set' else 'FILE'}, not `{text}`"
        if key.count(".") > _DEEPEST_KEY:
            return f"there is no key `{key}`"
        if key not in known and key.split(".")[0] not in known:
            near = closest(key, known)
            return f"there is no token or key `{key}`" + (f"; did you mean `{near}`?" if near else "")
    return ""
