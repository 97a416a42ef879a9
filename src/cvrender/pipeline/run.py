"""One run of the pipeline: sources in, finished files out, and nothing half-written."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cvrender.diagnostics.report import Report
from cvrender.document.model import Document
from cvrender.loading.files import save
from cvrender.loading.options import Options, Outcome
from cvrender.loading.prepare import Page, load_resume, pages_of
from cvrender.loading.registry import EXIT_ENGINE, EXIT_SOURCE, can_be
from cvrender.pipeline.render import Clock, Maker
from cvrender.process.limits import WorkerDied, out_of_memory
from cvrender.resume.model import Resume
from cvrender.theming.theme import without_own

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from cvrender.pipeline.incremental.cached_results import Proven
    from cvrender.verification.privacy_scan import Needle


def build(source: Path, options: Options) -> Outcome:
    """Build one source. Either all of its files are written, each in one step, or none is."""
    report = Report()
    clock = Clock()
    whole = load_resume(source, options, report)
    pages = pages_of(whole, source, options, report) if whole else []
    clock.lap("read and compose")
    if whole is None or not pages:
        return Outcome(source, report, seconds=clock.laps, status=EXIT_SOURCE)
    if not all(_fits(options, page.resume, report) for page in pages):
        return Outcome(source, report, seconds=clock.laps, status=EXIT_SOURCE)
    _tell_idle(options, pages, source, report)
    files: dict[Path, bytes] = {}
    proofs: list[Proven] = []
    status = 0
    for page in pages:
        made, proven, failed = _made(page, source, options, report, clock)
        files |= made
        proofs += proven
        status = status or failed
        if options.public and not status:
            status = _searched(whole, page, made, source, options, report, clock)
    _guard(files, source, options, report)
    if options.public and not status and not report.failed(strict=options.strict):
        _tell_leftovers(whole, pages, files, source, options, report, clock)
    if any(proof.lost for proof in proofs):
        status = EXIT_ENGINE
    if status or report.failed(strict=options.strict):
        return Outcome(source, report, seconds=clock.laps, status=status or EXIT_SOURCE)
    written = save(files, report, options.root or options.output, follow_links=options.follow_links)
    clock.lap("save")
    status = EXIT_SOURCE if report.failed() else 0
    sheets = tuple(proof.pages for proof in proofs if proof.pages)
    facts = max((proof.facts for proof in proofs), default=0)
    fonts = tuple(dict.fromkeys(family for page in pages for family in page.document.fonts))
    return Outcome(source, report, written, clock.laps, status, facts, sheets, fonts=fonts)


def _tell_idle(options: Options, pages: list[Page], source: Path, report: Report) -> None:
    """Warn of an option that does nothing."""
    if "pdf" not in options.formats and (options.trim or options.settings.get("pages")):
        report.warning("CV073", "nothing is fitted: no PDF is asked for", hint="add `pdf` to `-f`", file=str(source))
    elif options.trim and not any(page.resume.meta.cvrender.pages for page in pages):
        hint = "say how many pages there may be: `--pages 1`"
        report.warning("CV073", "nothing is left out: no number of pages is asked for", hint=hint, file=str(source))


def _guard(files: dict[Path, bytes], source: Path, options: Options, report: Report) -> None:
    """Report each file that would take the place of a source, or of what another build has written."""
    for path in files:
        taken = path.resolve() in options.taken
        if taken or path.resolve() in options.sources or path.resolve() == source.resolve():
            what = "what another build has written" if taken else "a source"
            hint = "give each build an `output` of its own" if taken else "name another --output"
            report.error("CV071", f"the output `{path}` would overwrite {what}", file=str(source), hint=hint)


def every(
    sources: Iterable[Path], options: Options, executor: Executor | None = None, ahead: int = 64
) -> Iterator[Outcome]:
    """Build the sources, one after the other or by an executor; what became of each comes in their order.

    At most `ahead` of them are in the executor's hands, so at most as many outcomes wait for one that takes long.
    """
    if executor is None:
        yield from (outcome(source, options) for source in sources)
        return
    begun: deque[tuple[Path, Future[Outcome]]] = deque()
    try:
        for source in sources:
            if len(begun) >= ahead:
                yield _result(*begun.popleft())
            begun.append((source, executor.submit(outcome, source, options)))
        while begun:
            yield _result(*begun.popleft())
    finally:
        for _, future in begun:
            future.cancel()


def outcome(source: Path, options: Options) -> Outcome:
    """Build one source; what nobody foresaw costs this source, and is told as an error of it."""
    try:
        return build(source, options)
    except Exception as error:  # noqa: BLE001  # nothing is known of it
        import traceback

        report = Report()
        log = traceback.format_exc()
        if isinstance(error, MemoryError):
            message, hint = out_of_memory()
            report.error("CV077", f"cannot be built: {message}", hint=hint, file=str(source), log=log)
            return Outcome(source, report, status=EXIT_ENGINE)
        why = getattr(error, "strerror", None) or f"{type(error).__name__} {error}".strip()
        name = getattr(error, "filename", None)
        message = f"cannot be built: {f'{name}: ' if name else ''}{why}"
        report.error("CV076", message, hint="-v shows where", file=str(source), log=log)
        return Outcome(source, report, status=EXIT_ENGINE)


def _result(source: Path, future: Future[Outcome]) -> Outcome:
    """What became of a source that an executor had; an error where the executor cannot tell."""
    try:
        return future.result()
    except WorkerDied as error:
        return lost(source, error)
    except Exception as error:  # noqa: BLE001  # any executor's
        report = Report()
        report.error("CV075", f"its worker was lost: {error}", hint="build this source alone", file=str(source))
        return Outcome(source, report, status=EXIT_ENGINE)


def lost(source: Path, error: WorkerDied) -> Outcome:
    """Return what became of a source whose process has died."""
    report = Report()
    code = "CV077" if error.limited else "CV075"
    report.error(code, f"cannot be built: {error}", hint=error.hint, file=str(source))
    return Outcome(source, report, status=EXIT_ENGINE)


def _fits(options: Options, resume: Resume, report: Report) -> bool:
    """Whether the engine that the source names can make what is asked for; it is told where it cannot."""
    named = resume.meta.cvrender.engine
    if not options.pdf_standard or "pdf" not in options.formats or options.engines or not named:
        return True
    if not can_be(named, options.pdf_standard):
        report.error("CV066", f"{named} cannot make {options.pdf_standard}", named.at, "take weasyprint or typst")
    return not report.failed()


def _made(
    page: Page, source: Path, options: Options, report: Report, clock: Clock
) -> tuple[dict[Path, bytes], list[Proven], int]:
    """Make what is asked for of one resume and read it back: the files, the proofs of them, and a status."""
    engines = options.engines or (str(page.resume.meta.cvrender.engine or "auto"),)
    files: dict[Path, bytes] = {}
    proofs: list[Proven] = []
    status = 0
    for theme in page.themes:
        folder = options.output / theme.name if len(options.themes) > 1 else options.output
        maker = Maker(source, page.document, theme, report, clock, options)
        makers = [maker]
        made: list[dict[Path, bytes]] = [{}]
        for engine in engines if "pdf" in options.formats else ():
            path = folder / (engine if len(engines) > 1 else "") / page.folder / f"{source.stem}.pdf"
            one, content, failed = _pdf(maker, engine, page, options)
            if one is not maker:
                makers.append(one)
                made.append({})
            made[0 if one is maker else -1][path] = content
            status = status or failed
        for name in options.formats:
            if name != "pdf":
                # What a PDF was made of is as that PDF is; all else has no pages to be filled.
                of_pdf = (one for one in makers[1:] if name in one.bundles and name != "html")
                made[0] |= next(of_pdf, maker).files(name, folder / page.folder)
        for one, some in zip(makers, made, strict=True):
            files |= some
            if options.verify and not status and not report.failed():
                proofs += one.proven(some)
    return files, proofs, status


def _pdf(maker: Maker, engine: str, page: Page, options: Options) -> tuple[Maker, bytes, int]:
    """A PDF, with what made it and a status: of as many pages as are asked for, or of as many as it takes."""
    pages = page.resume.meta.cvrender.pages
    if pages is None:
        return (maker, *maker.pdf(engine))
    from cvrender.pipeline.page_fitting import fit

    return fit(maker, engine, pages, page.resume, trim=options.trim)


def _searched(
    whole: Resume, page: Page, made: dict[Path, bytes], source: Path, options: Options, report: Report, clock: Clock
) -> int:
    """Search the files of a public copy for what is private; an error for each find, and an exit status.

    What also stands in the files of an empty resume, such as the words of a style sheet that comes with cvrender, tells
    nothing.
    """
    from cvrender.document.locale import locale
    from cvrender.resume.select import open_texts, secrets
    from cvrender.verification.privacy_scan import leaks, needles

    words = locale(page.document.lang)
    assert words is not None
    fixed = (*words.headings.values(), *words.publications.values(), *words.words.values())
    wanted = needles(secrets(whole), [*open_texts(whole), *fixed])
    found = leaks(_by_name(made, options), wanted)
    if found:
        usual = _usual(page, wanted, options, clock)
        found = [(name, needle) for name, needle in found if needle.text not in usual]
    for name, needle in found:
        message = f"`{needle.text}` is private, and stands in `{name}`"
        hint = "look for it in the theme and in the name of the source; nothing is written"
        report.error("CV057", message, needle.secret.at, hint, file=str(source))
    clock.lap("search")
    return EXIT_ENGINE if found else 0


def _usual(page: Page, wanted: list[Needle], options: Options, clock: Clock) -> set[str]:
    """What of this stands in the outputs of an empty resume."""
    from cvrender.verification.privacy_scan import leaks

    empty = Document(resume=Resume(), lang=page.document.lang, direction=page.document.direction)
    bare = Page(Path(), Resume(), empty, tuple(without_own(theme) for theme in page.themes))
    always, _, _ = _made(bare, Path("resume"), options.replace(verify=False), Report(), clock)
    return {needle.text for _, needle in leaks(_by_name(always, options), wanted)}


def _tell_leftovers(
    whole: Resume,
    pages: list[Page],
    files: dict[Path, bytes],
    source: Path,
    options: Options,
    report: Report,
    clock: Clock,
) -> None:
    """Report files of earlier builds that would lie beside the public copies, and hold something private."""
    from cvrender.pipeline.earlier_outputs import leftovers, tell_leftovers

    found = leftovers(source, options.output, files, [*options.sources, source, *map(Path, report.read)])
    if found:
        photos = {page.document.photo for page in pages}
        tell_leftovers(
            found, whole, photos,
            lambda wanted, formats: _usual(pages[0], wanted, options.replace(formats=formats), clock), report,
        )  # fmt: skip
    clock.lap("search")


def _by_name(files: dict[Path, bytes], options: Options) -> dict[str, bytes]:
    """The files by their paths below the output folder, which is called as its owner wants."""
    return {str(path.relative_to(options.output)): content for path, content in files.items()}
