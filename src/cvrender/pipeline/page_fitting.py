"""A PDF of so many pages: laid out a few times, tighter or wider within the theme's bounds, until it fills them.

The engines stay what they are, functions from a bundle to a PDF. What is sought is one number, the setting of
`fit_bounds.between`: how far the text of a layout reaches tells the next one to try.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from cvrender.diagnostics.report import Report
from cvrender.document.compose import compose
from cvrender.document.model import Document
from cvrender.loading.registry import EXIT_ENGINE
from cvrender.pipeline.render import Maker
from cvrender.record import Record
from cvrender.resume.model import Resume, Text
from cvrender.resume.trim import Part, Path, parts, within, without
from cvrender.source.overrides import PLACE
from cvrender.theming.fit_bounds import Bounds, amount, between, changes, whole
from cvrender.verification.extracted import Unreadable
from cvrender.verification.facts import Fact
from cvrender.verification.text_extent import Place, places, reach
from cvrender.verification.verifier import Holder

MOST_LAYOUTS = 6
_FULL = 3.5
"""Lines that may be left white on a page which counts as full."""
_NEAR = 0.05
"""Settings that differ by less than this are not told apart on a page."""
_ASIDE = 0.04
"""How much farther than a straight line says the next setting is tried: lines of text come whole."""
_SHAPE = 0.7
"""The height of a line's shapes as a part of its size."""
_HEADING = 1.7
"""What a heading takes as a part of its size, with what stands between it and its section."""
_LISTED = 12
"""Places that a message names."""
_WORDS = 60


class Layout(Record):
    """One PDF of one setting: `height` is what a page holds of text, `used` what each page has, in points."""

    setting: float
    maker: Maker
    content: bytes
    status: int = 0
    height: float = 0.0
    used: tuple[float, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.used)

    def over(self, pages: int) -> float:
        """Return by how much it is longer than so many pages, in points; below 0 is what they have left.

        White at the foot of a page does not count, unless all would be on these pages without it.
        """
        return _over(self.used, pages, self.height)

    @property
    def line(self) -> float:
        """The distance of its lines, in points."""
        tokens = self.maker.theme.tokens
        return amount(tokens["font-size"]) * amount(tokens["line-height"])


def fit(maker: Maker, engine: str, pages: Text, resume: Resume, *, trim: bool) -> tuple[Maker, bytes, int]:
    """Return the PDF of an engine that fills so many pages, what made it, and an exit status.

    What was changed is a note; where it does not fit, an error says what is over. `trim` leaves out what matters least.
    """
    fewest = 1 + _broken(maker.document)
    if fewest > int(pages):
        why = f"`break: before` makes {fewest} pages of it, and {pages} may be"
        maker.report.error("CV069", why, pages.at, f"take a `break` away, or ask for {fewest} pages")
        return maker, b"", EXIT_ENGINE
    fitter = _Fitter(maker, engine, int(pages), resume)
    try:
        best = fitter.fitted() or (fitter.trimmed() if trim else None)
    except Unreadable as error:
        maker.report.error("CV094", f"the PDF cannot be read back: {error}", file=str(maker.source))
        return maker, b"", EXIT_ENGINE
    if best is None:
        fitter.tell_over(pages, trim=trim)
        return maker, b"", EXIT_ENGINE
    maker.report.add(best.maker.report)
    best.maker.report = maker.report  # what is found when it is read back is no trial's
    if not best.status:
        fitter.tell(best)
    return best.maker, best.content, best.status


def _broken(document: Document) -> int:
    """How many pages are begun by what asks for that, in the column where these are most."""
    counts = {"": 0}
    for section in document.sections:
        blocks = [getattr(block, "new_page", False) for block in section.body]
        first = section.new_page or any(blocks[:1])  # a break before a section and one before its first entry are one
        counts[section.region] = counts.get(section.region, 0) + first + sum(blocks[1:])
    return max(counts.values())


class _Fitter:
    def __init__(self, maker: Maker, engine: str, pages: int, resume: Resume) -> None:
        self.first = maker
        self.engine = engine
        self.pages = pages
        self.resume = resume
        self.bounds: Bounds = whole(maker.theme.fit, maker.theme.tokens)
        self.count = 0
        self.tightest: Layout | None = None
        self.gone: tuple[Part, ...] = ()

    @property
    def left(self) -> int:
        """How many more layouts there may be."""
        return MOST_LAYOUTS - self.count

    def layout(self, setting: float, document: Document) -> Layout:
        theme = self.first.theme
        theme = theme.replace(tokens=between(theme.tokens, self.bounds, setting))
        maker = self.first.anew(document, theme, Report())
        self.count += 1
        content, status = maker.pdf(self.engine)
        if status or maker.report.failed():
            return Layout(setting, maker, content, status or EXIT_ENGINE)
        top, bottom = (amount(theme.tokens[f"margin-{side}"]) for side in ("top", "bottom"))
        paper = theme.paper()[1]
        used = tuple(paper - top - low for low in reach(content, bottom, paper - top))
        self.first.clock.lap("fit")
        return Layout(setting, maker, content, 0, paper - top - bottom, used)

    def fitted(self, document: Document | None = None, tight: Layout | None = None) -> Layout | None:
        """The layout that fills the pages best, None where not even the tightest fits; one that failed, as it is."""
        document = document or self.first.composed
        own = self.layout(0, document)
        if own.status:
            return own
        if own.over(self.pages) <= 0:
            if tight is not None or self.is_full(own, own.pages):
                return own
            wide = self.layout(-1, document)
            return wide if wide.status or wide.pages <= own.pages else self.searched(wide, own, own.pages, document)
        if tight is None:
            self.tightest = tight = self.layout(1, document)
        if tight.status:
            return tight
        return self.searched(own, tight, self.pages, document) if tight.over(self.pages) <= 0 else None

    def is_full(self, layout: Layout, pages: int) -> bool:
        """Whether the last of the pages has no more than some lines left."""
        return layout.pages == pages and layout.height - layout.used[-1] <= _FULL * layout.line

    def searched(self, over: Layout, fits: Layout, pages: int, document: Document) -> Layout:
        """The fullest layout between one that is too long and one that fits."""
        far, near, last = over.over(pages), -fits.over(pages), 0
        while self.left and not self.is_full(fits, pages) and abs(fits.setting - over.setting) > _NEAR:
            part = min(0.9, max(0.1, far / (far + near) + _ASIDE))
            found = self.layout(round(over.setting + part * (fits.setting - over.setting), 4), document)
            if found.status:
                return found
            # An end that stays twice counts half: false position, the Illinois way (Dowell and Jarratt, 1971).
            if (beyond := found.over(pages)) <= 0:
                fits, near, far, last = found, -beyond, far / 2 if last < 0 else far, -1
            else:
                over, far, near, last = found, beyond, near / 2 if last > 0 else near, 1
        return fits

    # Leaving out.

    def trimmed(self) -> Layout | None:
        """The layout without what matters least of what is over, None where nothing is left to be left out."""
        tight = self.tightest
        assert tight is not None
        chooser = _Chooser(self.resume, tight, self.pages)
        missing = 0.0
        while self.left:
            more = chooser.choose(missing)
            if more == self.gone:
                return None
            self.gone = more
            document = self.without(more)
            found = self.layout(1, document)
            if found.status:
                return found
            if found.over(self.pages) <= 0:
                full = self.is_full(found, self.pages) or self.left < 2
                return found if full else self.fitted(document, found)
            missing = 1.5 * missing + found.over(self.pages) + found.line
        return None

    def without(self, gone: tuple[Part, ...]) -> Document:
        old = self.first.composed
        rest = without(self.resume, frozenset(part.path for part in gone))
        return compose(rest, Report(), old.photo).replace(fonts=old.fonts)

    # What is said.

    def tell(self, best: Layout) -> None:
        report, source = self.first.report, str(self.first.source)
        changed = changes(self.first.theme.tokens, best.maker.theme.tokens)
        named = f"(`{self.first.theme.name}`, {self.engine})"
        if changed:
            how = "opened up on" if best.setting < 0 else "fitted to"
            report.note(
                "CV068",
                f"{how} {_counted(best.pages, 'page')}: {changed} {named[:-1]}, {_counted(self.count, 'layout')})",
                file=source,
            )
        for part in self.gone:
            report.note("CV072", f"left out to fit {_counted(self.pages, 'page')}: {_quoted(part)} {named}", part.at)

    def tell_over(self, pages: Text, *, trim: bool) -> None:
        """Say how much is over at the tightest, and what would free it."""
        tight = self.tightest
        assert tight is not None
        over = tight.over(self.pages)
        lines = _counted(ceil(over / tight.line), "line")
        chosen = () if trim else _Chooser(self.resume, tight, self.pages).choose()
        message = (
            f"it does not fit on {_counted(self.pages, 'page')} in `{self.first.theme.name}` by {self.engine}: "
            f"at the tightest that the theme allows {lines} {'is' if lines.startswith('1 ') else 'are'} over "
            f"({_counted(self.count, 'layout')})"
        )
        hint = "allow another page, or take a theme with smaller type"
        if chosen:
            entries = sum(part.is_entry for part in chosen)
            kinds = [(entries, "entry"), (len(chosen) - entries, "highlight")]
            what = " and ".join(_counted(number, kind) for number, kind in kinds if number)
            hint = f"`--trim` would leave out {what}: {_lines(chosen)}; `priority` says what stays longest"
        at = pages.at if pages.at and pages.at.file != PLACE else None
        self.first.report.error("CV069", message, at, hint, file="" if at else str(self.first.source))


class _Chooser:
    """Knows how much each part of a resume takes in the tightest layout."""

    def __init__(self, resume: Resume, tight: Layout, pages: int) -> None:
        self.tight = tight
        self.ranked = parts(resume)
        maker = tight.maker
        holder = Holder(maker.document, maker.theme.tokens["date-place"])
        facts = holder.facts("pdf")
        found = places(tight.content, holder.hold(tight.content, "pdf"), len(facts))
        self.standing = list(zip(facts, found, strict=True))
        self.paper = maker.theme.paper()[1]
        self.over = self.by_column(pages)
        by_text = {fact.at: (fact, where) for fact, where in self.standing if fact.part != "heading"}
        self.heights: dict[Path, float] = {}
        self.columns: dict[Path, str] = {}
        for part in self.ranked:
            known = [by_text[at] for at in part.texts if at in by_text]
            self.heights[part.path] = self.height(part, known)
            self.columns[part.path] = next((fact.region for fact, where in known if where), "main")

    def by_column(self, pages: int) -> dict[str, float]:
        """By how much each column is over; the longest is what the layout is."""
        top = self.paper - amount(self.tight.maker.theme.tokens["margin-top"])
        used: dict[str, dict[int, float]] = {"main": {}, "side": {}}
        for fact, where in self.standing:
            column = used["side" if fact.region == "side" else "main"]
            for place in where:
                column[place.page] = max(column.get(place.page, 0.0), top - place.bottom)
        last = {name: max(column, default=0) for name, column in used.items()}
        by_page = {name: [column.get(page, 0.0) for page in range(1, last[name] + 1)] for name, column in used.items()}
        return {name: _over(column, pages, self.tight.height) for name, column in by_page.items()}

    def height(self, part: Part, known: list[tuple[Fact, list[Place]]]) -> float:
        """What a part takes with the white space at it, in points."""
        tokens, line = self.tight.maker.theme.tokens, self.tight.line
        gap = amount(tokens["entry-gap" if part.is_entry else "item-gap"])
        by_page: dict[int, list[Place]] = {}
        for _, where in known:
            for place in where:
                by_page.setdefault(place.page, []).append(place)
        shapes = sum(max(p.top for p in some) - min(p.bottom for p in some) for some in by_page.values())
        return shapes + gap + line - _SHAPE * amount(tokens["font-size"]) if by_page else line + gap

    def choose(self, missing: float = 0.0) -> tuple[Part, ...]:
        """The parts that free what is over, and as much more as is missing; all of them, where that is not enough."""
        chosen: list[Part] = []
        for column in ("main", "side"):
            wanted = self.over[column] + (missing if self.over[column] > 0 else 0.0)
            chosen += self.freed([part for part in self.ranked if self.columns[part.path] == column], wanted)
        return tuple(chosen)

    def freed(self, ranked: list[Part], wanted: float) -> list[Part]:
        chosen: dict[Path, float] = {}
        inner: dict[Path, list[Path]] = {}
        total = 0.0  # of all chosen
        alive: dict[Path, int] = {}
        for part in ranked:
            alive[part.path[:-1]] = alive.get(part.path[:-1], 0) + 1
        tokens = self.tight.maker.theme.tokens
        heading = _HEADING * amount(tokens["heading-size"]) + amount(tokens["section-gap"])
        for part in ranked:
            if total >= wanted:
                break
            if within(part.path, chosen):
                continue
            for path in inner.get(part.path, ()):
                total -= chosen.pop(path, 0.0)
            alive[part.path[:-1]] -= 1
            last = part.is_entry and part.path[-2] != "positions" and not alive[part.path[:-1]]
            chosen[part.path] = self.heights[part.path] + (heading if last else 0.0)
            total += chosen[part.path]
            for length in range(2, len(part.path), 2):
                inner.setdefault(part.path[:length], []).append(part.path)
        # What is more than needed stays, that which matters most first.
        spare = total - wanted
        for path, height in reversed(list(chosen.items())):
            if height <= spare:
                spare -= height
                del chosen[path]
        return [part for part in ranked if part.path in chosen]


def _over(used: Sequence[float], pages: int, height: float) -> float:
    beyond = sum(used) - pages * height
    return min(beyond, 0.0) if len(used) <= pages else beyond if beyond > 0 else sum(used[pages:])


def _counted(number: int, word: str) -> str:
    many = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number} {word if number == 1 else many}"


def _lines(chosen: tuple[Part, ...]) -> str:
    lines = [str(part.at.line) for part in chosen if part.at]
    more = len(lines) - _LISTED
    return f"line{'' if len(lines) == 1 else 's'} {', '.join(lines[:_LISTED])}" + (
        f" and {more} more" if more > 0 else ""
    )


def _quoted(part: Part) -> str:
    kind = "the entry" if part.is_entry else "the highlight"
    words = part.words if len(part.words) <= _WORDS else f"{part.words[:_WORDS]}…"
    return f"{kind} `{words}`"
