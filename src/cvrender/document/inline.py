"""Markdown inlines and simple blocks, as inlines and prose of the document."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from cvrender.diagnostics.report import Report
from cvrender.document.model import Code, Emph, Foreign, Inline, Inlines, Link, List, Paragraph, Prose, Strong, plain
from cvrender.resume.links import link_target, scheme
from cvrender.resume.model import Text
from cvrender.resume.values import is_blank

_MARKUP = re.compile(r"[\\`]|\]\(|<\w|\*[^*]*\*|_[^_]*_")
"""Any text that this does not find in comes out of Markdown as it is; most does, and needs no parser."""
_PLAIN = r"[^*_\\`<\[\]\n\r\0]"
_PIECE = re.compile(
    rf"""
      ({_PLAIN}+)
    | (?<![^\s(]) (\*\*?) (?=\w) ({_PLAIN}*) (?<=\w) \2 (?![^\s.,;:)!?])
    | \[ ({_PLAIN}+) \] \( (https?://[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*(?:/[A-Za-z0-9._~+=,/-]*)?) \)
    | ` (?=\S) ([^`\n\r\0]+) (?<=\S) ` (?!`)
    """,
    re.VERBOSE,
)
"""Text, and marks as most people make them: `**bold**`, `*slanted*`, `[words](https://...)`, code; none in another."""
_DEEPEST = 20
"""Marks within marks; what is nested deeper stays without."""
_SPACES = dict.fromkeys(map(ord, "\t\x85\u2028\u2029"), " ")
"""White space that Typst sets without any width, or that ends lines in some outputs only."""
_NOTHING = "\u00ad *_`"
"""Soft hyphens, and marks around them: nothing that could be seen."""
_BULLET = re.compile(r"\s{0,3}(?:[-*+•‣▪]|(\d{1,3})[.)])\s+(.*)")


def inlines(text: str, report: Report) -> Inlines:
    """Return the inlines of a line of Markdown. HTML is text; a link that may not be made stays text, with a report."""
    if "\u00ad" in text and not text.strip(_NOTHING):
        return ()
    if not _MARKUP.search(text):
        return (text,) if text else ()
    tokens = _simple(text)
    if tokens is None:
        tokens = _parser().parseInline(text)[0].children or []
    return _Builder(tokens, report, text).build("")


def prose(text: str, report: Report) -> Prose:
    """Return the paragraphs and simple lists of Markdown text; a line that begins with `•` is an item, too."""
    blocks: list[Paragraph | List] = []
    at = text.at if isinstance(text, Text) else None
    for chunk in re.split(r"\n\s*\n", text.translate(_SPACES)):
        lines: list[str] = []
        items: list[str] = []
        start = 0
        for line in chunk.split("\n"):
            match = _BULLET.fullmatch(line)
            if match:
                start = start or int(match[1] or 0)
                items.append(match[2])
            elif items:
                items[-1] += " " + line.strip()
            else:
                lines.append(line.strip())
        paragraph = " ".join(filter(None, lines))
        said = inlines(Text(paragraph, at), report)
        if said:
            blocks.append(Paragraph(said))
        found = tuple(filter(None, (inlines(Text(item, at), report) for item in items)))
        if found:
            last = blocks[-1] if blocks and not paragraph else None
            follows = last.start + len(last.items) if isinstance(last, List) and last.start else 0
            if isinstance(last, List) and start == follows:
                blocks[-1] = List((*last.items, *found), last.start)
            else:
                blocks.append(List(found, start))
    return tuple(blocks)


def embolden(content: Inlines, words: re.Pattern[str] | None) -> Inlines:
    """Return the inlines with every hit of the pattern set bold."""
    if words is None:
        return content
    out: list[Inline] = []
    for inline in content:
        if isinstance(inline, str):
            end, at = 0, inline.at if isinstance(inline, Text) else None
            for hit in words.finditer(inline):
                out += [Text(inline[end : hit.start()], at), Strong((Text(hit[0], at),))]
                end = hit.end()
            out.append(Text(inline[end:], at))
        elif isinstance(inline, (Emph, Link, Foreign)):
            out.append(inline.replace(content=embolden(inline.content, words)))
        else:
            out.append(inline)
    return tuple(inline for inline in out if inline != "")


class _Token(NamedTuple):
    """What `_Builder` wants to know of a token of markdown-it."""

    type: str
    content: str = ""
    attrs: dict[str, str] = {}  # noqa: RUF012  # nothing writes to it
    markup: str = ""


def _simple(text: str) -> list[Any] | None:
    """The tokens of a text that consists of _PIECEs, else None. Loading markdown-it takes a fifth of a short run."""
    tokens: list[_Token] = []
    end = 0
    for piece in _PIECE.finditer(text):
        if piece.start() != end:
            return None
        end = piece.end()
        plain, stars, marked, words, url, code = piece.groups()
        if plain:
            tokens.append(_Token("text", plain))
        elif stars:
            kind = "strong" if len(stars) > 1 else "em"
            tokens += (_Token(f"{kind}_open"), _Token("text", marked), _Token(f"{kind}_close"))
        elif url:
            tokens += (_Token("link_open", attrs={"href": url}), _Token("text", words), _Token("link_close"))
        else:
            tokens.append(_Token("code_inline", code))
    return tokens if end == len(text) else None


@functools.cache
def _parser() -> Any:
    """CommonMark's inlines without images, HTML and entities: `<b>` and `&amp;` are what the person typed."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "entity", "html_inline"])
    parser.validateLink = _any_link  # type: ignore[method-assign]  # markdown-it's own hook
    return parser


def _any_link(url: str) -> bool:  # noqa: ARG001  # the hook's signature
    """Let every link through to `_Builder.link`, which judges it and tells why one is not made."""
    return True


class _Builder:
    def __init__(self, tokens: Iterable[Any], report: Report, text: str) -> None:
        self.tokens = iter(tokens)
        self.report = report
        self.text = text
        self.depth = 0
        self.linked = False
        """Whether a link is open: CommonMark lets `<https://...>` stand within one, and HTML and PDF do not."""

    def build(self, end: str) -> Inlines:  # noqa: C901  # one case for each kind of token
        """Inlines up to the closing token; text that the parser cut in pieces is joined again."""
        at = self.text.at if isinstance(self.text, Text) else None
        out: list[Inline] = []
        self.depth += 1
        for token in self.tokens:
            if token.type == end:
                break
            if self.depth > _DEEPEST and token.type.endswith(("_open", "_close")):
                continue
            new: Inlines
            if token.type == "strong_open":
                new = (Strong(self.build("strong_close")),)
            elif token.type == "em_open":
                new = (Emph(self.build("em_close")),)
            elif token.type == "link_open":
                new = self.link(str(token.attrs["href"]), auto=token.markup == "autolink")
            elif token.type == "code_inline":
                new = (Code(Text(token.content, at)),) if token.content else ()
            else:
                new = (" " if token.type in ("softbreak", "hardbreak") else token.content,)
            for inline in new:
                if isinstance(inline, str) and out and isinstance(out[-1], str):
                    out[-1] += inline
                elif inline != "":
                    out.append(inline)
        self.depth -= 1
        return tuple(Text(inline, at) if isinstance(inline, str) else inline for inline in out)

    def link(self, href: str, *, auto: bool) -> Inlines:
        within, self.linked = self.linked, True
        content = self.build("link_close")
        self.linked = within
        if within:
            return content
        target = link_target(href)
        at = self.text.at if isinstance(self.text, Text) else None
        if target:
            if not scheme(href):
                self.report.warning("CV021", f"a link to `{href}` has no scheme", at, f"write {target}")
            return (Link(target, content if not is_blank(plain(content)) else (Text(target, at),)),)
        if auto:  # `vector<std::string>` is no link that failed
            return ("<", *content, ">")
        self.report.warning(
            "CV022", f"a link to `{href}` cannot be made: it is shown as text", at, "links begin with https://"
        )
        return (*content, f" ({href})")
