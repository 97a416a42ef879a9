"""`cvrender verify`: hold outputs against their sources."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cvrender.cli.show import show, today
from cvrender.cli.usage import usage
from cvrender.diagnostics.report import Report, printable
from cvrender.loading.atomic import store
from cvrender.loading.options import Options
from cvrender.loading.registry import EXIT_MISSING, EXIT_SOURCE
from cvrender.verification import verify_file
from cvrender.verification.extract import poppler
from cvrender.verification.extracted import Unreadable
from cvrender.verification.output_files import source_of
from cvrender.verification.verifier import tell


def run(options: argparse.Namespace) -> int:
    """Hold each file against its source; return the exit status."""
    wrong = _wrong_to_verify(options)
    if wrong:
        return usage(wrong)
    pdfs = any(file.suffix.lower() == ".pdf" for file in options.files)
    if options.thorough and pdfs and not poppler.is_here():
        usage(f"--thorough needs {poppler.PROGRAM}: {poppler.mend()}")
        return EXIT_MISSING
    status = 0
    asked = Options(variants=tuple(options.variants), langs=tuple(options.langs), public=options.public, today=today())
    asked = asked.replace(follow_links=options.follow_links)
    for file in options.files:
        report = Report()
        source = options.against or source_of(file, follow_links=options.follow_links)
        found = verify_file.verify(file, source, report, asked, thorough=options.thorough, pages=options.pages)
        if found is None:
            unread = any(d.code == "CV094" for d in report.diagnostics)
            status = max(status, verify_file.EXIT_LOST if unread else EXIT_SOURCE)
            show(report, options)
            continue
        if any(one.severity == "error" for one in found.findings):
            status = max(status, verify_file.EXIT_LOST)
        if options.picture and found.proof and (undrawn := _draw(found, options.picture)):
            return undrawn
        if options.message_format == "json":
            print(json.dumps(verify_file.as_json(found), ensure_ascii=True))
            continue
        tell(found.findings, file, str(source or file), report, hint=False)
        show(report, options)
        if not options.quiet:
            held = f"{file}, held against {source}" if source else f"{file}"
            print(printable(held), *map(printable, verify_file.table(found)), sep="\n")
            print(printable(verify_file.told(found)))
    return status


def _draw(found: verify_file.Verified, path: Path) -> int:
    """Write the picture of the pages; return the exit status."""
    try:
        store(path, verify_file.picture(found))
    except Unreadable as error:
        return usage(f"the pages cannot be drawn: {error}", status=verify_file.EXIT_LOST)
    except OSError as error:
        return usage(f"`{path}` cannot be written: {error.strerror}")
    return 0


def _wrong_to_verify(options: argparse.Namespace) -> str:
    """Return what is wrong with the options of `verify`."""
    if options.picture and (len(options.files) > 1 or options.files[0].suffix.lower() != ".pdf"):
        return "--picture takes one PDF"
    if options.pages < 0:
        return "--pages takes a number of pages"
    if len(options.variants) > 1 or len(options.langs) > 1 or "all" in (*options.variants, *options.langs):
        return "files are held against one variant in one language"
    return ""
