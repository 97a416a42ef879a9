"""A Word document: a ZIP file of XML, of which the text is read as a page shows it (ECMA-376, parts 1 and 3).

Headers come first, then the body, the notes that it refers to, and footers. Deleted text, field codes and comments are
not on the page. Automatic numbers of lists are no text of the document.
"""

from __future__ import annotations

from cvrender.verification.extract.docx_package import Element, Package, Relations
from cvrender.verification.extract.docx_story import Piece, Story
from cvrender.verification.extracted import Anchor, Output, Page, Unreadable, hidden

_HEADERS = "w:headerReference"
_FOOTERS = "w:footerReference"


def read(content: bytes) -> Output:
    """Return what a reader gets. Raises Unreadable."""
    package = Package(content)
    main = package.main()
    body = package.part(main)
    if body is None or body.tag != "w:document":
        raise Unreadable(f"it is no Word document, or damaged: `{main}` holds no document")
    hiding = _hiding_styles(package, main)

    def told(element: Element, part: str) -> Story:
        story = Story(package.relations(part), hiding)
        story.walk(element)
        return story

    text = told(body, main)
    stories = [text]
    for kind in ("footnote", "endnote"):
        stories += [told(note, part) for note, part in _notes(package, main, kind, text.notes)]
    stories[:0] = [told(*found) for found in _margins(package, main, body, _HEADERS)]
    stories += [told(*found) for found in _margins(package, main, body, _FOOTERS)]
    pieces: list[Piece] = [piece for story in stories for piece in story.pieces]
    links: list[Anchor] = [link for story in stories for link in story.links]
    pictures = tuple(picture for story in stories for picture in story.pictures)
    spans, at = [], 0
    for piece in pieces:
        if piece.hidden:
            spans.append((at, at + len(piece.text)))
        at += len(piece.text)
    shown = "".join(piece.text for piece in pieces)
    return Output("docx", (Page(shown, tuple(links), pictures, hidden(shown, spans)),))


def _hiding_styles(package: Package, main: str) -> dict[str, bool]:
    """Whether text in a style is hidden, for the styles that say so themselves or by the style that they build on."""
    root = package.part(package.relations(main).of_type("styles"))
    own: dict[str, bool] = {}
    based: dict[str, str] = {}
    for style in root.children if root else ():
        name = style.get("w:styleId")
        if style.tag != "w:style" or not name:
            continue
        based[name] = next((child.get("w:val") for child in style.children if child.tag == "w:basedOn"), "")
        vanish = style.find("w:rPr", "w:vanish")
        if vanish is not None:
            own[name] = vanish.is_on()
    found = {}
    for name in based:
        seen: set[str] = set()
        now = name
        while now in based and now not in own and now not in seen:
            seen.add(now)
            now = based[now]
        if own.get(now):
            found[name] = True
    return found


def _notes(package: Package, main: str, kind: str, wanted: list[tuple[str, str]]) -> list[tuple[Element, str]]:
    """The notes of a kind that the body refers to, in that order, each with the part that it stands in."""
    part = package.relations(main).of_type(f"{kind}s") if any(one == kind for one, _ in wanted) else ""
    root = package.part(part)
    by_id = {note.get("w:id"): note for note in root.children if note.tag == f"w:{kind}"} if root else {}
    ids = dict.fromkeys(number for one, number in wanted if one == kind)
    return [(by_id[number], part) for number in ids if number in by_id]


def _margins(package: Package, main: str, body: Element, reference: str) -> list[tuple[Element, str]]:
    """The headers or footers that some page of the document shows, each once: those of first pages before others."""
    relations: Relations = package.relations(main)
    settings = package.part(relations.of_type("settings"))
    mirrored = settings.find("w:evenAndOddHeaders") if settings else None
    parts: dict[str, None] = {}
    for section in body.all("w:sectPr"):
        title = section.find("w:titlePg")
        shown = {
            "first": title is not None and title.is_on(),
            "default": True,
            "even": mirrored is not None and mirrored.is_on(),
        }
        by_type = {child.get("w:type") or "default": child for child in section.children if child.tag == reference}
        for kind in ("first", "default", "even"):
            if shown[kind] and kind in by_type:
                parts[relations.part(by_type[kind].get("r:id"))] = None
    found = [(package.part(part), part) for part in parts]
    return [(root, part) for root, part in found if root is not None]
