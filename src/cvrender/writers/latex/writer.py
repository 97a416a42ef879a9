"""LaTeX: a document of meaning, to go on with by hand, and its looks in style files beside it.

Text becomes LaTeX in `escaping.py` and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from cvrender.diagnostics.report import Report
from cvrender.document.icons import ICONS, icon_name
from cvrender.document.layout import name_parts, running
from cvrender.document.model import (
    Block,
    Citation,
    Code,
    Contact,
    Counter,
    Date,
    Document,
    Entry,
    Foot,
    Foreign,
    Group,
    Inline,
    Inlines,
    Link,
    List,
    Ltr,
    Paragraph,
    Prose,
    Punctuation,
    Quote,
    Section,
    Strong,
    plain,
)
from cvrender.system.fonts import DRAWN_EMOJI, SERIF, fallbacks
from cvrender.theming.theme import Theme
from cvrender.theming.tokens import in_points
from cvrender.writers.latex.escaping import FROM_RIGHT, Tex, address, command, environment, text

EXTENSION = "latex"
NAME = "resume.tex"

_PICTURES = {"image/png": "photo.png", "image/jpeg": "photo.jpg"}
_BULLETS = {"disc": "•", "dash": "–", "none": ""}


def write(document: Document, theme: Theme, report: Report) -> dict[str, bytes]:
    """Return the bundle: NAME, the base sheet, the theme's tokens and sheets, and the photo."""
    photo = document.photo
    page = _page(document, theme, _PICTURES[photo.mime] if photo else "")
    files = {
        NAME: page,
        "cvrender.sty": Path(__file__).with_name("cvrender.sty").read_text("utf-8"),
        "tokens.sty": _tokens(document, theme, page),
        # There even where it says nothing, so that none of another theme is left in the folder.
        "theme.sty": "\n".join(sheet.text for sheet in theme.sheets["latex.sty"]) or "% No looks of its own.\n",
    }
    bundle = {name: content.encode() for name, content in files.items()}
    return bundle | {_PICTURES[photo.mime]: photo.content} if photo else bundle


def _tokens(document: Document, theme: Theme, page: str) -> str:
    """The theme's tokens: colours, lengths and names of fonts."""
    tokens = theme.tokens
    lines = ["% The theme's tokens.", "\\ProvidesPackage{tokens}"]
    others: list[str] = []
    for name, value in tokens.items():
        if value.startswith("#"):
            digits = value[1:] if len(value) == 7 else "".join(digit * 2 for digit in value[1:])
            lines.append(f"\\definecolor{{cv{name}}}{{HTML}}{{{digits.upper()}}}")
        elif name.endswith("-color"):
            others.append(f"\\colorlet{{cv{name}}}{{cv{value}}}")
        elif name not in ("paper", "footer"):
            known = _BULLETS[value] if name == "bullet" else _length(value)
            lines.append(f"\\newcommand*\\cv{name.replace('-', '')}{{{known}}}")
    lines += others
    width, height = theme.paper()
    lines.append(f"\\newcommand*\\cvpaperwidth{{{width:.4f}bp}}")
    lines.append(f"\\newcommand*\\cvpaperheight{{{height:.4f}bp}}")
    lines.append(f"\\newcommand*\\cvseriffonts{{{','.join(SERIF)}}}")
    if theme.panelled:
        lines.append("% The colour behind the panel, to the edges of the page and the middle of the gap beside it.")
        near, x = ("right", "\\cvpaperwidth-") if document.direction == "rtl" else ("left", "0pt")
        band = f"\\cvmargin{near}+\\cvsidewidth-3.5mm"
        x += f"({band})" if near == "right" else ""
        lines.append(
            f"\\newcommand*\\cvpagebackground{{\\cvfill{{cvpanel}}{{{x}}}{{0pt}}{{{band}}}{{\\cvpaperheight}}}}"
        )
    if tokens["icons"] == "on":
        lines.append("% Drawings that stand before contacts, on a square of 16 by 16.")
        for name in dict.fromkeys(map(icon_name, document.contacts)):
            lines.append(f"\\@namedef{{cv@icon@{name}}}{{{_path(ICONS[name])}}}")
    lines.append("% What is looked through for a character that the text's font lacks.")
    # xdvipdfmx gives up at glyphs that are pictures.
    behind = fallbacks(page, document.lang, document.fonts, DRAWN_EMOJI)
    lines.append(f"\\newcommand*\\cvfallbackfonts{{{','.join(behind)}}}")
    return "\n".join(lines) + "\n"


def _length(value: str) -> str:
    """A length in TeX's unit for a point of CSS; any other value as it is."""
    points = in_points(value)
    return value if points is None else f"{points:.4f}bp"


_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}


def _path(drawing: str) -> str:
    """A path of SVG's commands M, L, C and Z as operators of PDF, whose y runs up (ISO 32000-1, 8.5.2)."""
    out: list[str] = []
    for operator, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", drawing):
        for number, value in enumerate(re.findall(r"-?[\d.]+", numbers)):
            out.append(f"{16 - float(value):g}" if number % 2 else f"{float(value):g}")
        out.append(_OPERATORS[operator])
    return " ".join(out)


def _page(document: Document, theme: Theme, photo: str) -> str:
    punctuation = document.punctuation
    title = document.name or plain(document.headline) or "Resume"
    header = _header(document, photo)
    updated = [command("cvupdated", _inlines(document.updated))] if document.updated else []
    main = [_section(section, punctuation) for section in document.sections if section.region == "main"]
    side = [_section(section, punctuation) for section in document.sections if section.region == "side"]
    if theme.layout.header == "side":
        body = [environment("cvside", header, *side), environment("cvmain", *main, *updated)]
    elif side:
        body = [header, environment("cvmain", *main), environment("cvside", *side), *updated]
    else:
        body = [header, *main, *updated]
    preamble = [
        Tex("% Made by cvrender. Compile with xelatex or lualatex, of TeX Live 2022 or newer; with pdflatex"),
        Tex("% where all is in Latin script. The looks are in cvrender.sty and theme.sty, which is laid over it."),
        Tex("\\documentclass{article}"),
        Tex("\\usepackage{graphicx}") if photo else "",
        Tex("\\usepackage{cvrender}"),
        command("cvlanguage", document.lang, document.direction),
        command("cvpunctuation", punctuation.list, punctuation.label),
        command("cvmetadata", title, document.name, plain(document.headline)),
        command("cvfoot", *map(_foot, document.foot)) if any(document.foot) else "",
    ]
    blocks = "\n\n".join(part for part in body if part)
    return "\n".join([*filter(None, preamble), "", f"\\begin{{document}}\n\n{blocks}\n\n\\end{{document}}", ""])


def _foot(foot: Foot) -> Tex:
    return Tex("".join(f"\\cv{piece.of}{{}}" if isinstance(piece, Counter) else text(piece) for piece in foot))


def _header(document: Document, photo: str) -> Tex:
    contacts = [_contact(contact) for contact in document.contacts]
    return environment(
        "cvheader",
        command("cvphoto", Tex(photo)) if photo else "",
        command("cvname", _name(document.name)) if document.name else "",
        command("cvheadline", _inlines(document.headline)) if document.headline else "",
        environment("cvcontacts", *contacts) if contacts else "",
    )


def _name(name: str) -> Tex:
    first, last = name_parts(name)
    return Tex(text(first) + command("cvlastname", last))


def _contact(contact: Contact) -> Tex:
    words = text(contact.text)
    if contact.kind == "profile" and contact.label and contact.text != contact.label:
        words = Tex(f"{command('cvnetwork', contact.label)} {words}")
    shown = command("cvhref", address(contact.url), words) if contact.url else words
    return Tex(f"\\cvcontact[{icon_name(contact)}]{{{shown}}}")


def _section(section: Section, punctuation: Punctuation) -> Tex:
    shown = environment(
        "cvsection",
        *_blocks(section.body, punctuation),
        *(command("cvfootnote", _inlines(note)) for note in section.footnotes),
        arguments=(Tex(section.id), section.title),
        option="keep" if section.keep else "",
    )
    return _paged(shown) if section.new_page else shown


def _paged(shown: Tex) -> Tex:
    """What begins a page."""
    return Tex(f"\\cvnewpage\n{shown}")


def _blocks(blocks: Iterable[Block], punctuation: Punctuation) -> Iterator[Tex]:
    """Blocks in order; neighbours that are items of one list share its environment."""

    def holder(block: Block) -> str:
        if isinstance(block, Citation):
            return "cvcitations"
        return "cvgroups" if isinstance(block, Group) and block.label else ""

    for name, run in groupby(blocks, holder):
        items = [_begun(block, _block(block, punctuation)) for block in run]
        if name:
            yield environment(name, *items)
        else:
            yield from items


def _begun(block: Block, shown: Tex) -> Tex:
    return _paged(shown) if getattr(block, "new_page", False) else shown


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
        *(_begun(part, _entry(part, punctuation, "cvpart")) for part in entry.parts),
    ]
    name = (kind or "cventry") + ("*" if runs_in else "")
    option = "keep" if entry.keep else "whole" if entry.whole and not kind else ""
    return environment(name, *below, arguments=head, option=option)


def _citation(citation: Citation, punctuation: Punctuation) -> Tex:
    cited = _cited(citation, punctuation)
    return Tex(f"{command('cvnumbered', str(citation.number))}\n{cited}") if citation.number else cited


def _cited(citation: Citation, punctuation: Punctuation) -> Tex:
    return environment(
        "cvcitation",
        *_prose(citation.prose),
        *_list("cvhighlights", citation.highlights),
        arguments=(
            _inlines(running(citation.title)),
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
        content, prose = _inlines(running(first.text)), prose[1:]
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
        *(
            command("cvsaid", _inlines(running(b.text))) if isinstance(b, Paragraph) else _prose_block(b)
            for b in quote.text
        ),
        command("cvsource", _inlines(quote.source), Tex(details + _links(quote.links)))
        if quote.source or details or quote.links
        else "",
    )


def _prose(prose: Prose) -> list[Tex]:
    return [_prose_block(block) for block in prose]


def _prose_block(block: Paragraph | List) -> Tex:
    if isinstance(block, Paragraph):
        return command("cvparagraph", _inlines(running(block.text)))
    items = [command("item", _inlines(running(item))) for item in block.items]
    if block.start:
        return environment("cvnumbers", *items, arguments=(str(block.start),))
    return environment("cvlist", *items)


def _list(name: str, items: tuple[Inlines, ...]) -> list[Tex]:
    return [environment(name, *(command("item", _inlines(running(item))) for item in items))] if items else []


def _links(links: tuple[Link, ...]) -> Tex:
    return Tex("".join(command("cvlink", _inline(link)) for link in links))


def _join(separator: str, parts: Iterable[Tex]) -> Tex:
    return Tex(text(separator).join(parts))


def _inlines(inlines: Inlines) -> Tex:
    words = plain(inlines)
    signs = (not words.isascii() and bool(FROM_RIGHT.search(words))) or any(isinstance(piece, Ltr) for piece in inlines)
    return Tex("".join(text(piece, signs=signs) if isinstance(piece, str) else _inline(piece) for piece in inlines))


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
    if isinstance(inline, Ltr):
        return command("cvltr", content)
    return command("textbf" if isinstance(inline, Strong) else "emph", content)
