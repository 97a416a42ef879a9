"""HTML: one file with all that it needs inside, for the screen, for print and for WeasyPrint.

Text becomes HTML in `markup.tag` and nowhere else. Whatever theme or resume holds, the policy in the head allows the
page no script, no network and no form.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from itertools import groupby

from cvrender.diagnostics.report import Report
from cvrender.document.icons import icon_name
from cvrender.document.layout import columns, head_order, name_parts, running
from cvrender.document.model import (
    Block,
    Citation,
    Code,
    Date,
    Document,
    Entry,
    Foreign,
    Group,
    Inline,
    Inlines,
    Link,
    List,
    Ltr,
    Paragraph,
    Prose,
    Quote,
    Section,
    Strong,
    plain,
)
from cvrender.theming.theme import Theme
from cvrender.theming.tokens import TOKENS
from cvrender.writers.html.markup import Html, join, tag, text
from cvrender.writers.html.stylesheet import stylesheet
from cvrender.writers.typography import LONGEST_DATE

EXTENSION = "html"
NAME = "resume.html"

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
_DOT = tag("span", "\u00a0·", class_="dot")
_COUNTED = "counter-increment: list-item 0; counter-set: list-item {}"
"""What the `value` of an item means; WeasyPrint 70 does not read it, and counts on after it has set a counter."""
_NEW_PAGE = " new-page"
_LABEL_LINE = 14
"""Characters of a heading in a line of the narrowest column of labels."""
_LONGEST_WHOLE = 40
"""Characters of a name that is kept on one line: half of the narrowest measure that a theme has."""


def write(document: Document, theme: Theme, report: Report) -> dict[str, bytes]:
    """Return the bundle of one file, NAME."""
    body = _from_template(document, theme, report) or _body(document, theme)
    subject = plain(document.headline)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", document.name or plain(document.headline) or "Resume"),
        tag("meta", name="author", content=document.name) if document.name else "",
        tag("meta", name="description", content=subject) if subject else "",
        tag("meta", name="generator", content="cvrender"),
        tag("style", stylesheet(document, theme, body)),
        sep="\n",
    )
    page = tag("html", head, body, sep="\n", lang=document.lang, dir=document.direction)
    return {NAME: f"<!DOCTYPE html>\n{page}\n".encode()}


def _from_template(document: Document, theme: Theme, report: Report) -> Html | None:
    """The body as the theme's own template lays it out, from finished parts."""
    sheets = theme.sheets["html.j2"]
    if not sheets:
        return None
    from cvrender.writers.html.template import render

    style = _Style(document, theme)
    return Html(
        render(
            sheets[-1].path,
            sheets[-1].text,
            report,
            classes=_classes(theme),
            header=_header(document, theme),
            sections=[
                {"id": s.id, "title": s.title, "region": s.region, "html": _section(s, style)}
                for s in document.sections
            ],
            footer=_footer(document),
            tokens=theme.tokens,
        )
    )


class _Style:
    """What of document and theme the elements of a section depend on."""

    def __init__(self, document: Document, theme: Theme) -> None:
        self.punctuation = document.punctuation
        self.date_place = theme.tokens["date-place"]


def _classes(theme: Theme) -> str:
    """A class for each choice of the theme, for the sheets to tell by."""
    return " ".join(["h-resume", *(f"{name}-{theme.tokens[name]}" for name, token in TOKENS.items() if token.choices)])


def _body(document: Document, theme: Theme) -> Html:
    style = _Style(document, theme)
    sections = [_section(s, style) for s in document.sections if s.region == "main"]
    main = tag("main", *sections, sep="\n") if sections else Html()
    header = _header(document, theme) if sections else tag("main", _header(document, theme))  # a page has one main
    beside = [_section(s, style) for s in document.sections if s.region == "side"]
    side = tag("aside", *beside, sep="\n", class_="side") if beside else Html()
    parts: list[Html]
    if theme.layout.header == "side":
        parts = [
            tag("div", tag("div", header, side, sep="\n", class_="panel"), main, sep="\n", class_="columns panelled")
        ]
    else:
        parts = [header, tag("div", main, side, sep="\n", class_="columns") if side else main]
    return tag("body", *parts, _footer(document), sep="\n", class_=_classes(theme))


def _header(document: Document, theme: Theme) -> Html:
    photo = document.photo
    headline = "p" if document.name else "h1"  # a page has one, whatever the person is called by
    contacts = []
    for contact in document.contacts:
        # An address reads from the left in any language; a place does as its language does.
        way = "ltr" if document.direction == "rtl" and contact.kind != "location" else None
        network = tag("span", contact.label, class_="network") if contact.kind == "profile" and contact.label else ""
        shown = [network, text(contact.text)] if contact.text != contact.label else [text(contact.text)]
        classes = {"email": "u-email", "phone": "p-tel", "location": "p-adr"}.get(contact.kind, "u-url")
        if contact.url:
            inner = tag("a", *shown, sep=" ", href=contact.url, dir=way, class_=classes, title=contact.label or None)
        else:
            inner = tag("span", *shown, sep=" ", dir=way, class_=classes if contact.kind == "location" else None)
        contacts.append(tag("li", inner, class_=f"{contact.kind} icon-{icon_name(contact)}"))
    return tag(
        "header",
        tag(
            "img",
            class_="photo u-photo",
            alt=photo.alt or "photo",
            src=f"data:{photo.mime};base64,{b64encode(photo.content).decode()}",
        )
        if photo
        else "",
        tag("h1", *_name(document.name, theme), class_="name p-name") if document.name else "",
        tag(headline, *_inlines(document.headline), class_="headline p-job-title") if document.headline else "",
        tag("ul", *contacts, sep="\n", class_="contacts") if contacts else "",
        sep="\n",
        class_="header p-contact h-card",
    )


def _name(name: str, theme: Theme) -> list[Html]:
    if theme.tokens["name-weight"] != "last":  # an element more is a piece of text more in the PDF
        return [text(name)]
    first, last = name_parts(name)
    return [text(first), tag("span", text(last), class_="last-name")]


def _footer(document: Document) -> Html:
    return tag("footer", tag("p", *_inlines(document.updated), class_="updated")) if document.updated else Html()


def _section(section: Section, style: _Style) -> Html:
    return tag(
        "section",
        tag("h2", text(section.title)) if section.title else "",
        tag(
            "div",
            *_blocks(section.body, style, section.role, 3 if section.title else 2),
            *(tag("p", *_inlines(note), class_="footnote") for note in section.footnotes),
            sep="\n",
            class_="body" + (" p-summary" if section.role == "summary" else ""),
        ),
        sep="\n",
        id=section.id,
        class_=" ".join(
            ["section", section.region, f"lines-{_label_lines(section.title)}"]
            + (["whole"] if section.keep else [])
            + (["new-page"] if section.new_page else [])
        ),
    )


def _column(date: str) -> str:
    """The class of the column that a date needs, by its characters; one longer than two days in words may be broken."""
    wide = columns(date)
    return f"d{wide + wide % 2}" if wide <= LONGEST_DATE else "free"


def _label_lines(title: str) -> int:
    """About how many lines a title takes in a narrow column, which no style sheet can tell."""
    lines, filled = 1, 0
    for word in title.split():
        if filled and filled + 1 + len(word) > _LABEL_LINE:
            lines, filled = lines + 1, 0
        filled += len(word) + bool(filled)
        lines, filled = lines + filled // (_LABEL_LINE + 1), filled % (_LABEL_LINE + 1)
    return min(lines, 8)


def _blocks(blocks: Iterable[Block], style: _Style, role: str = "", level: int = 3) -> Iterable[Html]:
    """Blocks in order; neighbours that are items of one list share its element."""

    def holder(block: Block) -> str:
        if isinstance(block, Citation):
            return "ol"
        return "dl" if isinstance(block, Group) and block.label else ""

    for name, run in groupby(blocks, holder):
        items = [_block(block, style, role, level) for block in run]
        if name:
            yield tag(name, *items, sep="\n", class_="citations" if name == "ol" else "groups")
        else:
            yield from items


def _block(block: Block, style: _Style, role: str, level: int) -> Html:
    if isinstance(block, Entry):
        return _entry(block, style, role, level)
    if isinstance(block, Citation):
        return _citation(block, style)
    if isinstance(block, Group):
        return _group(block, style, role)
    if isinstance(block, Quote):
        return _quote(block)
    return _prose_block(block)


def _entry(entry: Entry, style: _Style, role: str = "", level: int = 3) -> Html:
    order = head_order(entry, style.date_place)
    aside = ("place", "date") if order[-2] == "place" else ("date",)
    under: list[Html] = []
    for field in order:
        if field == "links":
            under += _links(entry.links)
        elif field not in ("title", *aside) and (part := getattr(entry, field)):
            under.append(tag("span", *_inlines(part), class_=field))
    name = "title p-name" if role else "title"
    title = tag(f"h{level}", *_inlines(entry.title), class_=name) if entry.title else Html()
    runs_in = bool(entry.run_in and entry.title and under)
    classes = (
        ["entry"]
        + (["whole"] if entry.whole or entry.keep else [])
        + (["new-page"] if entry.new_page else [])
        + (["brief"] if entry.brief and (runs_in or not under) else [])
        + ([f"p-{role}", "h-event"] if role else [])
    )
    what = tag(
        "div",
        title,
        tag("span", style.punctuation.list if entry.subtitle else Html(f"{_DOT} "), class_="under") if runs_in else "",
        tag("p", _middots(under), class_="under") if under else "",
        class_="what run-in" if runs_in else "what",
    )
    beside = [(field, part) for field in aside if (part := getattr(entry, field))]
    width = _column(max((plain(part) for _, part in beside), key=len, default=""))
    dates = [
        tag("p", *_inlines(part), class_=f"{field} {width}" if len(aside) == 1 else field) for field, part in beside
    ]
    when = tag("div", *dates, sep="\n", class_=f"aside {width}") if dates and len(aside) > 1 else Html("".join(dates))
    head = tag("div", *((when, what) if order[0] == "date" else (what, when)), sep="\n", class_="head")
    below = [
        *_prose(entry.prose),
        *_list("highlights", entry.highlights),
        *_blocks(entry.groups, style),
        *(_entry(part, style, "", level + 1 if entry.title else level) for part in entry.parts),
    ]
    has_head = entry.title or under or beside
    return tag("article", head if has_head else "", *below, sep="\n", class_=" ".join(classes))


def _citation(citation: Citation, style: _Style) -> Html:
    source = [
        tag("span", *_inlines(part), class_=name)
        for name, part in (("venue", citation.venue), ("when", citation.date))
        if part
    ]
    facts = [join(style.punctuation.list, source)] if source else []
    facts += [tag("span", *_inlines(note), class_="fact") for note in citation.notes] + _links(citation.links)
    return tag(
        "li",
        tag("p", tag("cite", *_inlines(running(citation.title))), class_="title p-name") if citation.title else "",
        tag("p", _authors(citation.authors, style), class_="authors") if citation.authors else "",
        tag("p", _middots(facts), class_="source") if facts else "",
        *_prose(citation.prose),
        *_list("highlights", citation.highlights),
        sep="\n",
        class_=f"citation h-cite{_NEW_PAGE if citation.new_page else ''}",
        value=str(citation.number) if citation.number else None,
        style=_COUNTED.format(citation.number) if citation.number else None,
    )


def _authors(authors: tuple[Inlines, ...], style: _Style) -> Html:
    """Names that a line end does not part, unless they are as long as a line."""
    names = (tag("span", *_inlines(a), class_="author" if len(plain(a)) <= _LONGEST_WHOLE else None) for a in authors)
    return join(style.punctuation.list, names)


def _group(group: Group, style: _Style, role: str = "") -> Html:
    items = [
        tag("span", *_inlines(item), class_=f"item{' p-skill' if role == 'skill' else ''}") for item in group.items
    ]
    first = group.prose[0] if group.prose else None
    inside: list[Html] = [join(style.punctuation.list, items)] if items else []
    if isinstance(first, Paragraph) and not items:
        inside += _inlines(running(first.text))
        below = _prose(group.prose[1:])
    else:
        below = _prose(group.prose)
    if inside and isinstance(first, Paragraph) and not items:
        inside = [Html("".join(inside))]
    content = [_middots([*inside, *_links(group.links)]), *below]
    if not group.label:
        return tag("div", *content, class_=f"items{_NEW_PAGE if group.new_page else ''}")
    label = list(_inlines(group.label))
    if group.detail:
        label.append(tag("span", Html(" ("), *_inlines(group.detail), ")", class_="detail"))
    colon = style.punctuation.label if any(content) else ""
    return tag(
        "div",
        tag("dt", *label, tag("span", colon.rstrip(" "), class_="colon") if colon else ""),
        tag("dd", *content) if any(content) else "",
        sep=" ",
        class_=f"group{_NEW_PAGE if group.new_page else ''}",
    )


def _quote(quote: Quote) -> Html:
    details = [tag("span", *_inlines(detail)) for detail in quote.details] + _links(quote.links)
    return tag(
        "figure",
        tag("blockquote", *_prose(quote.text), sep="\n") if quote.text else "",
        tag(
            "figcaption",
            tag("p", *_inlines(quote.source), class_="title") if quote.source else "",
            tag("p", _middots(details), class_="under") if details else "",
            sep="\n",
        )
        if quote.source or details
        else "",
        sep="\n",
        class_=f"quote{_NEW_PAGE if quote.new_page else ''}",
    )


def _prose(prose: Prose) -> list[Html]:
    return [_prose_block(block) for block in prose]


def _prose_block(block: Paragraph | List) -> Html:
    if isinstance(block, Paragraph):
        return tag("p", *_inlines(running(block.text)))
    items = [tag("li", *_inlines(running(item))) for item in block.items]
    if not block.start:
        return tag("ul", *items, sep="\n", class_="list")
    if block.start == 1:
        return tag("ol", *items, sep="\n", class_="list")
    # WeasyPrint 70 does not read `start`.
    counter = f"counter-reset: list-item {block.start - 1}"
    return tag("ol", *items, sep="\n", class_="list", start=str(block.start), style=counter)


def _list(class_: str, items: tuple[Inlines, ...]) -> list[Html]:
    return (
        [tag("ul", *(tag("li", *_inlines(running(item))) for item in items), sep="\n", class_=class_)] if items else []
    )


def _links(links: tuple[Link, ...]) -> list[Html]:
    return [tag("span", _inline(link), class_="link") for link in links]


def _middots(parts: list[Html]) -> Html:
    """Parts with a dot between each two, which a sheet may leave out: a space stays."""
    return Html(f"{_DOT} ".join(parts))


def _inlines(inlines: Inlines) -> list[Html]:
    return [_inline(inline) for inline in inlines]


def _inline(inline: Inline) -> Html:
    if isinstance(inline, str):
        return text(inline)
    if isinstance(inline, Code):
        return tag("code", text(inline.text))
    if isinstance(inline, Date):
        return tag("time", inline.text, datetime=inline.iso)
    if isinstance(inline, Foreign):
        return tag("span", *_inlines(inline.content), lang=inline.lang, dir=inline.direction)
    if isinstance(inline, Link) and not inline.url:
        return tag("span", *_inlines(inline.content))
    if isinstance(inline, Link):
        return tag("a", *_inlines(inline.content), href=inline.url)
    if isinstance(inline, Ltr):
        return tag("bdi", *_inlines(inline.content), dir="ltr")
    return tag("strong" if isinstance(inline, Strong) else "em", *_inlines(inline.content))
