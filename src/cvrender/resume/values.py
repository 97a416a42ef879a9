"""Single values of a source, each kind with its own faults and ways out."""

from __future__ import annotations

import re
import unicodedata

from cvrender.diagnostics.report import Position, Report, closest
from cvrender.resume.dates import ImpossibleDate, is_ongoing, parse_date, split_range
from cvrender.resume.links import SCHEMES, is_email, link_target, scheme
from cvrender.resume.model import Date, Spec, Text
from cvrender.resume.unseen import seen
from cvrender.source.tree import Mapping, Scalar, Tree, kind

_NUMBER = re.compile(r"-?[0-9]{1,3}")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters but for tabs and line ends, and halves of pairs (Unicode's categories Cc and Cs)."""
_LONGEST_WORD = 20_000
"""Characters; the time that an engine takes to break a word grows with the square of its length (10,000: a second)."""


class Values:
    """Reads scalars; what is wrong goes into the report. Each method returns None where there is no value to be had."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def absent(self, tree: Tree, path: str) -> bool:
        """Null and the empty text mean that nothing is given; JSON Resume allows the latter only."""
        if not isinstance(tree, Scalar):
            return False
        if tree.null:
            self.report.note(
                "CV015", f"`{path}` has no value and is left out", tree.at, "give it one, or delete the key"
            )
        return empty(tree)

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
            marked = isinstance(tree, Mapping) and any(key.value in ("tags", "private") for key, _ in tree.items)
            hint = "write `text: ...` beside the marks" if marked else "quote it, if it begins with `[` or `{`"
            self.mistyped(tree, path, wanted, hint)
            return None
        text = unicodedata.normalize("NFC", tree.value.replace("\r\n", "\n").replace("\r", "\n"))
        if control := _CONTROL.search(text):
            message = f"`{path}` holds U+{ord(control[0]):04X}, which cannot be shown"
            self.report.error("CV023", message, tree.at, "delete it, or type the text anew")
            return None
        longest = max(map(len, text.split()), default=0)
        if longest > _LONGEST_WORD:
            message = f"`{path}` holds {longest:,} characters without a space"
            self.report.error("CV032", message, tree.at, f"{_LONGEST_WORD:,} are the most that can be set")
            return None
        return self.seen(text, tree.at, path)

    def seen(self, text: str, at: Position, path: str) -> str:
        """Return a text without characters that nobody sees and that do not belong there; they are reported."""
        out, gone = seen(text, is_name=f"{path}.".startswith("basics.name."))
        if gone:
            hint = "type the text anew: it usually came along with text that was copied"
            self.report.warning("CV034", f"`{path}` holds {gone}, which nobody sees: it is left out", at, hint)
        return out

    def text(self, spec: Spec, tree: Tree, path: str) -> Text | None:
        found = self.scalar(tree, path)
        return Text(" ".join(found.split()), tree.at) if found and not is_blank(found) else None

    def prose(self, spec: Spec, tree: Tree, path: str) -> Text | None:
        found = self.scalar(tree, path)
        if not found or is_blank(found):
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

    def number(self, spec: Spec, tree: Tree, path: str) -> Text | None:
        least, most = spec.limits
        word = tree.value.strip() if isinstance(tree, Scalar) else ""
        if _NUMBER.fullmatch(word) and least <= int(word) <= most:
            return Text(str(int(word)), tree.at)
        typed = f"`{word}`" if isinstance(tree, Scalar) else kind(tree)
        hint = f"write a whole number from {least} to {most}"
        self.report.error("CV024", f"`{path}` cannot be {typed}", tree.at, hint)
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

    # Messages that several kinds share.

    def mistyped(self, tree: Tree, path: str, wanted: str, hint: str) -> None:
        self.report.error("CV011", f"`{path}` must be {wanted}, not {kind(tree)}", tree.at, hint)

    def not_allowed(self, path: str, tree: Tree, allowed: list[str]) -> None:
        typed = f"`{tree.value}`" if isinstance(tree, Scalar) else kind(tree)
        near = closest(tree.value, allowed) if isinstance(tree, Scalar) else ""
        hint = f"did you mean `{near}`?" if near else f"write {'one of ' * (len(allowed) > 1)}{', '.join(allowed)}"
        self.report.error("CV024", f"`{path}` cannot be {typed}", tree.at, hint)


def is_blank(text: str) -> bool:
    """Return whether nothing of a text can be seen: it is white space and characters of format, Unicode's Cf."""
    return not text.strip() or (
        not text.isascii() and all(char.isspace() or unicodedata.category(char) == "Cf" for char in text)
    )


def empty(tree: Tree) -> bool:
    """Whether the tree is null, or a text with nothing in it."""
    return isinstance(tree, Scalar) and (tree.null or not tree.value.strip())


def _quoted(text: str) -> str:
    """The text in quotes as YAML takes them, in double ones where it holds nothing that needs care."""
    return f'"{text}"' if not set(text) & set('"\\') else "'" + text.replace("'", "''") + "'"
