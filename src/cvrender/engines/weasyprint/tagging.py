"""Mend the structure that WeasyPrint writes, before the file is written: its finisher gets the objects as they are.

WeasyPrint 70 tags by the names of elements, so that its files fall short of PDF/UA-1, and say less than the HTML does:
- a term list's groups and the white space between items stand in L itself, and a term and what it means are two items;
- a link around other elements has an annotation for each of them, in an element that is no Link;
- the text of page margins belongs to elements that are not part of the tree, and is no artifact;
- whatever goes over the end of a page begins anew on the next, in the middle of a sentence or an item;
- boxes that only lay out are elements, half of a file's;
- text from right to left is read in the order in which it stands on the line, that is backwards;
- what is drawn through a form, as all that is half transparent, belongs to no element;
- a document without H1 begins with H2; BBox of a figure is in pixels from the top; lists do not say how they count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TEXTS = ("P", "H1", "H2", "H3", "H4", "H5", "H6", "Lbl", "Link", "Span")
"""Elements that hold text and no blocks."""
_EITHER = ("LBody", "TD", "TH", "Caption", "BlockQuote")
"""Elements that hold text or blocks."""
_LINES = ("Link", "Code")
"""Elements that WeasyPrint makes anew for each line."""
_INLINES = ("Span", "Figure", *_LINES)
_GROUPS = ("Document", "Part", "Art", "Sect", "Div", "LBody", "TD", "TH", "BlockQuote", "Caption", "NonStruct")
"""Elements that a block may stand in; a Div in one of them says nothing."""
_CAPTIONED = ("Figure", "Table", "L")
_ELEMENTS = {"main": "Part", "section": "Sect", "article": "Art", "ul": "L", "ol": "L", "dl": "L", "p": "P"}
"""The structure types of some HTML elements, by which to see that boxes and elements are in step."""
_KEPT = {"li::before": "Lbl", "p::before": "Lbl", "aside": "Part", "code": "Code"}
"""Structure types of HTML elements that WeasyPrint has none for."""
_BARE = ("LineBox", "PageBox", "TextBox")
"""Boxes that WeasyPrint makes no element for, or one of their content alone."""
_DRAWN = ("TextBox", "BlockReplacedBox", "InlineReplacedBox")
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""The blocks of scripts that run from right to left (Unicode, DerivedBidiClass.txt)."""
_POINTS = 0.75
"""Of a CSS pixel."""


class _Content:
    """A piece of marked content: the page that it is on, from 0, its number there, the form that it is drawn in."""

    def __init__(self, page: int, mcid: int, form: Any) -> None:
        self.page = page
        self.mcid = mcid
        self.form = form


class _Element:
    """A structure element, and what it holds: elements, content, and references to annotations."""

    def __init__(self, dictionary: Any, page: int) -> None:
        self.dictionary = dictionary
        self.tag: str = dictionary["S"][1:]
        self.page = page
        self.kids: list[Any] = []
        self.html = ""
        self.source: Any = None
        """Name and object of the HTML element that it was made for."""

    def elements(self) -> Iterator[_Element]:
        """It and all elements in it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, _Element):
                yield from kid.elements()


def mend(document: Any, pdf: Any) -> None:
    """Change the structure tree of a pydyf.PDF in place; `document` is the WeasyPrint document that it shows."""
    tagging = _Tagging(document, pdf)
    tagging.find_sources()
    tagging.read_from_the_right()
    tagging.link()
    tagging.simplify(tagging.document)
    tagging.number_lists()
    tagging.join()
    tagging.level_headings()
    tagging.place_figures()
    tagging.mark_artifacts()
    tagging.write()


def archive(pdf: Any) -> None:
    """Change a pydyf.PDF that WeasyPrint has made as PDF/A so that it is one, and says that it is PDF/UA-1 as well.

    Raises ValueError where the picture has colours that PDF/A does not take here.
    """
    for found in pdf.objects:
        extra = getattr(found, "extra", {})
        if extra.get("Subtype") == "/Image":
            extra["Interpolate"] = "false"  # ISO 19005-2, 6.2.8.1
            if extra.get("ColorSpace") == "/DeviceCMYK":
                raise ValueError("the picture is in CMYK, which has no meaning in an archive: save it in RGB")
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(b"</rdf:RDF>", _UA_IN_PDFA + b"</rdf:RDF>") for part in metadata.stream]


_UA_IN_PDFA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""PDF/A has metadata from other schemas described in the file (ISO 19005-2, 6.6.2.3.3)."""


class _Tagging:
    """The tree of one file."""

    def __init__(self, document: Any, pdf: Any) -> None:
        self.pages = document.pages
        self.pdf = pdf
        self.references = {reference: number for number, reference in enumerate(pdf.page_references)}
        root = self.object(pdf.catalog["StructTreeRoot"])
        self.numbers: list[Any] = self.object(root["ParentTree"])["Nums"]
        self.root = root
        self.old: list[Any] = []
        self.streams = [self.drawn(reference) for reference in pdf.page_references]
        self.document = self.read(root["K"][0], 0)
        contents = [kid for one in self.document.elements() for kid in one.kids if isinstance(kid, _Content)]
        self.held = {(content.page, content.mcid) for content in contents}

    def object(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def drawn(self, reference: bytes) -> dict[int, Any]:
        """The stream of each piece of marked content of a page: the page's own, or a form's."""
        page = self.object(reference)
        found: dict[int, Any] = {}
        waiting = [(self.object(page["Contents"]), page["Resources"])]
        for stream, resources in waiting:  # which grows by the forms that are drawn
            forms = self.object(resources).get("XObject", {})
            for item in stream.stream:
                if isinstance(item, dict):
                    if "MCID" in item:
                        found[item["MCID"]] = stream
                elif isinstance(item, bytes) and item.endswith(b" Do"):
                    reference = forms.get(item[1:-3].decode())
                    if reference and self.object(reference).extra.get("Subtype") == "/Form":
                        form = self.object(reference)
                        waiting.append((form, form.extra["Resources"]))
        return found

    def form(self, page: int, mcid: int) -> Any:
        """The form that a piece of content is drawn in, or None where it is the page."""
        stream = self.streams[page].get(mcid)
        return stream if stream is not None and stream.extra.get("Subtype") == "/Form" else None

    def read(self, reference: bytes, page: int) -> Any:
        """The element at a reference with all that is in it, or what else is there."""
        dictionary = self.object(reference)
        if dictionary.get("Type") != "/StructElem":
            return dictionary
        self.old.append(dictionary)
        page = self.references.get(dictionary.get("Pg"), page)
        element = _Element(dictionary, page)
        for kid in dictionary["K"]:
            if isinstance(kid, int):
                element.kids.append(_Content(page, kid, self.form(page, kid)))
            else:
                element.kids.append(self.read(kid, page))
        return element

    def new(self, tag: str, page: int, kids: list[Any]) -> _Element:
        """An element that WeasyPrint has not made."""
        import pydyf

        dictionary = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{tag}"})
        self.pdf.add_object(dictionary)
        element = _Element(dictionary, page)
        element.kids = kids
        return element

    def find_sources(self) -> None:
        """Find the HTML element of each structure element.

        WeasyPrint makes the elements as it goes through the boxes of each page, so that their orders are one. Where
        this does not come out even, the page's elements are left without.
        """
        made: dict[int, list[_Element]] = {}
        for element in list(self.document.elements())[1:]:
            if element.tag != "Span" or not all(isinstance(kid, _Content) for kid in element.kids):
                made.setdefault(element.page, []).append(element)
        for number, page in enumerate(self.pages):
            boxes = [box for kind, box in _boxes(page) if kind not in _BARE and _tag(box) not in ("html", "body")]
            elements = made.get(number, [])
            at, pairs = 0, []
            for element in elements:
                expected = _ELEMENTS.get(_tag(boxes[at]), element.tag) if at < len(boxes) else ""
                if expected and element.tag in (expected, "LI", "LBody", "NonStruct"):
                    pairs.append((element, boxes[at]))
                    at += not (element.tag == "LI" and _is_bare(boxes[at]))
            if at == len(boxes) and len(pairs) == len(elements):
                for element, box in pairs:
                    element.html, element.source = _tag(box), box.element
                    if element.tag == "NonStruct" and element.html in _KEPT:
                        element.tag = _KEPT[element.html]

    def read_from_the_right(self) -> None:
        """Say what text from right to left says, letter by letter (ISO 32000-1, 14.9.4).

        It says so in the structure, not in the content: who extracts text from the content turns it round already.
        """
        import pydyf

        held: dict[int, list[tuple[_Element, int]]] = {}
        for element in self.document.elements():
            for at, kid in enumerate(element.kids):
                if isinstance(kid, _Content):
                    held.setdefault(kid.page, []).append((element, at))
        for number, page in enumerate(self.pages):
            texts = [box.text if name == "TextBox" else "" for name, box in _boxes(page) if name in _DRAWN]
            places = held.get(number, [])
            for (element, at), text in zip(places, texts, strict=False) if len(texts) == len(places) else ():
                if _FROM_THE_RIGHT.search(text):
                    span = self.new("Span", number, [element.kids[at]])
                    span.dictionary["ActualText"] = pydyf.String(text)
                    element.kids[at] = span

    def link(self) -> None:
        """One annotation for each link: those of the elements within it are taken out of the file."""

        def search(element: _Element, linked: bool) -> None:
            own = [kid for kid in element.kids if _is_annotation(kid)]
            if own and element.tag != "Link" and not linked:
                element.tag = "Link"
            elif own and linked:
                element.kids = [kid for kid in element.kids if not _is_annotation(kid)]
                for reference in own:
                    self.drop(reference, element.page)
            for kid in element.kids:
                if isinstance(kid, _Element):
                    search(kid, linked or element.tag == "Link")

        search(self.document, False)

    def drop(self, reference: Any, page: int) -> None:
        """Take an annotation out of the file."""
        annotation = self.object(reference["Obj"])
        self.object(self.pdf.page_references[page])["Annots"].remove(annotation.reference)
        at = len(self.pages) * 2
        at += self.numbers[at::2].index(annotation["StructParent"]) * 2
        del self.numbers[at : at + 2]
        self.old += [reference, annotation]

    def simplify(self, element: _Element) -> None:
        """Leave out what says nothing, from the leaves up, and set lists right."""
        for kid in element.kids:
            if isinstance(kid, _Element):
                self.simplify(kid)
        kids = [piece for kid in element.kids for piece in _flat(kid)]
        if element.tag in _TEXTS or (element.tag in _EITHER and all(map(_is_inline, kids))):
            kids = [piece for kid in kids for piece in (kid.kids if _dissolves(kid) else [kid])]
        if element.tag in _GROUPS:
            kids = [piece for kid in kids for piece in _undivided(kid)]
        if element.tag not in _CAPTIONED:
            kids = [piece for kid in kids for piece in (kid.kids if _is(kid, "Caption") else [kid])]
        element.kids = kids
        if element.tag == "L":
            self.arrange_list(element)
        elif element.tag == "LI":
            self.arrange_item(element)

    def arrange_list(self, element: _Element) -> None:
        """Items and nothing else; what stands between two belongs to the first, and a group of a term list is one."""
        items: list[Any] = []
        before: list[Any] = []
        for kid in element.kids:
            if _is(kid, "Div"):
                items.append(self.pair(kid))
            elif _is(kid, "LI") or _is(kid, "L") or _is(kid, "Caption"):
                items.append(kid)
            elif items and items[-1].tag == "LI":
                _add(items[-1].kids[-1], [kid])
            else:
                before.append(kid)
            if before and items and items[-1].tag == "LI":
                items[-1].kids[-1].kids[:0] = before
                before = []
        if before:
            items.insert(0, self.new("LI", element.page, [self.new("LBody", element.page, before)]))
        element.kids = items

    def pair(self, group: _Element) -> _Element:
        """Term and meaning as label and body of one item."""
        parts = [kid.kids[-1] if _is(kid, "LI") else kid for kid in group.kids]
        label, rest = parts[0], parts[1:]
        group.tag = "LI"
        if not any(_is(part, "LBody") for part in rest):
            group.kids = [label, *rest]
        else:
            label.tag = "Lbl"
            body = next(part for part in rest if _is(part, "LBody"))
            at = rest.index(body)
            inside = body.kids
            body.kids = []
            _add(body, rest[:at])
            _add(body, inside)
            for part in rest[at + 1 :]:
                _add(body, part.kids if _is(part, "LBody") else [part])
            group.kids = [label, body]
        self.arrange_item(group)
        return group

    def arrange_item(self, item: _Element) -> None:
        """Labels, then one body with all the rest; a label that a sheet writes begins in the body or its first text."""
        parts = [part for kid in item.kids for part in (kid.kids if _is(kid, "LBody") else [kid])]
        if parts and _is(parts[0], "P") and parts[0].kids and _is(parts[0].kids[0], "Lbl"):
            parts.insert(0, parts[0].kids.pop(0))
        body = next((kid for kid in item.kids if _is(kid, "LBody")), None)
        if body is None:
            body = self.new("LBody", item.page, [])
            body.source = item.source
        body.kids = []
        _add(body, [part for part in parts if not _is(part, "Lbl")])
        item.kids = [*(part for part in parts if _is(part, "Lbl")), body]

    def number_lists(self) -> None:
        """Say how lists count: with numbers, or with one mark for all items (ISO 32000-1, table 347)."""
        import pydyf

        for element in self.document.elements():
            if element.tag == "L" and any(_is(kid, "Lbl") for item in element.kids for kid in item.kids):
                counting = {"ol": "/Decimal", "ul": "/Disc"}.get(element.html)
                if counting:
                    element.dictionary["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": counting})

    def join(self) -> None:
        """Make one element of those that page breaks made of one, where the first stands, and one of a link's lines."""
        first: dict[tuple[int, str], _Element] = {}

        def place(kid: Any, holder: _Element) -> None:
            whole: Any = None
            if isinstance(kid, _Element) and kid.source is not None:
                before: Any = holder.kids[-1] if holder.kids else None
                if kid.tag not in _LINES:
                    whole = first.setdefault((id(kid.source), kid.tag), kid)
                    whole = whole if whole.page < kid.page else None
                elif _is(before, kid.tag) and before.source is kid.source:
                    whole = before
            kids = kid.kids if isinstance(kid, _Element) else []
            if whole is None:
                holder.kids.append(kid)
                whole = kid
                if isinstance(kid, _Element):
                    kid.kids = []
            for inner in kids:
                place(inner, whole)

        kids, self.document.kids = self.document.kids, []
        for kid in kids:
            place(kid, self.document)

    def level_headings(self) -> None:
        """Begin with H1 and skip no level."""
        above: list[int] = []
        for element in self.document.elements():
            if len(element.tag) == 2 and element.tag[0] == "H":
                level = int(element.tag[1])
                while above and above[-1] >= level:
                    above.pop()
                above.append(level)
                element.tag = f"H{len(above)}"

    def place_figures(self) -> None:
        """BBox in points from the lower left corner (ISO 32000-1, table 344)."""
        import pydyf

        for element in self.document.elements():
            if element.tag == "Figure" and "BBox" in element.dictionary.get("A", {}):
                left, top, right, bottom = element.dictionary["A"]["BBox"]
                height = self.pages[element.page].height
                box = (left * _POINTS, (height - bottom) * _POINTS, right * _POINTS, (height - top) * _POINTS)
                element.dictionary["A"]["BBox"] = pydyf.Array(box)

    def mark_artifacts(self) -> None:
        """What the tree does not hold is the text of page margins."""
        import pydyf

        for number, page in enumerate(self.pages):
            row = self.numbers[number * 2 + 1]
            loose = {mcid for mcid in range(len(row)) if (number, mcid) not in self.held}
            self.old += [self.object(row[mcid]) for mcid in loose]
            kind = {"Type": "/Pagination", **_margin(page)}
            for stream in {id(found): found for mcid, found in self.streams[number].items() if mcid in loose}.values():
                for at, item in enumerate(stream.stream):
                    if isinstance(item, dict) and item.get("MCID") in loose:
                        stream.stream[at - 1 : at + 1] = ["/Artifact", pydyf.Dictionary(kind)]

    def write(self) -> None:
        """Bring the tree back into the file's objects."""
        import pydyf

        for number in range(len(self.pages)):
            row = self.numbers[number * 2 + 1]
            row[:] = [b"null"] * len(row)
        parents = {self.numbers[at]: at + 1 for at in range(2 * len(self.pages), len(self.numbers), 2)}
        forms: dict[int, Any] = {}
        self.leave_out()
        waiting: list[tuple[Any, bytes]] = [(self.document, self.root.reference)]
        while waiting:
            element, above = waiting.pop()
            dictionary = element.dictionary
            own = (kid.page for kid in element.kids if isinstance(kid, _Content) and kid.form is None)
            page = next(own, None)
            kids = pydyf.Array()
            for kid in element.kids:
                if isinstance(kid, _Element):
                    kids.append(kid.dictionary.reference)
                    waiting.append((kid, dictionary.reference))
                elif isinstance(kid, _Content):
                    row = self.numbers[kid.page * 2 + 1] if kid.form is None else self.row(kid.form, forms)
                    row += [b"null"] * (kid.mcid + 1 - len(row))
                    row[kid.mcid] = dictionary.reference
                    kids.append(kid.mcid if kid.form is None and kid.page == page else self.elsewhere(kid))
                else:
                    kids.append(kid.reference)
                    self.numbers[parents[self.object(kid["Obj"])["StructParent"]]] = dictionary.reference
            dictionary |= {"S": f"/{element.tag}", "P": above, "K": kids}
            dictionary.pop("Pg", None)
            if page is not None:
                dictionary["Pg"] = self.pdf.page_references[page]

    def row(self, form: Any, known: dict[int, Any]) -> Any:
        """The parent tree's row of a form; a new one behind all others where it has none yet."""
        import pydyf

        if id(form) not in known:
            form.extra["StructParents"] = self.numbers[-2] + 1
            known[id(form)] = pydyf.Array()
            self.numbers += [form.extra["StructParents"], known[id(form)]]
        return known[id(form)]

    def leave_out(self) -> None:
        """Take out of the file what is no longer part of the tree, and number what comes behind it anew.

        Nothing but the catalog and the tree itself refers to objects from the tree's first on.
        """
        import pydyf

        kept = {id(element.dictionary) for element in self.document.elements()}
        gone = {id(dictionary) for dictionary in self.old} - kept
        catalog = self.pdf.catalog
        named = {key: self.object(catalog[key]) for key in ("StructTreeRoot", "Metadata") if key in catalog}
        tree = self.object(self.root["ParentTree"])
        start = min(tree.number, self.root.number)
        for dictionary in self.old:
            if id(dictionary) in gone and dictionary.number < start:
                dictionary.clear()
        self.pdf.objects[start:] = [found for found in self.pdf.objects[start:] if id(found) not in gone]
        for number, found in enumerate(self.pdf.objects[start:], start):
            found.number = number
        self.root |= {"ParentTree": tree.reference, "K": pydyf.Array([self.document.dictionary.reference])}
        for key, found in named.items():
            catalog[key] = found.reference

    def elsewhere(self, content: _Content) -> Any:
        """Content on another page than its element's, or in a form (ISO 32000-1, table 324)."""
        import pydyf

        stream = {} if content.form is None else {"Stm": content.form.reference}
        page = self.pdf.page_references[content.page]
        return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": content.mcid, **stream})


def _is(kid: Any, tag: str) -> bool:
    return isinstance(kid, _Element) and kid.tag == tag


def _dissolves(kid: Any) -> bool:
    """Whether it is a Span that says nothing of its own."""
    return _is(kid, "Span") and "ActualText" not in kid.dictionary


def _is_annotation(kid: Any) -> bool:
    return not isinstance(kid, (_Element, _Content))


def _is_inline(kid: Any) -> bool:
    return not isinstance(kid, _Element) or kid.tag in _INLINES


def _flat(kid: Any) -> Iterator[Any]:
    """It, or what is in it where it is a NonStruct or has nothing."""
    if _is(kid, "NonStruct"):
        for inner in kid.kids:
            yield from _flat(inner)
    elif not isinstance(kid, _Element) or kid.kids or kid.tag in ("TD", "TH"):
        yield kid


def _undivided(kid: Any) -> list[Any]:
    """A Div with text alone is a paragraph; one with blocks stands for them."""
    if not _is(kid, "Div"):
        return [kid]
    if all(map(_is_inline, kid.kids)):
        kid.tag = "P"
        kid.kids = [piece for inner in kid.kids for piece in (inner.kids if _dissolves(inner) else [inner])]
        return [kid]
    return list(kid.kids)


def _add(body: _Element, kids: list[Any]) -> None:
    """Put more into a body; spans dissolve among text."""
    for kid in kids:
        body.kids += kid.kids if _dissolves(kid) and all(map(_is_inline, body.kids)) else [kid]


def _boxes(page: Any) -> Iterator[tuple[str, Any]]:
    """The boxes of a page and what they are, in the order of its structure tree, as WeasyPrint goes through them."""

    def search(box: Any) -> Iterator[tuple[str, Any]]:
        box = getattr(box, "_box", box)  # an absolute one stands behind a placeholder
        name = type(box).__name__
        if name != "MarginBox":
            yield name, box
            for child in getattr(box, "children", ()):
                yield from search(child)

    return search(page._page_box)  # nothing public leads from a page to its elements


def _tag(box: Any) -> str:
    """The name of the box's HTML element."""
    return "" if box.element is None else str(box.element_tag)


def _is_bare(box: Any) -> bool:
    """Whether it is an item without a mark, around whose element WeasyPrint puts another."""
    tag = _tag(box)
    unmarked = "list-item" not in box.style["display"] or box.style["list_style_type"] == "none"
    return tag in ("dt", "dd") or (tag == "li" and unmarked)


def _margin(page: Any) -> dict[str, str]:
    """Whether the margins' text stands at the head or at the foot."""
    boxes = [box for box in page._page_box.children if getattr(box, "at_keyword", "")]  # as above
    sides = {box.at_keyword.split("-")[0] for box in boxes if box.children}
    return {("@top",): {"Subtype": "/Header"}, ("@bottom",): {"Subtype": "/Footer"}}.get(tuple(sides), {})
