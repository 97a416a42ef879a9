"""What a run is asked for, and what became of each source."""

from __future__ import annotations

import datetime
from pathlib import Path

from cvrender.diagnostics.report import Position, Report
from cvrender.record import Record


class Options(Record):
    """What is asked for. No `themes` or `engines` means what each source says; `settings` go before its meta.cvrender;
    `verify` reads every output back.

    `today` tells dates that lie in the future; None tells none.
    `pdf_standard` is empty for the engine's usual one. `embed` puts the resume that is shown into the PDF;
    `trim` leaves out what the pages that are asked for have no room for.
    No `variants` or `langs` means the whole resume in its own language; `all` stands for every one that a source has.
    `places` gives the position of `variant` and `lang` where cvrender.toml sets them.
    `sources` are the resolved paths of sources of the run that an output of another one could overwrite, `taken` the
    paths that other builds of the run have written. Outputs stay in `root`, wherever links lead; without one, in
    `output`, which the user has named. With `follow_links`, links may lead anywhere. `cache` is the folder in which
    PDFs and proofs are kept for later; None is none.
    """

    formats: tuple[str, ...] = ("pdf", "html", "text")
    themes: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    places: dict[str, Position] = {}  # noqa: RUF012  # likewise
    public: bool = False
    output: Path = Path("output")
    settings: dict[str, str] = {}  # noqa: RUF012  # a record's mappings are frozen
    pdf_standard: str = ""
    embed: bool = False
    trim: bool = False
    strict: bool = False
    verify: bool = True
    today: datetime.date | None = None
    sources: frozenset[Path] = frozenset()
    taken: frozenset[Path] = frozenset()
    root: Path | None = None
    follow_links: bool = False
    cache: Path | None = None


class Outcome(Record):
    """What became of one source, a file or a URL: its problems, what was written, seconds by stage, an exit status.

    `proven` is how many facts were found in the fullest output, 0 where none was read back; `pages` those of each PDF;
    `fonts` families that the source asks for.
    """

    source: Path | str
    report: Report
    written: tuple[Path | str, ...] = ()
    seconds: dict[str, float] = {}  # noqa: RUF012  # a record's mappings are frozen
    status: int = 0
    proven: int = 0
    pages: tuple[int, ...] = ()
    in_order: bool = True
    fonts: tuple[str, ...] = ()
