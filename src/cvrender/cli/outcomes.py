"""What a build says of each source: its diagnostics, the files that were written, and what the proof found."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from cvrender.cli.progress import Progress, lively
from cvrender.cli.show import show
from cvrender.cli.usage import flush, say, tell
from cvrender.loading.options import Outcome


class Replayed(Outcome):
    """What became of a source by the work of an earlier process, which has told it."""


def told(outcomes: Iterable[Outcome], total: int, options: argparse.Namespace) -> Iterator[Outcome]:
    """Pass on what became of each source, when it has been told."""
    with Progress(total, shown=lively(options, total)) as progress:
        for outcome in outcomes:
            progress.clear()
            if not isinstance(outcome, Replayed):
                _tell(outcome, options)
                flush()  # who reads a pipe sees each source as it is done
            progress.step()
            yield outcome


def _tell(outcome: Outcome, options: argparse.Namespace) -> None:
    """Write the diagnostics of a source to stderr, and what was written to stdout."""
    show(outcome.report, options)
    for path in outcome.written:
        say(str(path))
    if outcome.proven and outcome.written and not options.quiet and options.message_format == "text":
        found = _proven(outcome.proven, outcome.pages, in_order=outcome.in_order)
        gone = sum(diagnostic.code == "CV072" for diagnostic in outcome.report.diagnostics)
        found += f", but for what was left out to fit ({gone} in the PDF)" if gone else ""
        tell(f"{outcome.source}: {found}")
    if options.verbose:
        laps = ", ".join(f"{stage} {seconds * 1000:.0f} ms" for stage, seconds in outcome.seconds.items())
        tell(f"{outcome.source}: {laps}")


def _proven(facts: int, pages: tuple[int, ...], *, in_order: bool) -> str:
    """Say that all facts are there, and on how many pages: `247 facts, all there, in order, 2 pages`."""
    told = f"{facts} fact{'' if facts == 1 else 's'}, all there{', in order' if in_order else ''}"
    if not pages:
        return told
    least, most = min(pages), max(pages)
    return f"{told}, {least if least == most else f'{least} to {most}'} page{'' if most == 1 else 's'}"
