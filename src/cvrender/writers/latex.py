"""LaTeX: a document of meaning, to go on with by hand, and its looks in style files beside it.

Text becomes LaTeX in `tex.py` and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from cvrender.diagnostics import Report
from cvrender.document.model import (
    Block,
    Citation,
    Code,
    Contact,
    Date,
    Document,
    Entry,
    Foreign,
    Group,
    Inline,
    Inlines,
    Link,
    List,
    Paragraph,
    Photo,
    Prose,
    Punctuation,
    Quote,
    Section,
    Strong,
    plain,
)
from cvrender.fonts import fallbacks
from cvrender.theme import Theme
from cvrender.tokens import in_points
from cvrender.writers.tex import Tex, address, command, environment, text

EXTENSION = "latex"
NAME = "resume.tex"

_PICTURES = {"image/png": "photo.png", "image/jpeg": "photo.jpg"}
_MARKED = re.compile(r"\\cv(?:rtl|script)\{")
_SYSTEM_FONT = "DejaVu Sans"
"""Has Hebrew, Arabic and many signs, and stands on most systems; none of the bundled fonts has those scripts."""
_BULLETS = {"disc": "•", "dash": "–", "none": ""}


def write(document: Document, theme: Theme, report: Report) -> dict[str, bytes]:
    """Return the bundle: NAME, the base sheet, the theme's tokens and sheets, and the photo."""
    photo = _photo(document, report)
    page = _page(document, photo[0] if photo else "")
    files = {
        NAME: page,
        "cvrender.sty": Path(__file__).with_name("latex.sty").read_text("utf-8"),
        "tokens.sty": _tokens(document, theme, page),
        # There even where it says nothing, so that none of another theme is left in the folder.
        "theme.sty": "\n".join(["% The theme's own looks.", *(sheet.text for sheet in theme.sheets["latex.sty"])]),
    }
    bundle = {name: content.encode() for name, content in files.items()}
    return bundle | {photo[0]: photo[1].content} if photo else bundle


def _photo(document: Document, report: Report) -> tuple[str, Photo] | None:
    photo = document.photo
    if photo and photo.mime not in _PICTURES:
        image = document.resume.basics.image
        hint = "save the picture as PNG or JPEG, or make the PDF with WeasyPrint"
        at = image.at if image else None
        report.warning("CV027", f"`{image}` is SVG, which LaTeX cannot show: it is left out", at, hint)
        return None
    return (_PICTURES[photo.mime], photo) if photo else None


def _tokens(document: Document, theme: Theme, page: str) -> str:
    """The theme's tokens: colours, lengths and names of fonts."""
    tokens = theme.tokens
    lines = ["% The theme's tokens.", "\\ProvidesPackage{tokens}"]
    for name, value in tokens.items():
        macro = f"cv{name.replace('-', '')}"
        if value.startswith("#"):
            digits = value[1:] if len(value) == 7 else "".join(digit * 2 for digit in value[1:])
            lines.append(f"\\definecolor{{cv{name}}}{{HTML}}{{{digits.upper()}}}")
        elif name not in ("paper", "footer"):
            known = _BULLETS[value] if name == "bullet" else _length(value)
            lines.append(f"\\newcommand*\\{macro}{{{known}}}")
    width, height = theme.paper()
    lines.append(f"\\newcommand*\\cvpaperwidth{{{width:.4f}bp}}")
    lines.append(f"\\newcommand*\\cvpaperheight{{{height:.4f}bp}}")
    lines.append("% What is looked through for a character that the text's font lacks.")
    behind = [*fallbacks(page, document.lang), *([_SYSTEM_FONT] if _MARKED.search(page) else [])]
    lines.append(f"\\newcommand*\\cvfallbackfonts{{{','.join(behind)}}}")
    return "\n".join(lines) + "\n"


def _length(value: str) -> str:
    """A length in TeX's unit for a point of CSS; any other value as it is."""
    points = in_points(value)
    return value if points is None else f"{points:.4f}bp"


def _page(document: Document, photo: str) -> str:
    punctuation = document.punctuation
    title = document.name or plain(document.headline) or "Resume"
    body = [
        _header(document, photo),
        *(_section(section, punctuation) for section in document.sections),
        command("cvupdated", _inlines(document.updated)) if document.updated else "",
    ]
    preamble = [
        Tex("% Made by cvrender. Compile with xelatex; the looks are in cvrender.sty"),
        Tex("% and theme.sty, which is laid over it."),
        Tex("\\documentclass{article}"),
        Tex("\\usepackage{graphicx}") if photo else "",
        Tex("\\usepackage{cvrender}"),
        command("cvlanguage", document.lang, document.direction),
        command("cvpunctuation", punctuation.list, punctuation.label),
        command("cvmetadata", title, document.name, plain(document.headline)),
    ]
    blocks = "\n\n".join(part for part in body if part)
    return "\n".join([*filter(None, preamble), "", f"\\begin{{document}}\n\n{blocks}\n\n\\end{{document}}", ""])


def _header(document: Document, photo: str) -> Tex:
    contacts = [_contact(contact) for contact in document.contacts]
    return environment(
        "cvheader",
        command("cvphoto", Tex(photo)) if photo else "",
        command("cvname", document.name) if document.name else "",
        command("cvheadline", _inlines(document.headline)) if document.headline else "",
        environment("cvcontacts", *contacts) if contacts else "",
    )


def _contact(contact: Contact) -> Tex:
    words = text(contact.text)
    if contact.kind == "profile" and contact.label and contact.text != contact.label:
        words = Tex(f"{command('cvnetwork', contact.label)} {words}")
    return command("cvcontact", command("cvhref", address(contact.url), words) if contact.url else words)


def _section(section: Section, punctuation: Punctuation) -> Tex:
    return environment(
        "cvsection",
        *_blocks(section.body, punctuation),
        *(command("cvfootnote", _inlines(note)) for note in section.footnotes),
        arguments=(Tex(section.id), section.title),
    )


def _blocks(blocks: Iterable[Block], punctuation: Punctuation) -> Iterator[Tex]:
    """Blocks in order; neighbours that are items of one list share its environment."""

    def holder(block: Block) -> str:
        if isinstance(block, Citation):
            return "cvcitations"
        return "cvgroups" if isinstance(block, Group) and block.label else ""

    for name, run in groupby(blocks, holder):
        items = [_block(block, punctuation) for block in run]
        if name:
            yield environment(name, *items)
        else:
            yield from items


def _block(block: Block, punctuation: Punctuation) -> Tex:
    if isinstance(block, Entry):
        return _entry(block, punctuation)
    if isinstance(block, Citation):
        return _citation(block, punctuation)
    if isinstance(block, Group):
        return _group(block, punctuation)
    if isinstance(block, Quote):
        return _quote(block)
    return _prose_block(block)


def _entry(entry: Entry, punctuation: Punctuation, kind: str = "") -> Tex:
    under = entry.subtitle or entry.place or entry.note or entry.links
    runs_in = bool(entry.run_in and entry.title and under)
    head = (
        *map(_inlines, (entry.title, entry.subtitle, entry.place, entry.note)),
        _links(entry.links),
        _inlines(entry.date),
    )
    if entry.brief and (runs_in or not under) and not kind:
        return command("cvitem", *head)
    below = [
        *_prose(entry.prose),
        *_list("cvhighlights", entry.highlights),
        *_blocks(entry.groups, punctuation),
        *(_entry(part, punctuation, "cvpart") for part in entry.parts),
    ]
    name = (kind or "cventry") + ("*" if runs_in else "")
    return environment(name, *below, arguments=head)


def _citation(citation: Citation, punctuation: Punctuation) -> Tex:
    cited = _cited(citation, punctuation)
    return Tex(f"{command('cvnumbered', str(citation.number))}\n{cited}") if citation.number else cited


def _cited(citation: Citation, punctuation: Punctuation) -> Tex:
    return environment(
        "cvcitation",
        *_prose(citation.prose),
        *_list("cvhighlights", citation.highlights),
        arguments=(
            _inlines(citation.title),
            _join(punctuation.list, (command("cvauthor", _inlines(author)) for author in citation.authors)),
            _inlines(citation.venue),
            _inlines(citation.date),
            Tex("".join(command("cvfact", _inlines(note)) for note in citation.notes) + _links(citation.links)),
        ),
    )


def _group(group: Group, punctuation: Punctuation) -> Tex:
    content = _join(punctuation.list, map(_inlines, group.items))
    prose = group.prose
    if not content and prose and isinstance(first := prose[0], Paragraph):
        content, prose = _inlines(first.text), prose[1:]
    links = _links(group.links)
    if not group.label:
        below = _prose(prose)
        return Tex("\n".join([command("cvitems", content, links), *below]))
    words = command("cvgroup", _inlines(group.label), _inlines(group.detail), content, links)
    return Tex("\n".join([words, *_prose(prose)]))


def _quote(quote: Quote) -> Tex:
    details = "".join(command("cvfact", _inlines(detail)) for detail in quote.details)
    return environment(
        "cvquote",
        *(command("cvsaid", _inlines(b.text)) if isinstance(b, Paragraph) else _prose_block(b) for b in quote.text),
        command("cvsource", _inlines(quote.source), Tex(details + _links(quote.links)))
        if quote.source or details or quote.links
        else "",
    )


def _prose(prose: Prose) -> list[Tex]:
    return [_prose_block(block) for block in prose]


def _prose_block(block: Paragraph | List) -> Tex:
    if isinstance(block, Paragraph):
        return command("cvparagraph", _inlines(block.text))
    items = [command("item", _inlines(item)) for item in block.items]
    if block.start:
        return environment("cvnumbers", *items, arguments=(str(block.start),))
    return environment("cvlist", *items)


def _list(name: str, items: tuple[Inlines, ...]) -> list[Tex]:
    return [environment(name, *(command("item", _inlines(item)) for item in items))] if items else []


def _links(links: tuple[Link, ...]) -> Tex:
    return Tex("".join(command("cvlink", _inline(link)) for link in links))


def _join(separator: str, parts: Iterable[Tex]) -> Tex:
    return Tex(text(separator).join(parts))


def _inlines(inlines: Inlines) -> Tex:
    return Tex("".join(map(_inline, inlines)))


def _inline(inline: Inline) -> Tex:
    if isinstance(inline, str):
        return text(inline)
    if isinstance(inline, Code):
        return command("cvcode", inline.text)
    if isinstance(inline, Date):
        return command("cvdate", inline.text)
    content = _inlines(inline.content)
    if isinstance(inline, Link):
        return command("cvhref", address(inline.url), content) if inline.url else content
    if isinstance(inline, Foreign):
        return content
    return command("textbf" if isinstance(inline, Strong) else "emph", content)
