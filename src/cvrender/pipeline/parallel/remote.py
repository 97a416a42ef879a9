"""Sources and outputs that are named by fsspec's URLs, built by any executor, also on other machines."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from cvrender.diagnostics.report import Diagnostic, Position, Report
from cvrender.loading.files import save
from cvrender.loading.options import Options, Outcome
from cvrender.loading.prepare import load_resume, pages_of
from cvrender.loading.registry import EXIT_ENGINE, EXIT_SOURCE, SUFFIXES
from cvrender.pipeline.run import outcome

_DEEPEST = 10
"""How often an included file may include another."""
_LARGEST = 20 * 2**20
"""Bytes of a file beside a source; more than any picture may have."""


def sources(named: Iterable[str]) -> list[str]:
    """Return the URLs of the sources that are meant: files as they are, and of folders every file that can be one.

    Raises what fsspec raises where it cannot look.
    """
    from fsspec.core import url_to_fs

    found: list[str] = []
    for url in named:
        disk, path = url_to_fs(url)
        inside = disk.ls(path, detail=False) if disk.isdir(path) else []
        found += [disk.unstrip_protocol(one) for one in sorted(inside) if one.lower().endswith(SUFFIXES)] or [url]
    return list(dict.fromkeys(found))


def every(urls: Iterable[str], output: str, options: Options, executor: Executor, ahead: int = 64) -> Iterator[Outcome]:
    """Build the sources where the executor does, and write here what came of each, in their order."""
    begun: deque[tuple[str, Future[tuple[Outcome, dict[str, bytes]]]]] = deque()
    there: list[str] | None = None
    for url in urls:
        if len(begun) >= ahead:
            yield _received(*begun.popleft(), output)
        try:
            there = _there(output) if options.public and there is None else there
            earlier = _earlier(url, output, there) if there else {}
        except Exception as error:  # noqa: BLE001  # each kind of disk has errors of its own
            yield Outcome(url, _unsearched(error, output), status=EXIT_SOURCE)
            continue
        begun.append((url, executor.submit(build, url, output, options, earlier)))
    while begun:
        yield _received(*begun.popleft(), output)


def _there(output: str) -> list[str]:
    """The names of all files below the output's URL."""
    from fsspec.core import url_to_fs

    disk, root = url_to_fs(output)
    below = f"{root.rstrip('/')}/"
    found = disk.find(root) if disk.isdir(root) else []
    return [path.removeprefix(below) for path in found if path.startswith(below)]


def _earlier(url: str, output: str, there: list[str]) -> dict[str, bytes]:
    """The files there that an earlier build of this source may have left, for whoever builds a public copy of it; a
    worker may be unable to reach them.
    """
    from fsspec.core import url_to_fs

    stem = PurePosixPath(url).stem
    starts = tuple(f"{before}{stem}{end}" for before in ("", ".") for end in ".-")
    named = [name for name in there if any(part.startswith(starts) for part in name.split("/"))]
    if not named:
        return {}
    disk, root = url_to_fs(output)
    return {name: disk.cat_file(f"{root.rstrip('/')}/{name}") for name in named}


def _unsearched(error: Exception, output: str) -> Report:
    report = Report()
    why = str(error) or type(error).__name__
    report.error("CV079", f"cannot be searched for files of earlier builds: {why}", file=output)
    return report


def build(
    url: str, output: str, options: Options, earlier: dict[str, bytes] | None = None
) -> tuple[Outcome, dict[str, bytes]]:
    """Build one source on the machine on which this runs: read it and those files beside it that it names, and return
    its outputs by their names below the output's URL. Nothing is written but temporary files.

    `earlier` are files that already lie below the output's URL.
    """
    from fsspec.core import url_to_fs

    with TemporaryDirectory(prefix="cvrender-") as temporary:
        place = Path(temporary).resolve()
        here, made = place / "source", place / "output"
        here.mkdir()
        options = options.replace(output=made, root=None, cache=None)
        for name, content in (earlier or {}).items():
            if (made / name).resolve().is_relative_to(made):
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_bytes(content)
        try:
            disk, path = url_to_fs(url)
            folder, _, file = path.rpartition("/")
            (here / file).write_bytes(disk.cat_file(path))
            _beside(disk, folder, here, here / file, options)
        except Exception as error:  # noqa: BLE001  # each kind of disk has errors of its own
            report = Report()
            report.error("CV001", f"cannot be read: {str(error) or type(error).__name__}", file=url)
            return Outcome(url, report, status=EXIT_SOURCE), {}
        result = outcome(here / file, options)
        files = {str(Path(one).relative_to(made)): Path(one).read_bytes() for one in result.written}
        report = _renamed(
            result.report, {f"{here}/": f"{url.rpartition('/')[0]}/", f"{made}/": f"{output.rstrip('/')}/"}
        )
        return result.replace(source=url, report=report, written=()), files


def _beside(disk: Any, folder: str, here: Path, source: Path, options: Options) -> None:
    """Fetch what the source names beside it, which is what it looks for in vain without."""
    for _ in range(_DEEPEST):
        report = Report()
        whole = load_resume(source, options, report)
        if whole is not None:
            pages_of(whole, source, options, report)
        missing = [Path(file) for file in report.sought if Path(file).is_relative_to(here)]
        fetched = False
        for file in missing:
            path = f"{folder}/{file.relative_to(here).as_posix()}"
            if not disk.isfile(path) or disk.size(path) > _LARGEST or not _within(disk, path, folder):
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(disk.cat_file(path))
            fetched = True
        if not fetched:
            return


def _within(disk: Any, path: str, folder: str) -> bool:
    """Whether a file of this machine lies in the folder, wherever links lead; stores of objects have no links."""
    if "file" not in disk.protocol:
        return True
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _received(url: str, future: Future[tuple[Outcome, dict[str, bytes]]], output: str) -> Outcome:
    """What became of a source, with what was made of it written; an error where the executor cannot tell."""
    try:
        result, files = future.result()
    except Exception as error:  # noqa: BLE001  # any executor's
        report = Report()
        report.error("CV075", f"its worker was lost: {error}", file=url)
        return Outcome(url, report, status=EXIT_ENGINE)
    try:
        return result.replace(written=_written(files, output, result.report))
    except Exception as error:  # noqa: BLE001  # each kind of disk has errors of its own
        result.report.error("CV070", f"cannot be written: {str(error) or type(error).__name__}", file=output)
        return result.replace(status=EXIT_SOURCE)


def _written(files: dict[str, bytes], output: str, report: Report) -> tuple[str, ...]:
    """Write the files below the output's URL, and return their addresses."""
    from fsspec.core import url_to_fs

    disk, root = url_to_fs(output)
    if "file" in disk.protocol:
        return tuple(map(str, save({Path(root, name): content for name, content in files.items()}, report, Path(root))))
    for name, content in files.items():
        path = f"{root.rstrip('/')}/{name}"
        disk.makedirs(path.rpartition("/")[0], exist_ok=True)
        disk.pipe_file(path, content)
    return tuple(f"{output.rstrip('/')}/{name}" for name in files)


def _renamed(report: Report, names: dict[str, str]) -> Report:
    """The report with these beginnings of paths instead of those."""

    def named(text: str) -> str:
        for old, new in names.items():
            text = text.replace(old, new)
        return text

    new = Report()
    for one in report.diagnostics:
        at = one.position and Position(named(one.position.file), one.position.line, one.position.column)
        new.diagnostics.append(
            Diagnostic(one.code, one.severity, named(one.message), at, named(one.hint), named(one.file), named(one.log))
        )
    new.lines = {named(file): lines for file, lines in report.lines.items()}
    return new
