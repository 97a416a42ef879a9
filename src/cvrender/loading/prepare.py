"""From a source to its resumes as they will stand on a page: read, selected, composed, with their themes."""

from __future__ import annotations

from pathlib import Path

from cvrender.diagnostics.report import Report, closest
from cvrender.document.compose import compose
from cvrender.document.model import Document
from cvrender.loading.files import opener, picture
from cvrender.loading.options import Options
from cvrender.loading.registry import ENGINE_NAMES
from cvrender.record import Record
from cvrender.resume.model import Resume, Text, Variant
from cvrender.resume.select import Choice, language, select
from cvrender.system import paths
from cvrender.theming.theme import DEFAULT, Theme, load, restyle
from cvrender.theming.tokens import TOKENS


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
    pages = pages_of(whole, source, options, report) if whole else []
    return (pages[0].resume, pages[0].document, list(pages[0].themes)) if pages else None


def examine(source: Path, options: Options, report: Report) -> None:
    """Look for what is wrong in any resume of a source: the whole in each language, and each variant."""
    whole = load_resume(source, options, report)
    if whole is not None:
        pages_of(whole, source, options.replace(langs=("all",)), report)
        if whole.meta.cvrender.variants:
            pages_of(whole, source, options.replace(variants=("all",)), report)


def load_resume(source: Path, options: Options, report: Report) -> Resume | None:
    """Return all that a source holds, or None where it cannot be read as a resume."""
    from cvrender.readers.yaml import read

    try:
        report.read[str(source)] = None
        content = paths.read(source, regular=False)  # `find` has refused devices that the user has not named
    except OSError as error:
        hint = "`cvrender new NAME` makes a first one" if isinstance(error, FileNotFoundError) else ""
        report.error("CV001", f"cannot be read: {error.strerror}", hint=hint, file=str(source))
        return None
    # JSON has no tags, and so no `!include`.
    include = opener(source, report, follow_links=options.follow_links) if source.suffix.lower() != ".json" else None
    return read(
        content, str(source), report, options.today, _as_settings(options.settings), include, public=options.public
    )


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
        at = options.places.get("variant")
        message = f"there is no variant `{name}`" + (f" in {source}" if at else "")
        report.error("CV051", message, at, hint, file="" if at else str(source))
    primary = {tag.split("-")[0].lower() for tag in offered}
    missing = [tag for tag in langs if settings.languages and tag.split("-")[0].lower() not in primary]
    for tag in dict.fromkeys(missing):
        hint = f"it is in {', '.join(offered)}; others go under `meta.cvrender.languages`"
        at = options.places.get("lang")
        message = f"{source if at else 'the resume'} is not in the language `{tag}`"
        report.error("CV055", message, at or settings.languages[0].at, hint)
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


def pages_of(whole: Resume, source: Path, options: Options, report: Report) -> list[Page]:
    """Each resume that is asked for, composed, with its themes; none, if anything is wrong."""
    loaded: dict[str, Theme | None] = {}
    pages = []
    for folder, choice in choices(whole, options, source, report):
        resume = select(whole, choice, report)
        document = compose(resume, report, picture(resume, source, report, follow_links=options.follow_links))
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
            loaded[name] = load(name, report, path_allowed=True, follow_links=options.follow_links)
    own = str(settings.theme or DEFAULT)
    if not options.themes and own not in loaded:
        loaded[own] = load(
            own, report, settings.theme.at if settings.theme else None, follow_links=options.follow_links
        )
    themes = [loaded[name] for name in options.themes or (own,)]
    if len({theme.name for theme in themes if theme}) < sum(theme is not None for theme in themes):
        report.error("CV071", "two of the themes have one name, so they would be written to the same folder")
    styled = (restyle(theme or Theme.bare(), settings.style, report) for theme in themes)
    return [theme.on_paper_of(str(settings.lang or "")) for theme in styled]


def _as_settings(settings: dict[str, str]) -> dict[str, str]:
    """A bare token is a key of `style`."""
    return {f"style.{key}" if key in TOKENS else key: value for key, value in settings.items()}


def _fonts(asked: tuple[Text, ...], report: Report) -> tuple[str, ...]:
    """The families that are asked for and there, by the names that they have themselves."""
    from cvrender.system.fonts import installed

    known = installed()
    for name in asked:
        if name.lower() not in known:
            near = closest(name, list(known.values()))
            hint = f"did you mean `{near}`?" if near else "install it, or take one of those that the system has"
            report.warning("CV067", f"there is no font family `{name}`", name.at, hint)
    return tuple(known[name.lower()] for name in asked if name.lower() in known)
