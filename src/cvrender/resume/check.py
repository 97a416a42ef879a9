"""From the source tree to a Resume. Everything that is wrong is found in one pass and told in order."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

from cvrender.diagnostics import Report, closest
from cvrender.resume.dates import ImpossibleDate, is_ongoing, parse_date, precedes, split_range
from cvrender.resume.links import SCHEMES, is_email, link_target, scheme
from cvrender.resume.model import (
    ENTRY_KINDS,
    SECTIONS,
    Date,
    Entry,
    Node,
    Resume,
    Spec,
    Text,
)
from cvrender.source.tree import Data, Mapping, Scalar, Sequence, Tree, data, kind

N = TypeVar("N", bound=Node)

_INVISIBLE = ("Cc", "Cs")
_SYNONYMS = {
    **dict.fromkeys(("experience", "employment", "jobs", "positions"), "work"),
    **dict.fromkeys(("certifications", "certification", "licenses"), "certificates"),
    **dict.fromkeys(("honors", "honours", "prizes"), "awards"),
    **dict.fromkeys(("papers", "articles"), "publications"),
    **dict.fromkeys(("hobbies",), "interests"),
    **dict.fromkeys(("about", "personal", "header", "contact"), "basics"),
}
"""What people call sections elsewhere, for "did you mean"."""


def check(tree: Tree, report: Report, today: datetime.date) -> Resume:
    """Return the resume that the tree holds. Where the report then has errors, it is not fit to be rendered."""
    checker = _Checker(report, today)
    if not isinstance(tree, Mapping):
        report.error(
            "CV007",
            f"a resume is a mapping (keys with values), not {kind(tree)}",
            tree.at,
            "begin with `basics:` and, indented below it, `name: ...`",
        )
        return Resume(at=tree.at)
    resume = checker.node(Resume, tree, "")
    keys = [key.value for key, _ in tree.items]
    order = tuple(key for key in keys if key in (*SECTIONS, "sections") and getattr(resume, key))
    resume = Resume(**{**vars(resume), "order": order})
    checker.sections(resume)
    if resume.basics.name is None and not _given(tree, "basics", "name"):
        report.warning("CV026", "the resume has no name", resume.basics.at or tree.at, "write `basics: {name: ...}`")
    return resume


class _Checker:
    def __init__(self, report: Report, today: datetime.date) -> None:
        self.report = report
        self.today = Date(today.year, today.month, today.day)
        self.kinds: dict[str, Callable[[Spec, Tree, str], Any]] = {
            "text": self.text,
            "prose": self.prose,
            "plain": self.text,
            "date": self.date,
            "end": self.date,
            "url": self.url,
            "email": self.email,
            "choice": self.choice,
            "flag": self.flag,
            "texts": self.texts,
            "plains": self.texts,
            "node": lambda spec, tree, path: self.node(spec.default.__class__, tree, path),
            "nodes": self.nodes,
            "map": self.map,
        }

    # Mappings and lists.

    def node(self, cls: type[N], tree: Tree, path: str) -> N:
        if isinstance(tree, Scalar) and cls.SHORT:
            self.report.note(
                "CV013", f"`{path}` is read as its `{cls.SHORT}`", tree.at, "write `city`, `countryCode` ..."
            )
            short: dict[str, Any] = {cls.SHORT: self.text(cls.SPECS[cls.SHORT], tree, path)}
            return cls(at=tree.at, **short)
        if not isinstance(tree, Mapping):
            self.mistyped(tree, path, "a mapping (keys with values)", _mapping_hint(cls, tree))
            return cls(at=tree.at)
        old = {name: key for key, spec in cls.SPECS.items() for name in spec.old}
        present = {key.value for key, value in tree.items if not _empty(value)}
        values: dict[str, Any] = {}
        extra: list[tuple[str, Data]] = []
        later: list[tuple[Scalar, Tree, str]] = []
        for key, value in tree.items:
            name = key.value
            spec = cls.SPECS.get(name)
            if spec is not None:
                if not self.absent(value, _join(path, name)):
                    values[name] = self.value(spec, value, _join(path, name), tree)
            elif name in old and not _empty(value):
                later.append((key, value, old[name]))
                if old[name] not in present:
                    values[old[name]] = self.value(cls.SPECS[old[name]], value, _join(path, name), tree)
            elif name in old:
                pass
            elif cls is Resume and name == "$schema":
                extra.append((name, data(value)))
            else:
                self.unknown(cls, key, path)
                extra.append((name, data(value)))
        extra += self.old_names(later, present, tree)
        node = cls(at=tree.at, extra=tuple(extra), **{k: v for k, v in values.items() if v is not None})
        return self.ended(node, path)

    def value(self, spec: Spec, tree: Tree, path: str, parent: Mapping) -> Any:
        if spec.kind == "blocks":
            return self.blocks(spec, tree, path, parent)
        return self.kinds[spec.kind](spec, tree, path)

    def old_names(
        self, later: list[tuple[Scalar, Tree, str]], present: set[str], parent: Mapping
    ) -> list[tuple[str, Data]]:
        kept: list[tuple[str, Data]] = []
        for key, value, new in later:
            if new not in present:
                self.report.note("CV013", f"`{key.value}` is read as `{new}`", key.at, f"write `{new}`")
                continue
            other = next(v for k, v in parent.items if k.value == new)
            if data(other) == data(value):
                self.report.note("CV013", f"`{key.value}` says what `{new}` says", key.at, f"leave `{key.value}` out")
            else:
                self.report.warning(
                    "CV014",
                    f"`{key.value}` is the old name of `{new}`, which is also given and differs; it is not shown",
                    key.at,
                    "keep one of the two",
                )
                kept.append((key.value, data(value)))
        return kept

    def nodes(self, spec: Spec, tree: Tree, path: str) -> tuple[Node, ...] | None:
        assert spec.node is not None
        if not isinstance(tree, Sequence):
            hint = "put `- ` before its first key and indent the others" if isinstance(tree, Mapping) else ""
            self.mistyped(tree, path, "a list", hint or "write one `- ` for each entry")
            return None
        items = enumerate(tree.items)
        return tuple(
            self.node(spec.node, item, f"{path}[{i}]") for i, item in items if not self.absent(item, f"{path}[{i}]")
        )

    def texts(self, spec: Spec, tree: Tree, path: str) -> tuple[Text, ...] | None:
        if not isinstance(tree, Sequence):
            self.mistyped(tree, path, "a list of texts", "write each text on a line of its own, after `- `")
            return None
        found = (
            self.text(spec, item, f"{path}[{i}]")
            for i, item in enumerate(tree.items)
            if not self.absent(item, f"{path}[{i}]")
        )
        return tuple(text for text in found if text is not None)

    def map(self, spec: Spec, tree: Tree, path: str) -> tuple[tuple[Text, Text], ...] | None:
        if not isinstance(tree, Mapping):
            self.mistyped(tree, path, "a mapping (keys with values)", "write `key: value`, one a line, indented")
            return None
        pairs = (
            (Text(unicodedata.normalize("NFC", key.value), key.at), self.text(spec, value, _join(path, key.value)))
            for key, value in tree.items
            if not self.absent(value, _join(path, key.value))
        )
        return tuple((key, text) for key, text in pairs if text is not None)

    def blocks(self, spec: Spec, tree: Tree, path: str, parent: Mapping) -> tuple[Entry | Text, ...] | None:
        """Entries of mixed kinds: a string is a paragraph, a mapping is what its `kind` or its section's says."""
        if not isinstance(tree, Sequence):
            self.mistyped(tree, path, "a list", "write one `- ` for each entry")
            return None
        of_section = self.entry_kind(_find(parent, "kind")) or "item"
        out: list[Entry | Text] = []
        for i, item in enumerate(tree.items):
            here = f"{path}[{i}]"
            if self.absent(item, here):
                continue
            if isinstance(item, Scalar):
                text = self.prose(spec, item, here)
                if text is not None:
                    out.append(text)
                continue
            own, entry = of_section, item
            if isinstance(item, Mapping):
                own = self.entry_kind(_find(item, "kind"), f"{here}.kind") or of_section
                entry = Mapping(tuple(pair for pair in item.items if pair[0].value != "kind"), item.at)
            out.append(self.node(ENTRY_KINDS.get(own, ENTRY_KINDS["item"]), entry, here))
        return tuple(out)

    def entry_kind(self, tree: Tree | None, path: str = "") -> str | None:
        """The kind that a tree names; without a path nothing is reported, as the section's own `kind` has been."""
        known = {name.lower(): name for name in (*ENTRY_KINDS, "text")}
        word = tree.value.strip().lower() if isinstance(tree, Scalar) else ""
        if tree is not None and word not in known and path and not _empty(tree):
            self.not_allowed(path, tree, list(known.values()))
        return known.get(word)

    # Scalars.

    def absent(self, tree: Tree, path: str) -> bool:
        """Null and the empty text mean that nothing is given; JSON Resume allows the latter only."""
        if not isinstance(tree, Scalar):
            return False
        if tree.null:
            self.report.note(
                "CV015", f"`{path}` has no value and is left out", tree.at, "give it one, or delete the key"
            )
        return _empty(tree)

    def scalar(self, tree: Tree, path: str, wanted: str = "a text") -> str | None:
        """The text of a scalar in Unicode's composed form, or None and an error."""
        if isinstance(tree, Mapping) and len(tree.items) == 1:
            key, value = tree.items[0]
            if isinstance(value, Scalar):
                self.report.error(
                    "CV025",
                    f"`{path}` must be {wanted}; its colon makes it a key with a value",
                    key.at,
                    "quote this text: it holds a colon: " + _quoted(f"{key.value}: {value.value}"),
                )
                return None
        if not isinstance(tree, Scalar):
            self.mistyped(tree, path, wanted, "quote it, if it begins with `[` or `{`")
            return None
        text = unicodedata.normalize("NFC", tree.value.replace("\r\n", "\n").replace("\r", "\n"))
        for char in text:
            if unicodedata.category(char) in _INVISIBLE and char not in "\n\t\x85":
                self.report.error(
                    "CV023",
                    f"`{path}` holds U+{ord(char):04X}, which cannot be shown",
                    tree.at,
                    "delete it, or type the text anew",
                )
                return None
        return text

    def text(self, spec: Spec, tree: Tree, path: str) -> Text | None:
        found = self.scalar(tree, path)
        return Text(" ".join(found.split()), tree.at) if found and found.strip() else None

    def prose(self, spec: Spec, tree: Tree, path: str) -> Text | None:
        found = self.scalar(tree, path)
        if not found or not found.strip():
            return None
        return Text("\n".join(line.rstrip() for line in found.strip("\n \t").split("\n")), tree.at)

    def flag(self, spec: Spec, tree: Tree, path: str) -> bool | None:
        word = tree.value.lower() if isinstance(tree, Scalar) else ""
        if word in ("true", "yes", "on"):
            return True
        if word in ("false", "no", "off"):
            return False
        self.not_allowed(path, tree, ["true", "false"])
        return None

    def choice(self, spec: Spec, tree: Tree, path: str) -> Text | None:
        folded = {word.lower(): word for word in spec.choices}
        word = tree.value.strip().lower() if isinstance(tree, Scalar) else ""
        if word in folded:
            return Text(folded[word], tree.at)
        self.not_allowed(path, tree, list(spec.choices))
        return None

    def url(self, spec: Spec, tree: Tree, path: str) -> Text | None:
        text = self.text(spec, tree, path)
        if text is None:
            return None
        found, target = scheme(text), link_target(text)
        if found and found not in SCHEMES:
            self.report.warning(
                "CV022",
                f"`{path}`: a link with the scheme `{found}:` is shown as text only",
                text.at,
                f"links may begin with {', '.join(s + ':' for s in SCHEMES)}",
            )
        elif not target:
            hint = "an address holds no space" if " " in text else "write https://..."
            self.report.warning("CV021", f"`{path}` is not an address: it is shown as text", text.at, hint)
        elif not found:
            self.report.warning("CV021", f"`{path}` has no scheme", text.at, f"write {target}")
        return text

    def email(self, spec: Spec, tree: Tree, path: str) -> Text | None:
        text = self.text(spec, tree, path)
        if text is not None and not is_email(text):
            self.report.warning("CV020", f"`{path}` is not an e-mail address", text.at, "write name@example.org")
        return text

    def date(self, spec: Spec, tree: Tree, path: str) -> Date | None:
        text = self.text(spec, tree, path)
        if text is None:
            return None
        if spec.kind == "end" and is_ongoing(text):
            return Date(present=True, at=text.at)
        try:
            date, well_formed = parse_date(text)
        except ImpossibleDate as error:
            self.report.error("CV016", f"`{path}` is no date: {error}", text.at, "write YYYY, YYYY-MM or YYYY-MM-DD")
            return None
        if date.text:
            halves = split_range(text)
            hint = "write YYYY, YYYY-MM or YYYY-MM-DD; free text belongs into `when`"
            if halves and path.endswith(("startDate", "endDate")):
                hint = f"write `startDate: {halves[0]}` and `endDate: {halves[1]}`"
            self.report.warning("CV018", f"`{path}` is not a date: it is shown as it is", text.at, hint)
        elif not well_formed:
            self.report.warning(
                "CV017", f"`{path}` is read as {date.isoformat()}", text.at, f"write {date.isoformat()}"
            )
        return Date(**{**vars(date), "at": text.at})

    # What needs more than one value.

    def ended(self, node: N, path: str) -> N:
        """Look at the two dates of a node together. An end that has not come is the same as no end."""
        start: Date | None = getattr(node, "startDate", None)
        end: Date | None = getattr(node, "endDate", None)
        if start is not None and precedes(self.today, start):
            self.report.warning(
                "CV030", f"`{_join(path, 'startDate')}` lies in the future", start.at, "is the year right?"
            )
        if start is not None and end is not None:
            if end.present:
                return type(node)(**{key: value for key, value in vars(node).items() if key != "endDate"})
            if precedes(end, start):
                self.report.warning(
                    "CV019",
                    f"`{path}` ends ({end.isoformat()}) before it starts ({start.isoformat()})",
                    end.at,
                    "swap the dates, or correct one",
                )
        return node

    def sections(self, resume: Resume) -> None:
        """What meta.cvrender says about sections must name sections that there are."""
        titles = [str(section.title) for section in resume.sections if section.title]
        known = ["summary", *SECTIONS, "sections", *titles]
        settings = resume.meta.cvrender
        for name in [*settings.sections, *(key for key, _ in settings.headings)]:
            if name not in known:
                near = closest(name, known)
                self.report.warning(
                    "CV029",
                    f"there is no section `{name}`",
                    name.at,
                    f"did you mean `{near}`?" if near else f"sections are {', '.join(known)}",
                )

    # Messages that several kinds share.

    def mistyped(self, tree: Tree, path: str, wanted: str, hint: str) -> None:
        self.report.error("CV011", f"`{path}` must be {wanted}, not {kind(tree)}", tree.at, hint)

    def not_allowed(self, path: str, tree: Tree, allowed: list[str]) -> None:
        typed = f"`{tree.value}`" if isinstance(tree, Scalar) else kind(tree)
        near = closest(tree.value, allowed) if isinstance(tree, Scalar) else ""
        hint = f"did you mean `{near}`?" if near else f"write one of {', '.join(allowed)}"
        self.report.error("CV024", f"`{path}` cannot be {typed}", tree.at, hint)

    def unknown(self, cls: type[Node], key: Scalar, path: str) -> None:
        near = (_SYNONYMS.get(key.value.lower(), "") if cls is Resume else "") or closest(key.value, list(cls.SPECS))
        hint = f"did you mean `{near}`?" if near else f"known here: {', '.join(cls.SPECS)}"
        name, colon, rest = key.value.partition(":")
        if colon and name in cls.SPECS:
            hint = f"put a space after the colon: `{name}: {rest}`"
        where = f" in `{path}`" if path else ""
        self.report.warning("CV012", f"unknown key `{key.value}`{where}: it is not shown", key.at, hint)


def _given(tree: Mapping, key: str, inner: str) -> bool:
    """Whether there is something at that place, be it in the wrong form."""
    found = _find(tree, key)
    if isinstance(found, Mapping):
        found = _find(found, inner)
    return found is not None and not _empty(found)


def _find(tree: Mapping, key: str) -> Tree | None:
    return next((value for name, value in tree.items if name.value == key), None)


def _empty(tree: Tree) -> bool:
    return isinstance(tree, Scalar) and (tree.null or not tree.value.strip())


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _mapping_hint(cls: type[Node], tree: Tree) -> str:
    if not isinstance(tree, Scalar):
        return "write `key: value`, one a line, indented"
    key, colon, rest = tree.value.partition(":")
    if colon and key in cls.SPECS and not rest.startswith(" "):
        return f"put a space after the colon: `{key}: {rest}`"
    kinds = ("url",) if scheme(tree.value) and "url" in cls.SPECS else ("text", "plain")
    first = next((key for key, spec in cls.SPECS.items() if spec.kind in kinds), "")
    return f"write `{first}: {tree.value}`" if first else "write `key: value`, one a line, indented"


def _quoted(text: str) -> str:
    """The text in quotes as YAML takes them, in double ones where it holds nothing that needs care."""
    return f'"{text}"' if not set(text) & set('"\\') else "'" + text.replace("'", "''") + "'"
