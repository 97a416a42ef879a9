"""`cvrender build`: render resumes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cvrender.build.cache import folder
from cvrender.build.files import SOURCES, clashes, endangered, find
from cvrender.build.names import ENGINE_NAMES, EXIT_SOURCE, FORMATS, can_be
from cvrender.build.options import Options, Outcome
from cvrender.build.run import every
from cvrender.cli.progress import Progress, lively
from cvrender.cli.show import show, today
from cvrender.cli.usage import EXIT_USAGE, usage
from cvrender.diagnostics import Report, closest, printable
from cvrender.resume.model import Settings, settable
from cvrender.shelves import available, is_theme
from cvrender.shelves import find as standing
from cvrender.theme import load
from cvrender.tokens import TOKENS

if TYPE_CHECKING:
    from concurrent.futures import Executor

_LONGEST_NUMBER = 3
"""Digits; who has more processors than that has a cluster."""
_DEEPEST_KEY = 3
"""Dots in a key of meta.cvrender; `style.TOKEN`, `headings.SECTION` and `dates.month` have one."""


def run(options: argparse.Namespace) -> int:
    """Build the sources that are named; return the exit status."""
    if options.watch and options.depfile:
        return usage("--depfile is for a run that ends, and --watch does not")
    if options.watch:
        from cvrender.cli.watch import watch

        return watch(options)
    wanted = asked(options)
    if isinstance(wanted, int):
        return wanted
    report = Report()
    named = find(options.sources or [SOURCES], report)
    sources = clashes(named, report)
    show(report, options)
    wanted = wanted.replace(sources=endangered(named, sources))
    jobs = min(processes(options.jobs), len(sources))
    status = EXIT_SOURCE if report.failed() else 0
    with workers(jobs, wanted) as executor:
        built = _noted(every(sources, wanted, executor, ahead=4 * jobs), options)
        for outcome in told(built, len(sources), options):
            status = max(status, outcome.status)
    return status


def asked(options: argparse.Namespace) -> Options | int:
    """Return what a command line asks for, or, having said why nothing can come of it, the exit status."""
    formats = [name.strip() for part in options.format for name in part.split(",")] or list(Options.formats)
    wrong = _wrong_choice(formats, options) or _wrong_jobs(options.jobs)
    if wrong:
        return usage(wrong)
    settings, wrong = _settings(options)
    if wrong:
        return usage(wrong)
    themes = [name for wanted in options.theme for name in (available() if wanted == "all" else [wanted])]
    report = Report()
    unknown = [name for name in themes if standing(name) is None and not is_theme(Path(name))]
    if unknown:
        load(unknown[0], report)
        show(report, options)
        return EXIT_USAGE
    return Options(
        formats=tuple(dict.fromkeys(formats)),
        themes=tuple(dict.fromkeys(themes)),
        engines=tuple(dict.fromkeys(options.engine)),
        variants=tuple(dict.fromkeys(options.variants)),
        langs=tuple(dict.fromkeys(options.langs)),
        public=options.public,
        output=options.output,
        settings=settings,
        variant=options.pdf_variant,
        embed=options.embed,
        trim=options.trim,
        strict=options.strict,
        verify=not options.no_verify,
        today=today(),
        cache=None if options.no_cache else folder(),
    )


def told(outcomes: Iterable[Outcome], total: int, options: argparse.Namespace) -> Iterator[Outcome]:
    """Pass on what became of each source, when it has been told."""
    with Progress(total, shown=lively(options, total)) as progress:
        for outcome in outcomes:
            progress.clear()
            _tell(outcome, options)
            progress.step()
            yield outcome


def _settings(options: argparse.Namespace) -> tuple[dict[str, str], str]:
    """What is set for this run, and what is wrong with it."""
    wrong = _wrong_setting("--set", options.settings) or _wrong_setting("--set-file", options.setting_files)
    if wrong:
        return {}, wrong
    settings = dict(text.partition("=")[::2] for text in options.settings)
    if options.pages:
        settings["pages"] = options.pages
    for text in options.setting_files:
        key, _, file = text.partition("=")
        try:
            settings[key] = Path(file).read_text("utf-8-sig")
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8"
            return {}, f"--set-file: `{file}` cannot be read: {why}"
    return settings, ""


def _tell(outcome: Outcome, options: argparse.Namespace) -> None:
    """Write the diagnostics of a source to stderr, and what was written to stdout."""
    show(outcome.report, options)
    for path in outcome.written:
        print(printable(str(path)))
    if outcome.proven and not options.quiet and options.message_format == "text":
        found = _proven(outcome.proven, outcome.pages, in_order=outcome.in_order)
        print(printable(f"{outcome.source}: {found}"), file=sys.stderr)
    if options.verbose:
        laps = ", ".join(f"{stage} {seconds * 1000:.0f} ms" for stage, seconds in outcome.seconds.items())
        print(printable(f"{outcome.source}: {laps}"), file=sys.stderr)


def processes(asked: str) -> int:
    """How many processes are meant: a number, or for `auto` and 0 one for each processor that may be used."""
    if asked not in ("auto", "0"):
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def workers(jobs: int, wanted: Options) -> Iterator[Executor | None]:
    """As many processes as there are jobs, none for one; they end with the block, at once where it is left early."""
    if jobs < 2:
        yield None
        return
    from cvrender.build.workers import Workers

    engines = wanted.engines or ("auto",)
    weasyprint = "pdf" in wanted.formats and not {"auto", "weasyprint"}.isdisjoint(engines)
    executor = Workers(jobs, "cvrender.build.ahead" if weasyprint else "cvrender.build.run")
    try:
        yield executor
    except BaseException:
        executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()


def _noted(outcomes: Iterator[Outcome], options: argparse.Namespace) -> Iterator[Outcome]:
    """The outcomes; where a file for Make is wanted, what they were made of is written behind the last."""
    if not options.depfile:
        return outcomes
    from cvrender.build.depfile import noted

    settings = [Path(text.partition("=")[2]) for text in options.setting_files]
    return noted(outcomes, options.depfile, settings, options.sources or [SOURCES])


def _proven(facts: int, pages: tuple[int, ...], *, in_order: bool) -> str:
    """Say that all facts are there, and on how many pages: `247 facts, all there, in order, 2 pages`."""
    told = f"{facts} fact{'' if facts == 1 else 's'}, all there{', in order' if in_order else ''}"
    if not pages:
        return told
    least, most = min(pages), max(pages)
    return f"{told}, {least if least == most else f'{least} to {most}'} page{'' if most == 1 else 's'}"


def _wrong_choice(formats: list[str], options: argparse.Namespace) -> str:
    """Return what is wrong with formats, engines and the PDF variant that were asked for."""

    wrong = [name for name in formats if name not in FORMATS]
    if wrong:
        return f"there is no format `{wrong[0]}`; there are {', '.join(FORMATS)}"
    wrong = [name for name in options.engine if name not in ENGINE_NAMES]
    if wrong:
        return f"there is no engine `{wrong[0]}`; there are {', '.join(ENGINE_NAMES)}"
    if not options.pdf_variant:
        return ""

    from cvrender.engines import TAGGED

    if options.pdf_variant not in TAGGED:
        return f"there is no PDF variant `{options.pdf_variant}`; there are {', '.join(TAGGED)}"
    if options.embed and options.pdf_variant == "pdf/a-2u":
        return "pdf/a-2u allows no attachment that is not PDF/A itself; take pdf/a-3u with --embed"
    wrong = [name for name in options.engine if not can_be(name, options.pdf_variant)]
    return f"{wrong[0]} cannot make {options.pdf_variant}; take weasyprint or typst" if wrong else ""


def _wrong_jobs(asked: str) -> str:
    """Return what is wrong with the number of jobs."""
    right = asked == "auto" or (asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_NUMBER)
    return "" if right else f"--jobs takes a number or `auto`, not `{asked}`"


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
