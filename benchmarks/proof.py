"""Prove every output of every source in every theme, by every engine, on two sizes of paper: `make proof`.

The sources are those of resumes/ and, where it is, the corpus of real JSON Resume files. PDFs are read by pdfium, which
looks at each letter on the painted page, and by poppler. The exit status is 1 when anything is found.
"""

from __future__ import annotations

import argparse
import datetime
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared/corpus/jsonresume"
if not CORPUS.is_dir():  # a worktree of the project stands a folder deeper
    CORPUS = ROOT.parents[1] / "shared/corpus/jsonresume"
TODAY = datetime.date(2026, 11, 21)
PAPERS = ("a4", "letter")
ENGINES = ("weasyprint", "typst", "xelatex")
FORMATS = ("html", "text", "markdown", "json")


class Row(NamedTuple):
    """What came of one output, by one reader: facts, pages, and what was found."""

    kind: str
    reader: str
    facts: int
    pages: int
    findings: tuple[str, ...]


def outputs(job: tuple[Path, str, str, tuple[str, ...]]) -> list[Row]:
    """Make and prove all outputs of a source in a theme on one paper."""
    return list(_outputs(*job))


def _outputs(source: Path, theme_name: str, paper: str, engines: tuple[str, ...]) -> Iterator[Row]:
    from cvrender.diagnostics.report import Report
    from cvrender.document.layout import arrange
    from cvrender.engines.missing_glyphs import NO_GLYPH, groups
    from cvrender.loading.options import Options
    from cvrender.loading.prepare import prepare
    from cvrender.loading.registry import engine as engine_of
    from cvrender.system.fonts import faces
    from cvrender.verification.extract import poppler
    from cvrender.verification.verifier import Holder, read

    options = Options(themes=(theme_name,), settings={"paper": paper}, today=TODAY)
    prepared = prepare(source, options, Report())
    assert prepared is not None, source
    _, document, (theme,) = prepared
    document = arrange(document, theme)
    what = f"{source.stem}, {theme_name}, {paper}"
    for name in engines:
        lacking: set[str] = set()

        def warn(message: str, lacking: set[str] = lacking) -> None:
            if message.startswith(NO_GLYPH):
                lacking.update("".join(groups(message)))

        engine = engine_of(name)
        bundle = import_module(f"cvrender.writers.{engine.WRITER}").write(document, theme, Report())
        text = "".join(content.decode("utf-8", "ignore") for content in bundle.values())
        fonts = faces((*theme.families(), *document.fonts), text, document.lang)
        content = engine.compile(bundle, fonts, warn)
        holder = Holder(document, theme.tokens["date-place"], frozenset(lacking))
        output = read(content, "pdf", closely=True)
        readers = {"pdfium": output}
        if poppler.is_here():
            readers["poppler"] = poppler.read(content, output)
        for reader, one in readers.items():
            proof = holder.against(one, content)
            found = tuple(f"{what}, {name}: {finding.code} {finding.message}" for finding in proof.findings)
            yield Row(f"PDF by {name}", reader, proof.facts, proof.pages, found)
    for kind in FORMATS if paper == PAPERS[0] else ():
        (content,) = import_module(f"cvrender.writers.{kind}").write(document, theme, Report()).values()
        proof = Holder(document, theme.tokens["date-place"]).hold(content, kind)
        found = tuple(f"{what}: {finding.code} {finding.message}" for finding in proof.findings)
        yield Row(kind, "as it is" if kind == "text" else "a parser", proof.facts, 0, found)


def main() -> int:
    """Prove, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--source", action="append", help="the stem of a source, for one only; repeatable")
    parser.add_argument("--engine", action="append", help="one engine only; repeatable")
    options = parser.parse_args()
    engines = tuple(name for name in options.engine or ENGINES if name != "xelatex" or shutil.which(name))
    sources = sorted((ROOT / "resumes").glob("*.yaml")) + sorted(CORPUS.glob("*.json"))
    sources = [source for source in sources if source.stem in (options.source or source.stem)]
    themes = sorted(path.name for path in (ROOT / "themes").iterdir() if (path / "theme.yaml").is_file())
    jobs = [(source, theme, paper, engines) for source in sources for theme in themes for paper in PAPERS]
    start = time.perf_counter()
    tables: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in ("files", "pages", "facts", "found")}
    with Pool(options.jobs) as pool:
        for rows in pool.imap_unordered(outputs, jobs, chunksize=4):
            for row in rows:
                counted = {"files": 1, "pages": row.pages, "facts": row.facts, "found": len(row.findings)}
                for name, number in counted.items():
                    tables[name][row.kind, row.reader] += number
                for line in row.findings:
                    print(line)
    print(f"{len(sources)} sources, {len(themes)} themes, paper {' and '.join(PAPERS)}\n")
    print(f"{'output':18} {'read by':10} {'files':>6} {'pages':>6} {'facts':>8} {'found':>6}")
    keys = sorted(tables["files"], key=lambda key: (not key[0].startswith("PDF"), key))
    for key in keys:
        shown = (tables[name][key] for name in ("files", "pages", "facts", "found"))
        print("{:18} {:10} {:6} {:6} {:8} {:6}".format(*key, *shown))
    pdfs = sum(count for (_, reader), count in tables["files"].items() if reader == "pdfium")
    others = sum(count for (kind, _), count in tables["files"].items() if not kind.startswith("PDF"))
    facts, found = tables["facts"].total(), tables["found"].total()
    seconds = time.perf_counter() - start
    print(f"\n{pdfs:,} PDFs and {others:,} other files, {facts:,} facts proven, {found} findings, in {seconds:.0f} s")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
