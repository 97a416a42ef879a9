"""One run of the pipeline: sources in, finished files out, and nothing half-written."""

from __future__ import annotations

import datetime
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from errno import EISDIR
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cvrender.diagnostics import Position, Report, closest
from cvrender.document.arrange import arrange
from cvrender.document.compose import compose
from cvrender.document.model import Document, Photo
from cvrender.document.photo import LARGEST, Unfit, photo
from cvrender.record import Record
from cvrender.resume.links import scheme
from cvrender.resume.model import Resume, Text, Variant, texts
from cvrender.resume.select import Choice, language, select
from cvrender.source.parse import Opener, Refused
from cvrender.theme import DEFAULT, Sheet, Theme, load, restyle, without_own
from cvrender.tokens import TOKENS

if TYPE_CHECKING:
    from cvrender.engines import EngineFailed
    from cvrender.proof.prove import Proof

WRITERS = ("html", "text", "markdown", "json", "typst", "latex")
COMPILERS = ("xelatex", "lualatex", "pdflatex", "tectonic")
"""The engines of engines/latex.py, the usual one first."""
READS_ANY_FILE = ("lualatex", "pdflatex", "tectonic")
"""Engines in which a sheet could read any file of the disk; xelatex's order to do so is found before it is done."""
INSTEAD = {"auto": ("weasyprint", "typst"), "latex": COMPILERS}
"""Names that mean the first of several engines that can be loaded."""
ENGINES = ("weasyprint", "typst", *COMPILERS)
ENGINE_NAMES = ("auto", "weasyprint", "typst", "latex", *COMPILERS)
"""What may be asked for: engines, and the names that mean several."""
FORMATS = ("pdf", *WRITERS)
SUFFIXES = (".yaml", ".yml", ".json")

_TEXTS = (".html", ".json", ".tex")
_SHEETS = {"theme.typ": "typst.typ", "theme.sty": "latex.sty"}
"""Files of a bundle that hold all sheets of a theme one after the other, and the name of these."""
_WORDS = re.compile(r"[^\W_]+")
_BREAKS = re.compile(r"\\cvbreak\{\}|\\-|\{\}")
_ENOUGH = 0.8
"""The part of a text's letters that a line must have to come from it; the rest may be addresses of links."""
_LONGEST_LIST = 20
"""Characters that a message lists."""
_LONGEST_MESSAGE = 300
"""Characters; an engine may quote what it complains of, a theme's picture for example."""

EXIT_SOURCE, EXIT_MISSING, EXIT_ENGINE = 1, 3, 4
"""What is wrong: a source has errors; a needed engine is missing; an engine failed, or an output lost a fact or holds
something private."""


class Options(Record):
    """What is asked for. No `themes` or `engines` means what each source says; `settings` go before its meta.cvrender;
    `verify` reads every output back.

    `variant` is a PDF standard; none is the engine's usual one. `embed` puts the resume that is shown into the PDF.
    No `variants` or `langs` means the whole resume in its own language; `all` stands for every one that a source has.
    `sources` are the resolved paths of all sources of the run, which no output may overwrite.
    """

    formats: tuple[str, ...] = ("pdf", "html", "text")
    themes: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    public: bool = False
    output: Path = Path("output")
    settings: dict[str, str] = {}  # noqa: RUF012  # Records are frozen; nothing writes to it
    variant: str = ""
    embed: bool = False
    strict: bool = False
    verify: bool = True
    today: datetime.date = datetime.date.min
    sources: frozenset[Path] = frozenset()


class Outcome(Record):
    """What became of one source: its problems, the files that were written, seconds by stage, and an exit status.

    `proven` is how many facts were found in the fullest output, 0 where none was read back; `pages` those of each PDF.
    """

    source: Path
    report: Report
    written: tuple[Path, ...] = ()
    seconds: dict[str, float] = {}  # noqa: RUF012  # Records are frozen; nothing writes to it
    status: int = 0
    proven: int = 0
    pages: tuple[int, ...] = ()
    in_order: bool = True


def find(arguments: Iterable[Path], report: Report) -> list[Path]:
    """Return the sources that are meant: files as they are, and in folders every file with one of SUFFIXES."""
    found: list[Path] = []
    for path in arguments:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
            if not inside:
                report.error("CV001", "the folder holds no resume (.yaml, .yml or .json)", file=str(path))
            found += inside
        else:
            found.append(path)
    return list(dict.fromkeys(found))


class Page(Record):
    """One resume of a source, as it will stand on a page; `folder` tells it from the others of the run."""

    folder: Path
    resume: Resume
    document: Document
    themes: tuple[Theme, ...]


def prepare(source: Path, options: Options, report: Report) -> tuple[Resume, Document, list[Theme]] | None:
    """Read, select and compose one resume of a source, and find its themes; None, with the reasons reported, where the
    source is not fit.
    """
    whole = load_resume(source, options, report)
    pages = _pages(whole, source, options, report) if whole else []
    return (pages[0].resume, pages[0].document, list(pages[0].themes)) if pages else None


def examine(source: Path, options: Options, report: Report) -> None:
    """Look for what is wrong in any resume of a source: the whole in each language, and each variant."""
    whole = load_resume(source, options, report)
    if whole is not None:
        _pages(whole, source, options.replace(langs=("all",)), report)
        if whole.meta.cvrender.variants:
            _pages(whole, source, options.replace(variants=("all",)), report)


def load_resume(source: Path, options: Options, report: Report) -> Resume | None:
    """Return all that a source holds, or None where it cannot be read as a resume."""
    from cvrender.readers.yaml import read

    try:
        content = source.read_bytes()
    except OSError as error:
        hint = "`cvrender new NAME` makes a first one" if isinstance(error, FileNotFoundError) else ""
        report.error("CV001", f"cannot be read: {error.strerror}", hint=hint, file=str(source))
        return None
    # JSON has no tags, and so no `!include`.
    opener = _opener(source) if source.suffix.lower() != ".json" else None
    return read(content, str(source), report, options.today, _as_settings(options.settings), opener)


_LARGEST_INCLUDED = 2**20
"""Bytes; a list of 3,000 publications has less."""


def _opener(source: Path) -> Opener:
    """What finds the files that a source includes: in its folder or below, wherever a link may lead."""
    folder = source.parent.resolve()

    def find_and_read(including: str, name: str) -> tuple[str, bytes]:
        hint = "an included file lies in the folder of the source, or below it"
        if Path(name).is_absolute():
            raise Refused("it is named by its whole path", hint)
        path = Path(os.path.normpath(Path(including).parent / name))
        try:
            if not path.resolve().is_relative_to(folder):
                raise Refused("it lies outside the source's folder", hint)
            if not path.exists():
                near = closest(path.name, [other.name for other in path.parent.glob("*")])
                raise Refused("there is no such file", f"did you mean `{near}`?" if near else "")
            if not path.is_file():
                raise Refused("it is no file")
            if path.stat().st_size > _LARGEST_INCLUDED:
                raise Refused(f"it is larger than {_LARGEST_INCLUDED >> 20} MB")
            return str(path), path.read_bytes()
        except (OSError, ValueError, RuntimeError) as error:  # also a link to itself, and a name with a zero in it
            raise Refused(f"it cannot be read ({getattr(error, 'strerror', None) or error})") from error

    return find_and_read


def choices(whole: Resume, options: Options, source: Path, report: Report) -> list[tuple[Path, Choice]]:
    """Return the resumes of a source that are asked for, each with the folder that it gets beside others."""
    settings = whole.meta.cvrender
    variants = {str(name): variant for name, variant in settings.variants}
    names = [name for wanted in options.variants for name in (variants if wanted == "all" else [wanted])]
    if not options.variants and "default" in variants:
        names = ["default"]
    offered = [str(tag) for tag in settings.languages] or [language(whole)]
    langs = [tag for wanted in options.langs for tag in (offered if wanted == "all" else [wanted])]
    for name in dict.fromkeys(name for name in names if name not in variants):
        near = closest(name, list(variants))
        known = f"there are {', '.join(variants)}" if variants else "none stands under `meta.cvrender.variants`"
        hint = f"did you mean `{near}`?" if near else known
        report.error("CV051", f"there is no variant `{name}`", hint=hint, file=str(source))
    primary = {tag.split("-")[0].lower() for tag in offered}
    missing = [tag for tag in langs if settings.languages and tag.split("-")[0].lower() not in primary]
    for tag in dict.fromkeys(missing):
        hint = f"it is in {', '.join(offered)}; others go under `meta.cvrender.languages`"
        report.error("CV055", f"the resume is not in the language `{tag}`", settings.languages[0].at, hint)
    fixed = frozenset(_as_settings(options.settings))
    several = [len(wanted) > 1 or "all" in wanted for wanted in (options.variants, options.langs)]
    return [
        (
            Path(name if several[0] else "", tag if several[1] else ""),
            Choice(variants.get(name, Variant()), tag, options.public, fixed),
        )
        for name in dict.fromkeys(names or [""])
        for tag in dict.fromkeys(langs or [""])
        if (not name or name in variants) and tag not in missing
    ]


def _pages(whole: Resume, source: Path, options: Options, report: Report) -> list[Page]:
    """Each resume that is asked for, composed, with its themes; none, if anything is wrong."""
    loaded: dict[str, Theme | None] = {}
    pages = []
    for folder, choice in choices(whole, options, source, report):
        resume = select(whole, choice, report)
        document = compose(resume, report, _photo(resume, source, report))
        if resume.meta.cvrender.fonts:
            document = document.replace(fonts=_fonts(resume.meta.cvrender.fonts, report))
        themes = _themes(resume, options, report, loaded)
        pages.append(Page(folder, resume, document, tuple(themes)))
    return [] if report.failed(strict=options.strict) else pages


def _themes(resume: Resume, options: Options, report: Report, loaded: dict[str, Theme | None]) -> list[Theme]:
    settings = resume.meta.cvrender
    engine = settings.engine
    if engine and engine not in ENGINE_NAMES:
        report.error(
            "CV024",
            f"`meta.cvrender.engine` cannot be `{engine}`",
            engine.at,
            f"write {', '.join(ENGINE_NAMES[:-1])} or {ENGINE_NAMES[-1]}",
        )
    for name in options.themes:
        if name not in loaded:
            loaded[name] = load(name, report, path_allowed=True)
    own = str(settings.theme or DEFAULT)
    if not options.themes and own not in loaded:
        loaded[own] = load(own, report, settings.theme.at if settings.theme else None)
    themes = [loaded[name] for name in options.themes or (own,)]
    if len({theme.name for theme in themes if theme}) < sum(theme is not None for theme in themes):
        report.error("CV071", "two of the themes have one name, so they would be written to the same folder")
    return [restyle(theme or Theme.bare(), settings.style, report) for theme in themes]


def build(source: Path, options: Options) -> Outcome:
    """Build one source. Either all of its files are written, each in one step, or none is."""
    report = Report()
    clock = _Clock()
    whole = load_resume(source, options, report)
    pages = _pages(whole, source, options, report) if whole else []
    clock.lap("read and compose")
    if whole is None or not pages:
        return Outcome(source, report, seconds=clock.laps, status=EXIT_SOURCE)
    if not all(_fits(options, page.resume, report) for page in pages):
        return Outcome(source, report, seconds=clock.laps, status=EXIT_SOURCE)
    files: dict[Path, bytes] = {}
    proofs: list[Proof] = []
    status = 0
    for page in pages:
        made, proven, failed = _made(page, source, options, report, clock)
        files |= made
        proofs += proven
        status = status or failed
        if options.public and not status:
            status = _searched(whole, page, made, source, options, report, clock)
    for path in files:
        if path.resolve() in options.sources or path.resolve() == source.resolve():
            hint = "name another --output"
            report.error("CV071", f"the output `{path}` would overwrite a source", file=str(source), hint=hint)
    if any(proof.lost for proof in proofs):
        status = EXIT_ENGINE
    if status or report.failed(strict=options.strict):
        return Outcome(source, report, seconds=clock.laps, status=status or EXIT_SOURCE)
    written = _save(files, report)
    clock.lap("save")
    status = EXIT_SOURCE if report.failed() else 0
    sheets = tuple(proof.pages for proof in proofs if proof.pages)
    facts = max((proof.facts for proof in proofs), default=0)
    return Outcome(source, report, written, clock.laps, status, facts, sheets)


def can_be(name: str, variant: str) -> bool:
    """Return whether an engine, or the first of those that the name means, can keep to a PDF standard."""
    return variant in engine(INSTEAD.get(name, (name,))[0]).VARIANTS


def _fits(options: Options, resume: Resume, report: Report) -> bool:
    """Whether the engine that the source names can make what is asked for; it is told where it cannot."""
    named = resume.meta.cvrender.engine
    if not options.variant or "pdf" not in options.formats or options.engines or not named:
        return True
    if not can_be(named, options.variant):
        report.error("CV066", f"{named} cannot make {options.variant}", named.at, "take weasyprint or typst")
    return not report.failed()


def _made(
    page: Page, source: Path, options: Options, report: Report, clock: _Clock
) -> tuple[dict[Path, bytes], list[Proof], int]:
    """Make what is asked for of one resume and read it back: the files, the proofs of them, and a status."""
    engines = options.engines or (str(page.resume.meta.cvrender.engine or "auto"),)
    files: dict[Path, bytes] = {}
    proofs: list[Proof] = []
    status = 0
    for theme in page.themes:
        folder = options.output / theme.name if len(options.themes) > 1 else options.output
        maker = _Maker(source, page.document, theme, report, clock, options)
        made: dict[Path, bytes] = {}
        for name in options.formats:
            if name != "pdf":
                made |= maker.files(name, folder / page.folder)
                continue
            for engine in engines:
                below = folder / (engine if len(engines) > 1 else "") / page.folder
                made[below / f"{source.stem}.pdf"], failed = maker.pdf(engine)
                status = status or failed
        files |= made
        if options.verify and not status and not report.failed():
            proofs += maker.proven(made)
    return files, proofs, status


def _searched(
    whole: Resume, page: Page, made: dict[Path, bytes], source: Path, options: Options, report: Report, clock: _Clock
) -> int:
    """Search the files of a public copy for what is private; an error for each find, and an exit status.

    What also stands in the files of an empty resume, such as the words of a style sheet that comes with cvrender, tells
    nothing.
    """
    from cvrender.document.locale import locale
    from cvrender.leaks import leaks, needles
    from cvrender.resume.select import open_texts, secrets

    words = locale(page.document.lang)
    assert words is not None
    fixed = (*words.headings.values(), *words.publications.values(), *words.words.values())
    wanted = needles(secrets(whole), [*open_texts(whole), *fixed])
    found = leaks(_by_name(made, options), wanted)
    if found:
        empty = Document(resume=Resume(), lang=page.document.lang, direction=page.document.direction)
        bare = Page(Path(), Resume(), empty, tuple(without_own(theme) for theme in page.themes))
        always, _, _ = _made(bare, Path("resume"), options.replace(verify=False), Report(), clock)
        usual = {needle.text for _, needle in leaks(_by_name(always, options), wanted)}
        found = [(name, needle) for name, needle in found if needle.text not in usual]
    for name, needle in found:
        message = f"`{needle.text}` is private, and stands in `{name}`"
        hint = "look for it in the theme and in the name of the source; nothing is written"
        report.error("CV057", message, needle.secret.at, hint, file=str(source))
    clock.lap("search")
    return EXIT_ENGINE if found else 0


def _by_name(files: dict[Path, bytes], options: Options) -> dict[str, bytes]:
    """The files by their paths below the output folder, which is called as its owner wants."""
    return {str(path.relative_to(options.output)): content for path, content in files.items()}


def clashes(sources: list[Path], report: Report) -> list[Path]:
    """Return the sources that may be built: of two with the same stem the first, and an error for the other."""
    by_stem: dict[str, Path] = {}
    for source in sources:
        first = by_stem.setdefault(source.stem, source)
        if first is not source:
            report.error(
                "CV071", f"`{source}` and `{first}` would be written to the same files", file=str(source),
                hint="rename one, or build them with different --output",
            )  # fmt: skip
    return list(by_stem.values())


def engine(name: str) -> Any:
    """Return the engine of this name: a module, or one of the compilers of LaTeX."""
    if name in COMPILERS:
        from cvrender.engines.latex import Compiler

        return Compiler(name)
    return import_module(f"cvrender.engines.{name}")


class _Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = self.laps.get(stage, 0.0) + now - self.last
        self.last = now


class _Maker:
    """Makes the outputs of one document in one theme; what a writer made for one serves another."""

    def __init__(
        self, source: Path, document: Document, theme: Theme, report: Report, clock: _Clock, options: Options
    ) -> None:
        self.source = source
        self.document = arrange(document, theme)
        self.theme = theme
        self.report = report
        self.clock = clock
        self.variant = options.variant
        self.embed = options.embed
        self.bundles: dict[str, dict[str, bytes]] = {}
        self.lacking: set[str] = set()
        """Characters that no font has, as engines tell."""

    def bundle(self, name: str) -> dict[str, bytes]:
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
        sheet = self.foreign()
        assert sheet is not None
        self.report.error(
            "CV047",
            f"{name} would let this sheet read any file of the disk",
            file=sheet.path,
            hint=f"`-e xelatex` takes it; or write the folder with `-f latex`, and run {name} in it yourself",
        )

    def compiled(self, name: str, maker: Any) -> tuple[bytes, int]:
        from cvrender.engines import EngineFailed
        from cvrender.fonts import faces

        bundle = self.bundle(maker.WRITER)
        text = "".join(content.decode("utf-8", "ignore") for name, content in bundle.items() if name.endswith(_TEXTS))
        try:
            fonts = faces((*self.theme.families(), *self.document.fonts), text, self.document.lang)
            made = maker.compile(bundle, fonts, self.warn, self.variant or next(iter(maker.VARIANTS), ""))
        except EngineFailed as error:
            return b"", self.failed(name, error, bundle)
        self.clock.lap("pdf")
        if self.embed:
            from cvrender.attach import attach

            made = attach(made, next(iter(self.bundle("json").values())))
            self.clock.lap("embed")
        return made, 0

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

    def proven(self, files: dict[Path, bytes]) -> list[Proof]:
        """Read back what was made, and report what is not as the document has it."""
        from cvrender.proof.hold import KINDS, Holder, tell
        from cvrender.proof.output import Unreadable

        holder = Holder(self.document, self.theme.tokens["date-place"], frozenset(self.lacking))
        proofs = []
        for path, content in files.items():
            kind = KINDS.get(path.suffix) if path.stem == self.source.stem else None
            if kind is None:
                continue
            try:
                proof = holder.hold(content, kind)
            except Unreadable as error:
                self.report.error("CV094", f"{path} cannot be read back: {error}", file=str(self.source))
                continue
            tell(proof.findings, path, str(self.source), self.report)
            proofs.append(proof)
        self.clock.lap("proof")
        return proofs

    def warn(self, message: str) -> None:
        from cvrender.engines.glyphs import NO_GLYPH, describe, groups

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


def _as_settings(settings: dict[str, str]) -> dict[str, str]:
    """A bare token is a key of `style`."""
    return {f"style.{key}" if key in TOKENS else key: value for key, value in settings.items()}


def _fonts(asked: tuple[Text, ...], report: Report) -> tuple[str, ...]:
    """The families that are asked for and there, by the names that they have themselves."""
    from cvrender.fonts import installed

    known = installed()
    for name in asked:
        if name.lower() not in known:
            near = closest(name, list(known.values()))
            hint = f"did you mean `{near}`?" if near else "install it, or take one of those that the system has"
            report.warning("CV067", f"there is no font family `{name}`", name.at, hint)
    return tuple(known[name.lower()] for name in asked if name.lower() in known)


def _photo(resume: Resume, source: Path, report: Report) -> Photo | None:
    """The picture that the resume names: from the folder of its source or below, wherever a link may lead."""
    image = resume.basics.image
    if not image:
        return None
    hint = "name a PNG, JPEG or SVG file beside the source"
    if len(scheme(image)) > 1:  # one letter is a drive's
        report.warning("CV027", "a picture is not fetched from the network: it is left out", image.at, hint)
        return None
    try:
        folder = source.parent.resolve()
        path = (folder / image).resolve()
        if scheme(image) or not path.is_relative_to(folder):
            report.warning("CV027", f"`{image}` lies outside the source's folder: it is left out", image.at, hint)
            return None
        if path.exists() and not (path.is_file() or path.is_dir()):
            report.warning("CV027", f"`{image}` is no file: it is left out", image.at, hint)
            return None
        if path.stat().st_size > LARGEST:
            report.warning("CV027", f"`{image}` is larger than {LARGEST >> 20} MB: it is left out", image.at, hint)
            return None
        return photo(path.read_bytes())
    except Unfit as error:
        report.warning("CV027", f"`{image}` {error}: it is left out", image.at, error.hint)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        report.warning("CV027", f"`{image}` cannot be read ({why}): it is left out", image.at, hint)
    return None


def _save(files: dict[Path, bytes], report: Report) -> tuple[Path, ...]:
    """Write all files or none, each in one step: a reader sees the old one or the new one, whole."""
    ready: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            ready[path] = temporary
            temporary.write_bytes(content)
        for path, temporary in ready.items():
            temporary.replace(path)
    except OSError as error:
        report.error("CV070", f"cannot be written: {error.strerror}", file=str(path))
        for temporary in ready.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        return ()
    return tuple(ready)


def every(sources: Iterable[Path], options: Options) -> Iterator[Outcome]:
    """Build the sources one after the other."""
    return (build(source, options) for source in sources)
