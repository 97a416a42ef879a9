"""What outputs were made of, as rules for Make (--depfile)."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from cvrender.diagnostics.report import Report
from cvrender.loading.atomic import store
from cvrender.loading.options import Outcome
from cvrender.loading.registry import EXIT_SOURCE
from cvrender.system.fonts import files

_VERSION = str(Path(__file__).parents[2] / "__init__.py")
"""It is written when another cvrender is installed."""
_SPECIAL = re.compile(r"(?<!\\)(\\*)([ #:*?\[%|])")
_UNTOLD = re.compile(
    r"""[\x00-\x1f\x7f;]|[\ \\]$|^~|^[^(]*\(.*\)$|\\%
    |^(\./+)*\.[A-Z][A-Z_]*$
    |^(define|endef|undefine|ifn?def|ifn?eq|else|endif|-?s?include|-?load|override|private|(un)?export|vpath)$""",
    re.VERBOSE,
)
"""Names that Make has no way of writing (`a(b)` is a member of a library to it), its special targets, of which it takes
any `./` off, and its directives. Tried with GNU Make 4.3.
"""


def noted(
    outcomes: Iterable[Outcome], path: Path, settings: Iterable[Path], named: Iterable[Path]
) -> Iterator[Outcome]:
    """Pass on what became of each source, and write the rules behind the last, if none failed; one outcome more tells
    where they cannot be written.

    `settings` are files that every output depends on, `named` the sources that were asked for, folders among them.
    """
    begun = time.time_ns()
    always = [*map(str, settings), _VERSION]
    folders = [str(source) for source in named if source.is_dir()]
    known = dict.fromkeys(folders)
    rules = [_rule([str(path)], folders)] if folders else []
    failed = 0
    for outcome in outcomes:
        made = [str(file) for file in outcome.written]
        needed = [*outcome.report.read, *map(str, files(outcome.fonts)), *always]
        known.update(dict.fromkeys(needed))
        rules.append(_rule([*made, str(path)], needed))
        _freshen(made, needed, begun)
        failed = failed or outcome.status
        yield outcome
    if failed:
        return
    # A rule of its own for each file: without it, Make would not go on where one is gone.
    alone = [_rule([name], []) for name in known]
    report = Report()
    try:
        store(path, "".join([*rules, *alone]).encode("utf-8", "surrogateescape"))
    except OSError as error:
        report.error("CV070", f"cannot be written: {error.strerror}", file=str(path))
    _freshen([str(path)], known, begun)
    if report.failed():
        yield Outcome(path, report, status=EXIT_SOURCE)


def _freshen(made: Iterable[str], needed: Iterable[str], begun: int) -> None:
    """Give outputs that were left as they are the moment when the run began, where they are older than what they were
    made of: to Make, they would else be old for ever.
    """
    newest = max(map(_changed, needed), default=0)
    for path in made:
        with suppress(OSError):
            if newest > _changed(path):
                os.utime(path, ns=(begun, begun))


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0


def _rule(targets: Iterable[str], needed: Iterable[str]) -> str:
    """A rule, one file a line, as far as Make can be told of them."""
    left = " \\\n".join(_escaped(name, target=True) for name in targets if not _UNTOLD.search(name))
    right = "".join(f" \\\n  {_escaped(name)}" for name in needed if not _UNTOLD.search(name))
    return f"{left} :{right}\n" if left else ""


def _escaped(name: str, *, target: bool = False) -> str:
    """The name as Make reads it, which differs on the two sides of a rule."""

    def one(match: re.Match[str]) -> str:
        plain = match[2] == ("|" if target else "%")
        return match[0] if plain else f"{match[1] * 2}\\{match[2]}"

    if os.sep == "\\":
        name = name.replace("\\", "/")
    return _SPECIAL.sub(one, name.replace("$", "$$")).replace("=", "$(if ,,=)")
