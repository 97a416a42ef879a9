"""The command line. It parses, calls one function of the pipeline, and shows what came of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from cvrender.diagnostics import Report
    from cvrender.trial.run import Tried

EXIT_USAGE = 2
_SOURCES = Path("resumes")
_DEEPEST_KEY = 3
"""Dots in a key of meta.cvrender; `style.TOKEN`, `headings.SECTION` and `dates.month` have one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 a source has errors, 2 wrong usage, 3 an engine or tool is
    missing, 4 an engine failed, an output lost a fact or a public copy held something private.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # names and values that the terminal's encoding lacks are shown escaped
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    try:
        status: int = options.run(options)
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe has gone, as after `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, RecursionError, MemoryError) as error:
        # What no stage foresaw: a full disk, a folder without permission, a name that is too long.
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        name = getattr(error, "filename", None)
        with suppress(OSError, ValueError):
            _usage(f"{name}: {why}" if name else f"cannot go on: {why}")
        return 1
    except KeyboardInterrupt:
        print("interrupted; files that were written are whole", file=sys.stderr)
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cvrender",
        description="Render resumes from YAML (JSON Resume and more) into PDF, HTML, plain text and other formats.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def command(name: str, run: object, doc: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=doc, description=doc[0].upper() + doc[1:] + ".", allow_abbrev=False)
        sub.set_defaults(run=run)
        return sub

    building = command("build", _build, "render resumes")
    _source_arguments(building)
    building.add_argument(
        "-t", "--theme", action="append", default=[], metavar="NAME", help="a theme's name or folder; repeatable; `all`"
    )
    building.add_argument(
        "-f",
        "--format",
        action="append",
        default=[],
        metavar="LIST",
        help="pdf,html,text,markdown,json,typst,latex (default pdf,html,text)",
    )
    building.add_argument(
        "-e",
        "--engine",
        action="append",
        default=[],
        metavar="NAME",
        help="what makes the PDF: auto (default), weasyprint, typst, latex, xelatex, lualatex, pdflatex, tectonic; "
        "auto takes typst where weasyprint cannot be loaded, latex the first compiler there is; repeatable",
    )
    building.add_argument(
        "-o", "--output", type=Path, default=Path("output"), metavar="DIR", help="where files go (default output/)"
    )
    _choice_arguments(building)
    building.add_argument(
        "--pdf-variant",
        default="",
        metavar="NAME",
        help="the standard that PDFs keep to: pdf/ua-1 (default, accessible), or pdf/a-2u or pdf/a-3u (accessible, and "
        "for archives)",
    )
    building.add_argument(
        "--embed", action="store_true", help="attach the resume that is shown to the PDF, as JSON Resume"
    )
    building.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="a token of the theme, a key of meta.cvrender such as `dates.month`, or `basics.label` and the like; "
        "repeatable",
    )

    building.add_argument(
        "--set-file",
        action="append",
        default=[],
        metavar="KEY=FILE",
        dest="setting_files",
        help="as --set, with the text of a file; repeatable",
    )

    building.add_argument(
        "--no-verify", action="store_true", help="do not read the outputs back and hold them against the source"
    )

    _source_arguments(command("check", _check, "look for errors in resumes and write nothing"))

    verifying = command("verify", _verify, "hold outputs, also another tool's, against their sources")
    verifying.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a PDF, HTML, text, Markdown or DOCX file"
    )
    verifying.add_argument(
        "--against", type=Path, metavar="SOURCE", help="what it was made of (default the source of that name)"
    )
    _choice_arguments(verifying)
    verifying.add_argument("--thorough", action="store_true", help="read PDFs with poppler's pdftotext, too")
    verifying.add_argument("--pages", type=int, default=0, metavar="N", help="how many pages a PDF may have")
    verifying.add_argument("--picture", type=Path, metavar="PNG", help="mark each fact on a picture of the pages")
    verifying.add_argument(
        "--message-format", choices=("text", "json"), default="text", help="how it is told (json on stdout)"
    )
    verifying.add_argument("-q", "--quiet", action="store_true", help="show errors only")
    verifying.set_defaults(verbose=False)  # there is no log of an engine to be shown

    _diff_arguments(command("diff", _diff, "tell which facts came, went, changed or moved between two files"))

    extracting = command("extract", _extract, "take the resume out of a PDF that was built with --embed")
    extracting.add_argument("file", type=Path, metavar="PDF", help="the PDF")
    extracting.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it goes (default stdout)")

    listing = command("variants", _variants, "tell which resumes a source holds and what each shows")
    listing.add_argument(
        "sources", nargs="+", type=Path, metavar="SOURCE", help="a YAML or JSON file, or a folder of them"
    )

    new = command("new", _new, "write a commented first resume")
    new.add_argument("name", metavar="NAME", help="the file: `jane` makes jane.yaml")

    themes = command("themes", _themes, "list, show, make and check themes")
    themes.add_argument(
        "action", nargs="?", choices=("list", "show", "new", "check"), default="list", help="what to do (default list)"
    )
    themes.add_argument("name", nargs="?", metavar="NAME", help="a theme's name or folder")
    themes.add_argument(
        "--from", dest="base", metavar="THEME", help="with `new`: the theme that it begins as (default plain)"
    )
    themes.add_argument(
        "--picture", type=Path, metavar="PATH", help="with `check`: a PNG for the example's pages, or a folder for all"
    )

    command("schema", _schema, "print the JSON Schema of sources, for editors")
    command("doctor", _doctor, "tell what works on this machine, and how to mend what does not")

    explain = command("explain", _explain, "explain a diagnostic at length")
    explain.add_argument("code", metavar="CODE", help="for example CV025")
    return parser


def _diff_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", type=Path, metavar="A", help="a source, or a PDF, HTML, text, Markdown or DOCX file")
    parser.add_argument("new", type=Path, metavar="B", help="another, of any of these kinds")
    parser.add_argument(
        "--picture", type=Path, metavar="PNG", help="mark the differences on the pages of two PDFs, side by side"
    )
    parser.add_argument(
        "--message-format", choices=("text", "json"), default="text", help="how it is told (json on stdout)"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="show errors only; the exit status tells")
    parser.set_defaults(verbose=False)


def _choice_arguments(parser: argparse.ArgumentParser) -> None:
    """Which of the resumes that a source holds is meant."""
    parser.add_argument(
        "--variant",
        action="append",
        default=[],
        metavar="NAME",
        dest="variants",
        help="one of the source's variants; repeatable where several are made; `all`",
    )
    parser.add_argument(
        "--lang",
        action="append",
        default=[],
        metavar="TAG",
        dest="langs",
        help="the language, such as ko; repeatable as well; `all` that the source offers",
    )
    parser.add_argument("--public", action="store_true", help="without what is private, and proven to be so")


def _source_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        nargs="*",
        type=Path,
        metavar="SOURCE",
        help="a YAML or JSON file, or a folder of them (default resumes/)",
    )
    parser.add_argument("--strict", action="store_true", help="take warnings for errors")
    parser.add_argument(
        "--message-format", choices=("text", "json", "github"), default="text", help="how diagnostics are written"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="show errors only")
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="show how long each stage took, and the log where TeX failed",
    )


def _build(options: argparse.Namespace) -> int:
    from cvrender import build
    from cvrender.diagnostics import printable
    from cvrender.shelves import available, find, is_theme
    from cvrender.theme import load

    formats = [name.strip() for part in options.format for name in part.split(",")] or list(build.Options.formats)
    wrong = _wrong_choice(formats, options)
    if wrong:
        return _usage(wrong)
    wrong = _wrong_setting("--set", options.settings) or _wrong_setting("--set-file", options.setting_files)
    if wrong:
        return _usage(wrong)
    settings = dict(text.partition("=")[::2] for text in options.settings)
    for text in options.setting_files:
        key, _, file = text.partition("=")
        try:
            settings[key] = Path(file).read_text("utf-8-sig")
        except (OSError, ValueError) as error:
            return _usage(
                f"--set-file: `{file}` cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
            )
    themes = [name for wanted in options.theme for name in (available() if wanted == "all" else [wanted])]
    report = _report()
    unknown = [name for name in themes if find(name) is None and not is_theme(Path(name))]
    if unknown:
        load(unknown[0], report)
        _show(report, options)
        return EXIT_USAGE
    sources = build.clashes(build.find(options.sources or [_SOURCES], report), report)
    status = build.EXIT_SOURCE if report.failed() else 0
    _show(report, options)
    wanted = build.Options(
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
        strict=options.strict,
        verify=not options.no_verify,
        today=_today(),
        sources=frozenset(source.resolve() for source in sources),
    )
    for outcome in build.every(sources, wanted):
        _show(outcome.report, options)
        for path in outcome.written:
            print(printable(str(path)))
        if outcome.proven and not options.quiet and options.message_format == "text":
            print(
                printable(f"{outcome.source}: {_proven(outcome.proven, outcome.pages, in_order=outcome.in_order)}"),
                file=sys.stderr,
            )
        if options.verbose:
            laps = ", ".join(f"{stage} {seconds * 1000:.0f} ms" for stage, seconds in outcome.seconds.items())
            print(printable(f"{outcome.source}: {laps}"), file=sys.stderr)
        status = max(status, outcome.status)
    return status


def _proven(facts: int, pages: tuple[int, ...], *, in_order: bool) -> str:
    """Say that all facts are there, and on how many pages: `247 facts, all there, in order, 2 pages`."""
    told = f"{facts} fact{'' if facts == 1 else 's'}, all there{', in order' if in_order else ''}"
    if not pages:
        return told
    least, most = min(pages), max(pages)
    return f"{told}, {least if least == most else f'{least} to {most}'} page{'' if most == 1 else 's'}"


def _wrong_to_verify(options: argparse.Namespace) -> str:
    """Return what is wrong with the options of `verify`."""
    if options.picture and (len(options.files) > 1 or options.files[0].suffix.lower() != ".pdf"):
        return "--picture takes one PDF"
    if options.pages < 0:
        return "--pages takes a number of pages"
    if len(options.variants) > 1 or len(options.langs) > 1 or "all" in (*options.variants, *options.langs):
        return "files are held against one variant in one language"
    return ""


def _wrong_choice(formats: list[str], options: argparse.Namespace) -> str:
    """Return what is wrong with formats, engines and the PDF variant that were asked for."""
    from cvrender import build

    wrong = [name for name in formats if name not in build.FORMATS]
    if wrong:
        return f"there is no format `{wrong[0]}`; there are {', '.join(build.FORMATS)}"
    wrong = [name for name in options.engine if name not in build.ENGINE_NAMES]
    if wrong:
        return f"there is no engine `{wrong[0]}`; there are {', '.join(build.ENGINE_NAMES)}"
    if not options.pdf_variant:
        return ""
    from cvrender.engines import TAGGED

    if options.pdf_variant not in TAGGED:
        return f"there is no PDF variant `{options.pdf_variant}`; there are {', '.join(TAGGED)}"
    if options.embed and options.pdf_variant == "pdf/a-2u":
        return "pdf/a-2u allows no attachment that is not PDF/A itself; take pdf/a-3u with --embed"
    wrong = [name for name in options.engine if not build.can_be(name, options.pdf_variant)]
    return f"{wrong[0]} cannot make {options.pdf_variant}; take weasyprint or typst" if wrong else ""


def _wrong_setting(option: str, settings: list[str]) -> str:
    """Return what is wrong with the keys of an option; their values are judged as if they stood in the source."""
    if not settings:
        return ""
    from cvrender.diagnostics import closest
    from cvrender.resume.model import Settings, settable
    from cvrender.tokens import TOKENS

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


def _check(options: argparse.Namespace) -> int:
    import time
    from collections import Counter

    from cvrender import build
    from cvrender.diagnostics import printable

    report = _report()
    sources = build.find(options.sources or [_SOURCES], report)
    wanted = build.Options(strict=options.strict, today=_today())
    _show(report, options)
    failed = report.failed()
    counts: Counter[str] = Counter(diagnostic.severity for diagnostic in report.ordered())
    for source in sources:
        found, start = _report(), time.perf_counter()
        build.examine(source, wanted, found)
        _show(found, options)
        failed = failed or found.failed(strict=options.strict)
        counts.update(diagnostic.severity for diagnostic in found.ordered())
        if options.verbose:
            print(f"{printable(str(source))}: {(time.perf_counter() - start) * 1000:.0f} ms", file=sys.stderr)
    if not options.quiet and options.message_format == "text":
        severities = ("error", "warning", "note")
        told = ", ".join(f"{counts[s]} {s}{'' if counts[s] == 1 else 's'}" for s in severities if counts[s])
        told = told or "no problems"
        print(f"{len(sources)} file{'' if len(sources) == 1 else 's'} checked: {told}")
    return build.EXIT_SOURCE if failed else 0


def _verify(options: argparse.Namespace) -> int:
    import json

    from cvrender import build, verify
    from cvrender.diagnostics import printable
    from cvrender.outputs import source_of
    from cvrender.proof import second
    from cvrender.proof.hold import tell

    wrong = _wrong_to_verify(options)
    if wrong:
        return _usage(wrong)
    pdfs = any(file.suffix.lower() == ".pdf" for file in options.files)
    if options.thorough and pdfs and not second.is_here():
        _usage(f"--thorough needs {second.PROGRAM}: {second.mend()}")
        return build.EXIT_MISSING
    status = 0
    asked = build.Options(
        variants=tuple(options.variants), langs=tuple(options.langs), public=options.public, today=_today()
    )
    for file in options.files:
        report = _report()
        source = options.against or source_of(file)
        found = verify.verify(file, source, report, asked, thorough=options.thorough, pages=options.pages)
        if found is None:
            unread = any(d.code == "CV094" for d in report.diagnostics)
            status = max(status, verify.EXIT_LOST if unread else build.EXIT_SOURCE)
            _show(report, options)
            continue
        if any(one.severity == "error" for one in found.findings):
            status = max(status, verify.EXIT_LOST)
        if options.picture and found.proof:
            options.picture.write_bytes(verify.picture(found))
        if options.message_format == "json":
            print(json.dumps(verify.as_json(found), ensure_ascii=True))
            continue
        tell(found.findings, file, str(source or file), report, hint=False)
        _show(report, options)
        if not options.quiet:
            held = f"{file}, held against {source}" if source else f"{file}"
            print(printable(held), *map(printable, verify.table(found)), sep="\n")
            print(printable(verify.told(found)))
    return status


def _diff(options: argparse.Namespace) -> int:
    import json

    from cvrender import diff
    from cvrender.diagnostics import printable

    if options.picture and {options.old.suffix.lower(), options.new.suffix.lower()} != {".pdf"}:
        return _usage("--picture takes two PDFs")
    report = _report()
    found = diff.diff(options.old, options.new, report, _today())
    _show(report, options)
    if found is None:
        return EXIT_USAGE
    if options.picture:
        try:
            options.picture.write_bytes(diff.picture(found))
        except OSError as error:
            return _usage(f"`{options.picture}` cannot be written: {error.strerror}")
    if options.message_format == "json" and not options.quiet:
        print(json.dumps(diff.as_json(found), ensure_ascii=True))
    elif not options.quiet:
        print(*map(printable, [*diff.lines(found), diff.told(found)]), sep="\n")
    return diff.EXIT_DIFFERENT if found.differences else diff.EXIT_SAME


def _extract(options: argparse.Namespace) -> int:
    from cvrender.attach import NoAttachment, extract

    try:
        content = extract(options.file.read_bytes())
    except OSError as error:
        return _usage(f"`{options.file}` cannot be read: {error.strerror}")
    except NoAttachment as error:
        return _usage(f"there is no resume in `{options.file}`: {error}", status=1)
    if options.output is None:
        print(content.decode("utf-8", "backslashreplace"), end="")
        return 0
    try:
        with options.output.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return _usage(f"`{options.output}` is there already; it is left as it is")
    except OSError as error:
        return _usage(f"`{options.output}` cannot be written: {error.strerror}")
    print(options.output)
    return 0


def _variants(options: argparse.Namespace) -> int:
    from cvrender import build
    from cvrender.diagnostics import printable
    from cvrender.resume.overview import overview

    report = _report()
    wanted = build.Options(today=_today())
    for source in build.find(options.sources, report):
        whole = build.load_resume(source, wanted, report)
        if whole is None:
            continue
        table = overview(whole, str(source))
        first, *others = (max(map(len, column)) for column in zip(*table, strict=True))
        for name, *cells in table:
            row = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, others, strict=True))
            print(printable(f"{name:{first}}  {row}"))
        if whole.meta.cvrender.languages:
            print(printable(f"languages: {', '.join(whole.meta.cvrender.languages)}"))
    _show_all(report)
    return build.EXIT_SOURCE if report.failed() else 0


def _new(options: argparse.Namespace) -> int:
    path = Path(options.name)
    if path.name in ("", ".."):
        return _usage(f"`{options.name}` is no name for a file")
    if path.suffix.lower() not in (".yaml", ".yml"):
        path = path.with_name(path.name + ".yaml")
    starter = (Path(__file__).parent / "starter.yaml").read_text("utf-8")
    if path.exists():
        return _usage(f"`{path}` is there already; it is left as it is")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(starter)
    except OSError as error:
        return _usage(f"`{path}` cannot be written: {error.strerror}")
    print(path)
    print(f"fill it in, then: cvrender build {path}", file=sys.stderr)
    return 0


def _themes(options: argparse.Namespace) -> int:
    if options.action == "list":
        if options.name:
            return _usage("`themes list` takes no name; did you mean `themes show`?")
    elif not options.name:
        making = options.action == "new"
        return _usage("what shall it be called?" if making else "which theme? `cvrender themes list` names them")
    if options.base is not None and options.action != "new":
        return _usage(f"`--from` is for `themes new`, not for `themes {options.action}`")
    if options.picture is not None and options.action != "check":
        return _usage(f"`--picture` is for `themes check`, not for `themes {options.action}`")
    actions = {"list": _list_themes, "show": _show_theme, "new": _new_theme, "check": _check_theme}
    return actions[options.action](options)


def _list_themes(options: argparse.Namespace) -> int:
    from cvrender.diagnostics import printable
    from cvrender.shelves import standing
    from cvrender.theme import load

    report = _report()
    themes = standing()
    width = max(map(len, themes), default=0)
    origins = max((len(place.origin) for place in themes.values()), default=0)
    for name, place in themes.items():
        theme = load(name, report)
        if theme:
            print(printable(f"{name:{width}}  {place.origin:{origins}}  {theme.description}").rstrip())
    _show_all(report)
    return 1 if report.failed() else 0


def _show_theme(options: argparse.Namespace) -> int:
    from cvrender.diagnostics import printable
    from cvrender.draft import layout, value
    from cvrender.fonts import families
    from cvrender.theme import load
    from cvrender.tokens import TOKENS

    report = _report()
    theme = load(options.name, report, path_allowed=True)
    _show_all(report)
    if theme is None:
        return EXIT_USAGE
    if report.failed():
        return 1
    print(printable(f"{theme.name}: {theme.description}") + "\n")
    for name, token in TOKENS.items():
        shown, default = value(theme.tokens[name]), value(token.default)
        print(f"{name}: {shown}" + (f"  (default {default})" if shown != default else ""))
        print(f"    {token.doc} {token.allowed[0].upper()}{token.allowed[1:]}. For example {value(token.example)}.")
    print("\nlayout:\n" + "".join(layout(theme)), end="")
    print("    Sections that come first, those in the column at the side, and where the header stands: top or side.")
    print(f"\nFont families: {', '.join(families())}.")
    print("Change a token with `--set accent=#7a1f3d` or under `meta: {cvrender: {style: ...}}`.")
    return 0


def _new_theme(options: argparse.Namespace) -> int:
    from cvrender.draft import draft
    from cvrender.shelves import THEME, available, is_name
    from cvrender.theme import DEFAULT, load

    folder = Path(options.name)
    named = folder.name == options.name
    name = folder.name
    if not is_name(name):
        return _usage(f"`{name}` is no name for a theme: small letters, digits, `-` and `_` make one")
    folder = Path("themes") / name if named else folder
    if os.path.lexists(folder):
        return _usage(f"`{folder}` is there already; it is left as it is")
    if name in available():
        return _usage(f"there is a theme `{name}` already; take another name")
    report = _report()
    base = load(DEFAULT if options.base is None else options.base, report)
    _show_all(report)
    if base is None:
        return EXIT_USAGE
    if report.failed():
        return 1
    call = name if named else str(folder)
    try:
        folder.mkdir(parents=True)
        with (folder / THEME).open("x", encoding="utf-8") as file:
            file.write(draft(name, call, base))
    except OSError as error:
        return _usage(f"`{folder}` cannot be made: {error.strerror}")
    print(folder / THEME)
    print(f"change what you like in it, then: cvrender build -t {call}", file=sys.stderr)
    return 0


def _check_theme(options: argparse.Namespace) -> int:
    from tempfile import TemporaryDirectory

    from cvrender.diagnostics import printable
    from cvrender.theme import load, tell_faint
    from cvrender.trial.run import run

    report = _report()
    theme = load(options.name, report, path_allowed=True)
    if theme is not None:
        for pair in theme.faint():
            tell_faint(pair, theme, report, file=theme.name)
    _show_all(report)
    if theme is None:
        return EXIT_USAGE
    if report.failed():
        return 1
    problems = len(report.diagnostics)
    drawn = False
    with TemporaryDirectory() as folder:
        for tried in run(options.name, theme, Path(folder).resolve(), _today()):
            came = "not here" if tried.missing else _counted(tried.problems, "problem") if tried.problems else "fine"
            pages = f", {_counted(tried.pages, 'page')}" if tried.pages else ""
            print(f"{tried.case:9} {tried.what}: {came}{pages}", flush=True)
            _show_all(tried.report)
            problems += tried.problems
            if options.picture is not None and tried.pages:
                drawn = _draw(tried, options.picture, drawn=drawn)
    print(printable(f"{theme.name}: {_counted(problems, 'problem') if problems else 'no problems'}"))
    return 1 if problems else 0


def _draw(tried: Tried, path: Path, *, drawn: bool) -> bool:
    """Write pictures of the pages of an output; of the first one only, where all go into one file."""
    from cvrender.trial import pictures

    if path.suffix.lower() != ".png":
        pictures.every(tried.pdf, tried.pages, path, f"{tried.case}-{tried.what}")
    elif not drawn:
        pictures.sheet(tried.pdf, tried.pages, path)
    return True


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _schema(options: argparse.Namespace) -> int:
    import json

    from cvrender.resume.schema import schema

    print(json.dumps(schema(), indent=2))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from cvrender.doctor import examine

    status, lines = examine()
    print("\n".join(lines))
    return status


def _explain(options: argparse.Namespace) -> int:
    from cvrender.codes import CODES

    code = options.code.upper()
    if code not in CODES:
        from cvrender.diagnostics import closest

        near = closest(code, list(CODES))
        return _usage(f"there is no diagnostic `{options.code}`" + (f"; did you mean `{near}`?" if near else ""))
    print(CODES[code].text(code))
    return 0


def _report() -> Report:
    from cvrender.diagnostics import Report

    return Report()


def _show(report: Report, options: argparse.Namespace) -> None:
    """Write the diagnostics to stderr in the form that was asked for; `--quiet` leaves errors."""
    from cvrender import diagnostics

    found = [d for d in report.ordered() if not options.quiet or d.severity == "error"]
    if not found:
        return
    if options.message_format == "json":
        text = diagnostics.render_json(found)
    elif options.message_format == "github":
        text = diagnostics.render_github(found)
    else:
        text = diagnostics.render_text(found, report.lines, colour=_colour(), logs=options.verbose)
    sys.stderr.write(text)


def _show_all(report: Report) -> None:
    from cvrender.diagnostics import render_text

    sys.stderr.write(render_text(report.ordered(), report.lines, colour=_colour()))


def _colour() -> bool:
    """Colours are for terminals whose user has not said no (no-color.org)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _usage(message: str, status: int = EXIT_USAGE) -> int:
    from cvrender.diagnostics import printable

    print(f"cvrender: {printable(message)}", file=sys.stderr)
    return status


def _today() -> datetime.date:
    """The day by the user's own calendar: what is in the future is so for them."""
    import datetime

    return datetime.datetime.now().astimezone().date()


def _version() -> str:
    from cvrender import __version__

    return f"cvrender {__version__}"
