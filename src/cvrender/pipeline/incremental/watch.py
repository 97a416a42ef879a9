"""What outputs were made of, and what of it has changed since: `--watch`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from cvrender.diagnostics.report import Report
from cvrender.loading.files import clashes, endangered, find
from cvrender.loading.options import Outcome
from cvrender.system.fingerprints import stamp

_STEP = 10
"""Milliseconds after which the system's word that a file has changed is heard."""
_QUIET = 0.02
"""Seconds without a change that end a burst of them: an editor writes, renames and sets modes in a few thousandths."""
_LONGEST = 1.0
"""Seconds; what is written for longer than that is built in between."""
_LOOK = 1000
"""Milliseconds between two looks where nothing is said to have changed: disks of other machines tell of nothing."""


class Watch:
    """Sources that are named, files among them and folders, and what each of them was made of.

    `found` looks for the sources, as `find` does unless it is given. `always` are files that every source depends on.
    `sources` are those that can be built now, and `report` says what is the matter with the others.
    """

    def __init__(
        self, named: Sequence[Path], always: Iterable[Path], found: Callable[[Report], list[Path]] | None = None
    ) -> None:
        self.named = named
        self._find = found or (lambda report: find(named, report))
        self.always = list(map(str, always))
        self.sources: list[Path] = []
        self.report = Report()
        self.endangered: frozenset[Path] = frozenset()
        self._stamps: dict[Path, dict[str, str]] = {}
        self._folders: dict[Path, set[str]] = {}
        self._seen: dict[str, str] = {}
        self._begun = 0

    def rounds(self) -> Iterator[list[Path]]:
        """The sources to be built, whenever there are some; the first time all. What becomes of each is to be told to
        `learn`, before the next are asked for.
        """
        from watchfiles import watch

        yield self._changed()
        while True:
            places = self._places()
            told = watch(
                *places, watch_filter=None, step=_STEP, recursive=False, rust_timeout=_LOOK, yield_on_timeout=True
            )
            with closing(told):
                while places == self._places():
                    while changed := self._settled():
                        yield changed
                    next(told)

    def learn(self, outcome: Outcome) -> None:
        """Note what a source was made of; where nothing is known of that, it is what it was. What has changed while it
        was built makes it old.
        """
        report, source = outcome.report, Path(outcome.source)
        files = (str(source), *(report.read or self._stamps.get(source, {})), *self.always)
        stamps = dict.fromkeys(report.sought, "") | {file: self._seen.get(file) or self._since(file) for file in files}
        self._stamps[source] = stamps
        beside = {os.path.dirname(file) for file in stamps}  # noqa: PTH120  # names, and many of them
        self._folders[source] = beside | {os.path.dirname(os.path.realpath(file)) for file in stamps}  # noqa: PTH120

    def _since(self, file: str) -> str:
        """The stamp of a file that nobody knew of when the build began; none that it ever has where it came later."""
        try:
            return stamp(file) if os.stat(file).st_mtime_ns < self._begun else "later"  # noqa: PTH116
        except OSError:
            return ""

    def _changed(self) -> list[Path]:
        """The sources that are new, or made of something that is not as it was."""
        self.report = Report()
        found = self._find(self.report)
        self.sources = clashes(found, self.report)
        self.endangered = endangered(found, self.sources)
        for gone in self._stamps.keys() - set(self.sources):
            del self._stamps[gone], self._folders[gone]
        self._begun = time.time_ns()
        self._seen = {file: stamp(file) for stamps in self._stamps.values() for file in stamps}
        return [
            source
            for source in self.sources
            if source not in self._stamps or any(self._seen[file] != was for file, was in self._stamps[source].items())
        ]

    def _settled(self) -> list[Path]:
        """The sources to be built, when nothing has been written for a moment."""
        end = time.monotonic() + _LONGEST
        changed = self._changed()
        while changed and time.monotonic() < end:
            before = self._seen
            time.sleep(_QUIET)
            changed = self._changed()
            if self._seen == before:
                break
        return changed

    def _places(self) -> set[str]:
        """The folders in which something may change; of one that is not there, the next above it that is."""
        named = {str(path if path.is_dir() else path.parent) for path in self.named}
        return {_standing(folder) for folder in named.union(*self._folders.values())}


def _standing(folder: str) -> str:
    while not os.path.isdir(folder or "."):  # noqa: PTH112  # as above
        folder = os.path.dirname(folder)  # noqa: PTH120
    return folder or "."
