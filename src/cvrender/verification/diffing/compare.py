"""Two lists of pieces held against one another: what came, went, changed and moved.

Pieces are paired as P. Heckel does ("A technique for isolating differences between files", CACM 21 (4), 1978): what
there is once in either list is the same; what stands beside a pair and is equal is one, too. Of the pairs, the heaviest
sequence that is in order in both lists has stayed in its place, and the others have moved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import Literal
from urllib.parse import unquote

from cvrender.record import Record
from cvrender.verification.diffing.segments import Piece

Kind = Literal["came", "went", "changed", "moved"]
_ALIKE = 0.5
"""The share of their words that two texts have in common of which one has become the other."""
_SINGLE = ("highlight", "text", "item", "author")
"""Parts that are no field of their entry: another one in the same place is not always the same, changed."""
_SOME = 0.3
_CONTEXT = 4
"""Words that are shown before and behind those that differ."""


class Difference(Record):
    """What became of a piece; `before` is None for what came, `after` for what went."""

    kind: Kind
    before: Piece | None = None
    after: Piece | None = None


def compare(
    old: Sequence[Piece], new: Sequence[Piece]
) -> tuple[tuple[Difference, ...], tuple[tuple[Piece, Piece], ...]]:
    """Return the differences, in the order of the new list, and the pieces that are as before."""
    pairs = _pairs([piece.key for piece in old], [piece.key for piece in new])
    stayed = _stayed(pairs, old)
    found: list[tuple[float, Difference]] = []
    same: list[tuple[Piece, Piece]] = []
    for a, b in sorted(pairs.items()):
        if _targets(old[a]) != _targets(new[b]) or _recased(old[a], new[b]):
            found.append((b, Difference("changed", old[a], new[b])))
        elif a not in stayed:
            found.append((b, Difference("moved", old[a], new[b])))
        else:
            same.append((old[a], new[b]))
    changed = _changed(pairs, old, new)
    found += [(b, Difference("changed", old[a], new[b])) for a, b in changed.items()]
    came = set(range(len(new))) - {*pairs.values(), *changed.values()}
    found += [(b, Difference("came", None, new[b])) for b in came]
    place = -1
    for a, piece in enumerate(old):
        partner = pairs.get(a, changed.get(a))
        if partner is None:
            found.append((place + 0.5, Difference("went", piece, None)))
        elif a in stayed or a in changed:
            place = partner
    return tuple(one for _, one in sorted(found, key=lambda each: each[0])), tuple(same)


def _pairs(old: list[str], new: list[str]) -> dict[int, int]:
    """Which piece is which, by their numbers."""
    counts = Counter(old), Counter(new)
    where = {key: number for number, key in enumerate(new)}
    pairs = {a: where[key] for a, key in enumerate(old) if counts[0][key] == counts[1][key] == 1}
    back = {b: a for a, b in pairs.items()}

    def join(a: int, b: int) -> bool:
        if a in pairs or b in back or not (0 <= a < len(old) and 0 <= b < len(new)) or old[a] != new[b]:
            return False
        pairs[a], back[b] = b, a
        return True

    for way in (1, -1):
        for a, b in [*pairs.items(), (-1, -1), (len(old), len(new))]:
            step = way
            while join(a + step, b + step):
                step += way
    free: dict[str, list[int]] = {}
    for b, key in enumerate(new):
        if b not in back:
            free.setdefault(key, []).append(b)
    for a, key in enumerate(old):
        if a not in pairs and free.get(key):
            join(a, free[key].pop(0))
    return pairs


def _stayed(pairs: dict[int, int], old: Sequence[Piece]) -> set[int]:
    """The numbers of the old pieces in the heaviest sequence that is in order in both lists; letters are the weight."""
    blocks: list[list[int]] = []
    for a in sorted(pairs):
        if blocks and pairs[blocks[-1][-1]] == pairs[a] - 1:
            blocks[-1].append(a)
        else:
            blocks.append([a])
    best: list[tuple[int, int]] = []  # weight up to this block, and the block before it
    for number, block in enumerate(blocks):
        weight, before = max(
            ((best[n][0], n) for n in range(number) if pairs[blocks[n][-1]] < pairs[block[0]]), default=(0, -1)
        )
        best.append((weight + sum(len(old[a].text) + 1 for a in block), before))
    at = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    stayed: set[int] = set()
    while at >= 0:
        stayed.update(blocks[at])
        at = best[at][1]
    return stayed


def _changed(pairs: dict[int, int], old: Sequence[Piece], new: Sequence[Piece]) -> dict[int, int]:
    """Of the pieces without a pair, which has become which: between the same neighbours, with words in common, or the
    only one of its part.
    """
    said = [[Counter(_words(piece.text.casefold())) for piece in pieces] for pieces in (old, new)]
    options: list[tuple[float, int, int]] = []
    for gone, come in _gaps(pairs, len(old), len(new)):
        parts = Counter(old[a].part for a in gone), Counter(new[b].part for b in come)
        for a, b in product(gone, come):
            part = old[a].part
            only = part == new[b].part and parts[0][part] == parts[1][part] == 1 and old[a].loose == new[b].loose
            least = (_SOME if part in _SINGLE else 0) if only else _ALIKE
            common = _common(said[0][a], said[1][b])
            if common >= least:
                options.append((common, a, b))
    out: dict[int, int] = {}
    taken: set[int] = set()
    for _, a, b in sorted(options, key=lambda one: (-one[0], one[1], one[2])):
        if a not in out and b not in taken:
            out[a] = b
            taken.add(b)
    return out


def _gaps(pairs: dict[int, int], old: int, new: int) -> Iterable[tuple[list[int], list[int]]]:
    """The pieces of both lists that stand between one pair and the next pair of their list, behind it or before it."""
    back = {b: a for a, b in pairs.items()}
    gaps: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for side, (count, paired) in enumerate(((old, pairs), (new, back))):
        for way in (1, -1):
            mark = -1
            for number in range(count)[::way]:
                if number in paired:
                    mark = number if side == 0 else back[number]
                else:
                    gaps.setdefault((way, mark), ([], []))[side].append(number)
    return gaps.values()


def _common(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+|[+#%€$£¥@&°]", text)


def _targets(piece: Piece) -> Counter[str]:
    return Counter({unquote(url).rstrip("/"): 1 for _, url in piece.links})


def _recased(old: Piece, new: Piece) -> bool:
    """Whether two loose pieces have other capitals; a theme may set all in capitals."""
    if not (old.loose and new.loose):
        return False
    words = zip(_words(old.text), _words(new.text), strict=False)
    return any(
        one.casefold() == other.casefold() and one not in (other, other.upper()) and other != one.upper()
        for one, other in words
    )


def led(one: Difference) -> list[tuple[str, str, str]]:
    """Return the links of what changed that lead elsewhere: the words, where they led and where they lead; an empty
    string is nowhere.
    """
    if one.before is None or one.after is None:
        return []
    old, new = _targets(one.before), _targets(one.after)
    gone = [link for link in one.before.links if unquote(link[1]).rstrip("/") not in new]
    come = [link for link in one.after.links if unquote(link[1]).rstrip("/") not in old]
    out = []
    for words, url in gone:
        other = next((link for link in come if link[0] == words), come[0] if len(gone) == len(come) == 1 else None)
        if other:
            come.remove(other)
        out.append((words, url, other[1] if other else ""))
    return out + [(words, "", url) for words, url in come]


def marked(old: str, new: str) -> str:
    """Return what became of a text, as wdiff shows it: `error by [-10%-] {+18%+} with a`; of words that stayed, those
    near a difference.
    """
    one, other = old.split(), new.split()
    out: list[str] = []
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(codes):
        if tag != "equal":
            out += [f"[-{' '.join(one[a:b])}-]"] if b > a else []
            out += [f"{{+{' '.join(other[c:d])}+}}"] if d > c else []
            continue
        left = _CONTEXT if number else 0
        right = _CONTEXT if number + 1 < len(codes) else 0
        if b - a > left + right + 1:
            out += [*one[a : a + left], "…", *(one[b - right : b] if right else [])]
        else:
            out += one[a:b]
    return " ".join(out)
