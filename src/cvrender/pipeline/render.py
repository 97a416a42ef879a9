"""The outputs of one document in one theme: made, and read back."""

from __future__ import annotations

import re
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cvrender.diagnostics.report import Position, Report
from cvrender.document.layout import arrange
from cvrender.document.model import Document
from cvrender.loading.options import Options
from cvrender.loading.registry import EXIT_ENGINE, EXIT_MISSING, EXIT_SOURCE, INSTEAD, READS_ANY_FILE, engine
from cvrender.process import limits
from cvrender.resume.model import Resume, texts
from cvrender.theming.theme import Sheet, Theme

if TYPE_CHECKING:
    from cvrender.engines import EngineFailed
    from cvrender.pipeline.incremental.cached_results import Proven
    from cvrender.verification.facts import Fact
    from cvrender.verification.verifier import Holder

_TEXTS = (".html", ".json", ".tex")
_SHEETS = {"theme.typ": "typst.typ", "theme.sty": "latex.sty"}
"""Files of a bundle that hold all sheets of a theme one after the other, and the name of these."""
_SHEETS_OF = {"html": ("html.css", "html.j2"), "typst": ("typst.typ",), "latex": ("latex.sty",)}
"""A theme's sheets that an output language is written with."""
_WORDS = re.compile(r"[^\W_]+")
_BREAKS = re.compile(r"\\cvbreak\{\}|\\-|\{\}")
_ENOUGH = 0.8
"""The part of a text's letters that a line must have to come from it; the rest may be addresses of links."""
_LONGEST_LIST = 20
"""Characters that a message lists."""
_OMITTED = "this is a fault of cvrender: please report it; `--no-verify` writes the files all the same"
_LONGEST_MESSAGE = 300
"""Characters; an engine may quote what it complains of, a theme's picture for example."""


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Give a stage the seconds since the last lap, and the next one as much time as any may take."""
        limits.renew()
        now = time.perf_counter()
        self.laps[stage] = self.laps.get(stage, 0.0) + now - self.last
        self.last = now


class Maker:
    """Makes the outputs of one document in one theme; what a writer made for one serves another."""

    def __init__(
        self, source: Path, document: Document, theme: Theme, report: Report, clock: Clock, options: Options
    ) -> None:
        self.source = source
        self.composed = document
        self.document = arrange(document, theme)
        self.theme = theme
        self.report = report
        self.clock = clock
        self.options = options
        self.cache = options.cache
        self.bundles: dict[str, dict[str, bytes]] = {}
        self.holder: Holder | None = None
        self.facts: tuple[Fact, ...] = ()
        self.lacking: set[str] = set()
        """Characters that no font has, as engines tell."""

    def anew(self, document: Document, theme: Theme, report: Report) -> Maker:
        """Return what makes the outputs of another document, or in another theme, for the same run."""
        maker = Maker(self.source, document, theme, report, self.clock, self.options)
        report.lines |= self.report.lines
        return maker

    def bundle(self, name: str) -> dict[str, bytes]:
        """The files of an output language."""
        if name not in self.bundles:
            writer = import_module(f"cvrender.writers.{name}")
            self.bundles[name] = writer.write(self.document, self.theme, self.report)
            self.clock.lap(name)
        return self.bundles[name]

    def files(self, name: str, folder: Path) -> dict[Path, bytes]:
        """One file, or a folder of those that belong together."""
        bundle, stem = self.bundle(name), self.source.stem
        if len(bundle) > 1:
            return {folder / f"{stem}-{name}" / file: content for file, content in bundle.items()}
        return {folder / f"{stem}.{import_module(f'cvrender.writers.{name}').EXTENSION}": next(iter(bundle.values()))}

    def pdf(self, name: str) -> tuple[bytes, int]:
        """The PDF and an exit status, by the first of the engines that the name means which can be loaded."""
        from cvrender.engines import EngineMissing

        missing = mend = wanted = ""
        for candidate in INSTEAD.get(name, (name,)):
            if candidate in READS_ANY_FILE and self.foreign():
                if candidate == name:
                    self.refuse(name)
                    return b"", EXIT_SOURCE
                continue
            maker = engine(candidate)
            try:
                made = self.compiled(candidate, maker)
            except EngineMissing as error:
                if not missing:
                    missing, mend, wanted = str(error), error.mend or maker.mend(), candidate
                continue
            if missing:
                message = f"{wanted} cannot be loaded ({missing}), so {candidate} makes the PDF"
                self.report.warning("CV063", message, hint=f"to mend it: {mend}", file=str(self.source))
            return made
        self.report.error("CV060", f"the PDF engine cannot be loaded: {missing}", hint=mend, file=str(self.source))
        return b"", EXIT_MISSING

    def foreign(self) -> Sheet | None:
        """The theme's first LaTeX sheet that did not come with cvrender."""
        return next((sheet for sheet in self.theme.sheets["latex.sty"] if not sheet.shipped), None)

    def refuse(self, name: str) -> None:
        """Say why an engine does not take the theme."""
        sheet = self.foreign()
        assert sheet is not None
        self.report.error(
            "CV047",
            f"{name} would let this sheet read any file of the disk",
            file=sheet.path,
            hint=f"`-e xelatex` takes it; or write the folder with `-f latex`, and run {name} in it yourself",
        )

    def compiled(self, name: str, maker: Any) -> tuple[bytes, int]:
        """The PDF of one engine and an exit status."""
        from cvrender.engines import EngineFailed
        from cvrender.pipeline.incremental import cached_results
        from cvrender.system.fonts import faces

        bundle = self.bundle(maker.WRITER)
        text = "".join(content.decode("utf-8", "ignore") for name, content in bundle.items() if name.endswith(_TEXTS))
        try:
            fonts = faces((*self.theme.families(), *self.document.fonts), text, self.document.lang)
            pdf_standard = self.options.pdf_standard or next(iter(maker.PDF_STANDARDS), "")
            made = cached_results.pdf(name, maker, bundle, fonts, self.warn, pdf_standard, self.cache)
        except EngineFailed as error:
            return b"", self.failed(name, error, bundle)
        self.clock.lap("pdf")
        if self.options.embed:
            from cvrender.pdf.attachments import attach

            made = attach(made, next(iter(self.bundle("json").values())))
            self.clock.lap("embed")
        status = self.judged(name, maker.WRITER, made)
        return (b"", status) if status else (made, 0)

    def judged(self, name: str, writer: str, pdf: bytes) -> int:
        """Report each action of a finished PDF that is no plain link, and return an exit status."""
        from cvrender.pdf.actions import active

        found = active(pdf, next(iter(self.bundle("json").values())) if self.options.embed else None)
        self.clock.lap("judge")
        sheets = (sheet for file in _SHEETS_OF[writer] for sheet in self.theme.sheets[file])
        foreign = next((sheet for sheet in sheets if not sheet.shipped), None)
        hint = (
            "take it out of the theme; a resume may link to http, https, mailto and tel, and no more"
            if foreign
            else f"please report it; `-e` takes another engine than {name}"
        )
        for one in found:
            message = f"the PDF by {name} would do more than show pages: {one.what}{one.where}"
            self.report.error("CV096", message, hint=hint, file=foreign.path if foreign else str(self.source))
        return EXIT_ENGINE if found else 0

    def failed(self, name: str, error: EngineFailed, bundle: dict[str, bytes]) -> int:
        """Report what went wrong where it did: in a sheet of the theme, in a text of the source, or nowhere known."""
        sheet = self.theme.place(_SHEETS[error.file], error.line) if error.file in _SHEETS else None
        if sheet:
            at = Position(sheet[0].path, sheet[1], max(error.column, 1))
            self.report.lines[at.file] = sheet[0].text.split("\n")
            self.report.error("CV046", f"the theme fails: {error}", at, log=error.log)
            return EXIT_SOURCE
        if error.lacking:
            place = next((t.at for t in texts(self.document.resume) if any(c in t for c in error.lacking)), None)
            shown = " ".join(error.lacking[:_LONGEST_LIST])
            more = len(error.lacking) - _LONGEST_LIST
            self.report.error(
                "CV065",
                f"{name} has no font with {shown}" + (f" and {more} more" if more > 0 else ""),
                place,
                "take `-e xelatex` or another engine, or leave them out",
                file="" if place else str(self.source),
            )
            return EXIT_ENGINE
        place = _text_at(bundle, error, self.document.resume)
        self.report.error(
            "CV061",
            f"the PDF engine failed{' at this text' if place else ''}: {error}",
            place,
            "a damaged picture, a theme's style or a fault of the engine; `-e` takes another engine",
            file="" if place else str(self.source),
            log=error.log,
        )
        return EXIT_ENGINE

    def proven(self, files: dict[Path, bytes]) -> list[Proven]:
        """Read back what was made, and report what is not as the document has it."""
        from cvrender.pipeline.incremental import cached_results
        from cvrender.verification import KINDS
        from cvrender.verification.facts import facts

        self.facts = facts(self.document, self.theme.tokens["date-place"])
        if self.omits():
            return [cached_results.Proven(0, 0, lost=True)]
        lacking = frozenset(self.lacking)
        parts = cached_results.proof_parts(self.document, self.facts, lacking) if self.cache else ()
        found = []
        for path, content in files.items():
            kind = KINDS.get(path.suffix) if path.stem == self.source.stem else None
            proof = self.proof(path, content, kind, parts) if kind else None
            if proof:
                found.append(proof)
        self.clock.lap("proof")
        return found

    def omits(self) -> bool:
        """Whether the document lacks something that its resume says, which is reported."""
        from cvrender.verification.omissions import omissions

        omitted = list(omissions(self.document.resume, self.facts))
        for name, value in omitted:
            self.report.error("CV035", f"`{name}` is left out of the page", value.at, _OMITTED, file=str(self.source))
        return bool(omitted)

    def proof(self, path: Path, content: bytes, kind: str, parts: tuple[str, ...]) -> Proven | None:
        """Read one output back, unless it was found to be whole before; None, with the reason reported, where it cannot
        be read.
        """
        from cvrender.pipeline.incremental import cached_results

        key = cached_results.proof_key(content, kind, parts) if parts and kind != "json" else ""
        if key and (known := cached_results.proof(self.cache, key)):
            return known
        from cvrender.verification.extracted import Unreadable
        from cvrender.verification.verifier import Holder, tell

        if self.holder is None:
            date_place = self.theme.tokens["date-place"]
            self.holder = Holder(self.document, date_place, frozenset(self.lacking), self.theme, self.facts or None)
        try:
            held = self.holder.hold(content, kind)
        except Unreadable as error:
            self.report.error("CV094", f"{path} cannot be read back: {error}", file=str(self.source))
            return None
        if kind == "html" and held.findings:
            for sheet in self.theme.sheets["html.css"]:
                self.report.lines.setdefault(sheet.path, sheet.text.split("\n"))
        tell(held.findings, path, str(self.source), self.report)
        proven = cached_results.Proven(held.facts, held.pages, held.lost)
        if key and not held.findings:
            cached_results.keep_proof(self.cache, key, proven)
        return proven

    def warn(self, message: str) -> None:
        """Report what an engine warns of; of a character without font, where it stands."""
        from cvrender.engines.missing_glyphs import NO_GLYPH, describe, groups

        if message.startswith(NO_GLYPH):
            for characters in groups(message):
                self.lacking.update(characters)
                first, place = self.place(characters)
                what, hint = describe(characters, first)
                self.report.warning("CV064", what, place, hint, file="" if place else str(self.source))
        else:
            self.report.warning("CV062", f"the engine says: {message[:_LONGEST_MESSAGE]}", file=str(self.source))

    def place(self, characters: str) -> tuple[str, Position | None]:
        """The first of the characters in the source, and where it stands; words of the language have no place."""
        resume = self.document.resume
        held = (text for text in texts(resume) if text.at and not set(characters).isdisjoint(text))
        text = min(held, key=lambda text: text.at or (), default=None)
        if text is None or text.at is None:
            language = resume.meta.cvrender.lang
            return characters[0], language.at if language else None
        first = next(char for char in text if char in characters)
        # What is typed as an escape is not found in the lines, and stands where its text begins.
        file, line, column = text.at
        for number, typed in enumerate(self.report.lines.get(file, ())[line - 1 : line + len(text)], line):
            found = typed.find(first, column - 1 if number == line else 0)
            if found >= 0:
                return first, Position(file, number, found + 1)
        return first, text.at


def _text_at(bundle: dict[str, bytes], error: EngineFailed, resume: Resume) -> Position | None:
    """The place of the longest text of the resume that stands in the line of the bundle which the engine named."""
    lines = bundle.get(error.file, b"").decode().split("\n")
    if not 0 < error.line <= len(lines):
        return None
    there = set(_WORDS.findall(_BREAKS.sub("", lines[error.line - 1])))
    best, longest = None, 0
    for text in texts(resume):
        words = _WORDS.findall(text)
        found = sum(len(word) for word in words if word in there)
        if text.at and found > longest and found >= _ENOUGH * sum(map(len, words)):
            best, longest = text.at, found
    return best
