"""Every resume of ours on 1 and on 2 pages, in four themes and three engines: what fits, what is over, what it costs.

    python benchmarks/fit.py [--trim] [--output DIR] [SOURCE...]

Each row is told by the build's own diagnostics; a build that writes a PDF has proven that all facts are in it, but for
those that `--trim` says it has left out. Milliseconds are those beyond a build that lays the pages out once.
"""

from __future__ import annotations

import argparse
import datetime
import re
import statistics
import sys
import time
from pathlib import Path

from cvrender.loading.options import Options
from cvrender.pipeline.run import build

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "resumes").glob("*.yaml"))
THEMES = ("plain", "marquee", "compact", "duo")
ENGINES = ("weasyprint", "typst", "xelatex")
TODAY = datetime.date(2026, 11, 21)


def main() -> int:
    """Print the table; the status tells whether a build was silent about what it did."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sources", nargs="*", type=Path, default=SOURCES)
    parser.add_argument("--trim", action="store_true")
    parser.add_argument("--output", type=Path, default=ROOT / "output/fit")
    asked = parser.parse_args()
    rows: list[tuple[str, int, float]] = []
    silent = 0
    for source in asked.sources:
        for theme in THEMES:
            for engine in ENGINES:
                plain = Options(
                    formats=("pdf",), themes=(theme,), engines=(engine,), today=TODAY, trim=asked.trim,
                    output=asked.output / engine / theme / "own",
                )  # fmt: skip
                once, own, _ = timed(source, plain.replace(trim=False))
                for pages in (1, 2):
                    folder = asked.output / engine / theme / str(pages)
                    took, counted, told = timed(source, plain.replace(settings={"pages": str(pages)}, output=folder))
                    what, layouts = kind(told, counted)
                    silent += what == "SILENT"
                    rows.append((what.split()[0], layouts, took - once))
                    print(
                        f"{source.stem:16} {theme:8} {engine:10} {own} -> {pages}: {what:24} "
                        f"{layouts or '-'} layouts, {1000 * (took - once):+6.0f} ms"
                    )
    print()
    for what in sorted({row[0] for row in rows}):
        some = [row for row in rows if row[0] == what]
        print(
            f"{what:8} {len(some):4}, layouts {statistics.mean(row[1] for row in some):.1f} (at most "
            f"{max(row[1] for row in some)}), {1000 * statistics.median(row[2] for row in some):.0f} ms more"
        )
    return 1 if silent else 0


def timed(source: Path, options: Options) -> tuple[float, int, list[str]]:
    """Seconds, pages (0 where nothing was written), and all that was told."""
    start = time.perf_counter()
    outcome = build(source, options)
    took = time.perf_counter() - start
    assert bool(outcome.written) == (outcome.status == 0)
    told = [f"{one.code} {one.message} {one.hint}" for one in outcome.report.ordered()]
    return took, max(outcome.pages, default=0), told


def kind(told: list[str], pages: int) -> tuple[str, int]:
    """What became of it, in a word or two, and how many layouts were made."""
    joined = " ".join(told)
    layouts = max((int(number) for number in re.findall(r"(\d) layouts?", joined)), default=1)
    left_out = sum(one.startswith("CV072") for one in told)
    if over := re.search(r"allows (\d+) lines? (?:is|are) over", joined):
        return f"over by {over[1]}", layouts
    if left_out:
        return f"trimmed by {left_out}", layouts
    if "CV068" in joined:
        return ("opened" if "opened up" in joined else "fitted") + f", {pages} pages", layouts
    return ("as-is" if pages else "SILENT") + f", {pages} pages", layouts


if __name__ == "__main__":
    sys.exit(main())
