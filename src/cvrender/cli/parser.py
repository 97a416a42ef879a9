"""The arguments of every command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from cvrender import __version__

_LONGEST_NUMBER = 7
"""Digits of a limit."""
_USUAL_COLUMNS = 80

TYPE_CHECKING = False  # `typing` takes 3 ms to load
if TYPE_CHECKING:
    from typing import NoReturn


class _Formatter(argparse.HelpFormatter):
    """Knows how wide the terminal is without `shutil`, which loads three libraries of compression.

    argparse makes a formatter for each argument that is added.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    """Return the columns of the terminal, as shutil.get_terminal_size does: COLUMNS, the terminal's own, or 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and len(columns) <= _LONGEST_NUMBER and int(columns):
        return int(columns)
    try:
        return (
            os.get_terminal_size(sys.__stdout__.fileno()).columns or _USUAL_COLUMNS
            if sys.__stdout__
            else _USUAL_COLUMNS
        )
    except (OSError, ValueError):
        return _USUAL_COLUMNS


class _Parser(argparse.ArgumentParser):
    """Complains without the control characters of the arguments that it complains of."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and exit with status 2."""
        from cvrender.diagnostics.report import printable

        super().error(printable(message))


def parser(only: str = "") -> argparse.ArgumentParser:
    """Return the parser of all commands, or of one, if there is such a command: making all takes a twentieth of the
    time of a short run. `command` is the one that was asked for, a module of this room.
    """
    parser = _Parser(
        prog="cvrender",
        description="Render resumes from YAML (JSON Resume and more) into PDF, HTML, plain text and other formats.",
        allow_abbrev=False,
        formatter_class=_Formatter,
    )
    parser.add_argument("--version", action="version", version=f"cvrender {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name in [only] if only in _COMMANDS else _COMMANDS:
        doc, add_arguments = _COMMANDS[name]
        description = doc[0].upper() + doc[1:] + "."
        add_arguments(
            commands.add_parser(name, help=doc, description=description, allow_abbrev=False, formatter_class=_Formatter)
        )
    return parser


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _source_arguments(parser)
    _limit_arguments(parser)


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a PDF, HTML, text, Markdown or DOCX file")
    parser.add_argument(
        "--against", type=Path, metavar="SOURCE", help="what it was made of (default the source of that name)"
    )
    _choice_arguments(parser)
    _link_argument(parser)
    parser.add_argument("--thorough", action="store_true", help="read PDFs with poppler's pdftotext, too")
    parser.add_argument("--pages", type=int, default=0, metavar="N", help="how many pages a PDF may have")
    parser.add_argument("--picture", type=Path, metavar="PNG", help="mark each fact on a picture of the pages")
    parser.add_argument(
        "--message-format", choices=("text", "json"), default="text", help="how it is told (json on stdout)"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="show errors only")
    _limit_arguments(parser)
    parser.set_defaults(verbose=False)  # there is no log of an engine to be shown


def _extract_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="PDF", help="the PDF")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it goes (default stdout)")
    _limit_arguments(parser)


def _variants_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources", nargs="+", type=Path, metavar="SOURCE", help="a YAML or JSON file, or a folder of them"
    )
    _link_argument(parser)
    _limit_arguments(parser)


def _new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the file: `jane` makes jane.yaml")


def _themes_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", nargs="?", choices=("list", "show", "new", "check"), default="list", help="what to do (default list)"
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="a theme's name or folder")
    parser.add_argument(
        "--from", dest="base", metavar="THEME", help="with `new`: the theme that it begins as (default plain)"
    )
    parser.add_argument(
        "--picture", type=Path, metavar="PATH", help="with `check`: a PNG for the example's pages, or a folder for all"
    )
    _limit_arguments(parser)


def _cache_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", nargs="?", choices=("info", "clear"), default="info", help="what to do (default info)"
    )


def _explain_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="for example CV025; without one, all are listed")


def _no_arguments(_: argparse.ArgumentParser) -> None:
    pass


def _build_arguments(parser: argparse.ArgumentParser) -> None:
    _source_arguments(parser)
    parser.set_defaults(places={})
    parser.add_argument(
        "-t", "--theme", action="append", default=[], metavar="NAME", help="a theme's name or folder; repeatable; `all`"
    )
    parser.add_argument(
        "-f",
        "--format",
        action="append",
        default=[],
        metavar="LIST",
        help="pdf,html,text,markdown,json,typst,latex (default pdf,html,text)",
    )
    parser.add_argument(
        "-e",
        "--engine",
        action="append",
        default=[],
        metavar="NAME",
        help="what makes the PDF: auto (default), weasyprint, typst, latex, xelatex, lualatex, pdflatex, tectonic; "
        "auto takes typst where weasyprint cannot be loaded, latex the first compiler there is; repeatable",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="where files go (default output/)")
    _choice_arguments(parser)
    parser.add_argument(
        "--pdf-standard",
        default="",
        metavar="NAME",
        help="the standard that PDFs keep to: pdf/ua-1 (default, accessible), or pdf/a-2u or pdf/a-3u (accessible, and "
        "for archives)",
    )
    parser.add_argument(
        "--embed", action="store_true", help="attach the resume that is shown to the PDF, as JSON Resume"
    )
    _fit_arguments(parser)
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="a token of the theme, a key of meta.cvrender such as `dates.month`, or `basics.label` and the like; "
        "repeatable",
    )
    parser.add_argument(
        "--set-file",
        action="append",
        default=[],
        metavar="KEY=FILE",
        dest="setting_files",
        help="as --set, with the text of a file; repeatable",
    )
    parser.add_argument(
        "-j",
        "--jobs",
        default="",
        metavar="N",
        help="build so many sources at once, each in a process of its own; `auto` or 0 for one a processor (default "
        "1); dask:ADDRESS has a cluster build them, from and to URLs",
    )
    parser.add_argument(
        "--watch", action="store_true", help="build again what concerns a file that is saved, until Ctrl-C"
    )
    parser.add_argument(
        "--no-verify", action="store_true", help="do not read the outputs back and hold them against the source"
    )
    parser.add_argument(
        "--depfile", type=Path, metavar="FILE", help="write what the outputs were made of, as rules for Make"
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="make and read back everything anew, and keep nothing for the next time"
    )
    _limit_arguments(parser)


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
    _link_argument(parser)
    parser.set_defaults(verbose=False)
    _limit_arguments(parser)


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


def _fit_arguments(parser: argparse.ArgumentParser) -> None:
    """How many pages there may be."""
    parser.add_argument(
        "--pages",
        default="",
        metavar="N",
        help="set the PDF tighter or wider, within the theme's bounds, so that it has no more pages and fills them",
    )
    parser.add_argument(
        "--trim", action="store_true", help="leave out what matters least of what does not fit on these pages"
    )


def _link_argument(parser: argparse.ArgumentParser) -> None:
    """Whether links may lead out of the folders that a stranger may have filled."""
    parser.add_argument(
        "--follow-links",
        action="store_true",
        help="follow links out of the folder of a source, of themes and of outputs, also those of a stranger",
    )


def _limit_arguments(parser: argparse.ArgumentParser) -> None:
    """What a file that may come from a stranger may cost."""
    parser.add_argument(
        "--time-limit",
        type=_whole_number,
        default=60,
        metavar="SECONDS",
        help="processor time that one stage of the work may take, by the clock 20 times as much (default 60; 0 for no "
        "limit)",
    )
    parser.add_argument(
        "--memory-limit",
        type=_whole_number,
        default=2048,
        metavar="MB",
        help="memory that the work may take (default 2048; 0 for no limit)",
    )


def _whole_number(text: str) -> int:
    """Return a number that is not negative. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise argparse.ArgumentTypeError(f"it takes a whole number, not `{text}`")
    return int(text)


def _source_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        nargs="*",
        type=Path,
        metavar="SOURCE",
        help="a YAML or JSON file, or a folder of them (default resumes/)",
    )
    parser.add_argument("--strict", action="store_true", help="take warnings for errors")
    _link_argument(parser)
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


_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "build": ("render resumes", _build_arguments),
    "check": ("look for errors in resumes and write nothing", _check_arguments),
    "verify": ("hold outputs, also another tool's, against their sources", _verify_arguments),
    "diff": ("tell which facts came, went, changed or moved between two files", _diff_arguments),
    "extract": ("take the resume out of a PDF that was built with --embed", _extract_arguments),
    "variants": ("tell which resumes a source holds and what each shows", _variants_arguments),
    "new": ("write a commented first resume", _new_arguments),
    "themes": ("list, show, make and check themes", _themes_arguments),
    "schema": ("print the JSON Schema of sources, for editors", _no_arguments),
    "doctor": ("tell what works on this machine, and how to mend what does not", _no_arguments),
    "cache": ("tell what is kept for the next build, or remove it", _cache_arguments),
    "explain": ("explain a diagnostic at length, or list them all", _explain_arguments),
}
"""What each command does, and what adds its arguments."""
