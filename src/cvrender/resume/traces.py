"""Whether a text holds a private value, in whatever form it is written there."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

from cvrender.record import Record

_SHORTEST = 6
"""Letters and digits of a string that is found however it is spaced; a shorter one is found as a word of its own."""
_SHORTEST_IN_BYTES = 8
"""As above, for what is no text: by chance, seven given letters stand in one of 10,000 files of fonts."""
_SHORTEST_NUMBER = 9
"""Digits: coordinates on a page hold any shorter number."""
_SHORTEST_PHONE = 6
"""Digits of a telephone number within its area; where such are dialled, most have six to eight."""
_SHORTEST_NATIONAL_IN_BYTES = 10
"""Digits of a number without its country code: one more than usual, since it may stand next to other digits."""
_WIDE = re.compile(r"[\u2e80-\U0010ffff]")

_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@/]++@[^\s@/.]++(?:\.[^\s@/.]++)+|(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?")
_LONGEST_ADDRESS = 2048
_BARE_DOMAIN = re.compile(r"[\w-]+\.\w+")
"""It may as well be a word, such as `Node.js`, where no scheme stands before it."""
_PHONE = re.compile(r"\+?[\d\s()./\-\u2010-\u2013\u00a0]+")
_MAILS = re.compile(r"[^\s@<>()\[\],;:/\"]{1,64}@(?:[\w-]+\.)+[\w-]{2,}")
_NEXT_NUMBER = re.compile(r"[,;|\n]|\s/\s|(?<=\d)\s{1,8}(?=\+)|\s{1,8}[^\W\d_]{1,32}\.?\s{1,8}")
"""What stands between two numbers in one field: `+1 902 555 0142 or 555 0143`."""
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_COUNTRY = re.compile(r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")
"""Country codes as ITU-T E.164 assigns them: one or two digits, all others three."""
_TRUNKS = {"1": "1", "7": "8", "36": "6", "375": "8"}
"""What is dialled before a number within its country, by country code, where it is not a zero (ITU-T E.164, annex)."""
_LONGEST_PREFIX = 5
"""Digits: 00 and a country code."""
_BEFORE = 12
"""Characters before a number that tell its country: `+44 (0) ` has eight."""

_AT = re.compile(r"[\W_]{1,6}at[\W_]{1,6}", re.IGNORECASE)
_DOT = re.compile(r"[\W_]{1,6}dot[\W_]{1,6}", re.IGNORECASE)
_BETWEEN = r"(?:[^\w@/.]|_){0,6}"
"""What may stand between two letters of an address: spaces, invisible characters, ends and hyphens of lines."""
_WITHIN = r"(?:[\u00ad\u200b-\u200d\u2060\ufeff]|[-\u2010]\s{0,40}\n\s{0,40}){0,3}"
"""What may stand within a word that is not two: invisible characters, and the hyphen at the end of a line."""
_LONGEST_JOINED = 64
"""Letters that open words may make up by chance; no two columns of a page say more together."""
_BETWEEN_DIGITS = r"[^\w@+]{0,4}"
FAR = "\0" * 8
"""Separates texts that are searched together: more than may stand within an address or a number."""


def squash(text: str) -> str:
    """Return the letters and digits of a text in one case, which is what two ways of writing it share."""
    return "".join(re.findall(r"[^\W_]", text)).casefold()


def normal(text: str) -> str:
    """Return a text with compatible characters unified (Unicode's NFKC) and all decimal digits in ASCII."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[^\x00-\x7f]", lambda match: str(int(match[0])) if match[0].isdecimal() else match[0], text)


class Form:
    """What a file holds, in one way of reading it. `exact` is whether it is text, where words end."""

    def __init__(self, text: str, *, exact: bool = True) -> None:
        self.exact = exact
        self.text = normal(text) if exact else text

    @cached_property
    def squashed(self) -> str:
        """The letters and digits."""
        return squash(self.text)

    @cached_property
    def folded(self) -> str:
        """The text in one case."""
        return self.text.casefold()

    @cached_property
    def addressed(self) -> tuple[str, str]:
        """The text with `(at)`, ` at ` and ` dot ` as the signs that they stand for; and its letters and digits."""
        text = _DOT.sub(".", _AT.sub("@", self.text)) if self.exact else self.text
        return text, self.squashed if text == self.text else squash(text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words and numbers in their order."""
        return tuple(re.findall(r"[^\W_]+", self.folded))


class Several(Form):
    """Texts that have nothing to do with one another, so that nothing is found across them."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(FAR.join(texts))

    @cached_property
    def squashed(self) -> str:
        """The letters and digits of each."""
        return "\0".join(map(squash, self.text.split(FAR)))

    @cached_property
    def joined(self) -> str:
        """The letters and digits of all, as if they were one text."""
        return squash(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of each, with an empty one behind the last."""
        return tuple(word for one in self.folded.split(FAR) for word in (*re.findall(r"[^\W_]+", one), ""))

    @cached_property
    def addressed(self) -> tuple[str, str]:
        """As of one text, of each."""
        text = FAR.join(_DOT.sub(".", _AT.sub("@", one)) for one in self.text.split(FAR))
        return text, "\0".join(map(squash, text.split(FAR)))


class Trace(Record):
    """A private value as it is looked for.

    `pattern` finds an e-mail or web address, `uncut` a text whose words are each in one piece. `country` and `national`
    are the digits of a telephone number; `words` are those of a street or postal code, which are found in any order.
    """

    text: str
    squashed: str
    pattern: str = ""
    uncut: str = ""
    country: str = ""
    national: str = ""
    words: tuple[str, ...] = ()


def trace(text: str, contact: str = "") -> Trace:
    """Return how to look for a private text; `contact` is the kind of CONTACTS that it is, or nothing."""
    whole = normal(text).strip()
    text = _SCHEME.sub("", whole)
    text = text.rstrip("/") if text != whole else text
    address = len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text)
    if address and (text != whole or not _BARE_DOMAIN.fullmatch(text)):
        text = re.sub(r"^www\.", "", text, flags=re.IGNORECASE)
        return Trace(text, squash(text), pattern=_address(text))
    squashed = squash(text)
    digits = sum(map(str.isdecimal, text))
    known = contact in ("phone", "referees") and digits >= _SHORTEST_PHONE
    if known or (digits > _SHORTEST_PHONE and _PHONE.fullmatch(text) and not _DATE.fullmatch(text)):
        country, national = _number(text)
        if len(national) >= _SHORTEST_PHONE:
            return Trace(text, squashed, country=country, national=national)
    words = tuple(sorted(re.findall(r"[^\W_]+", text.casefold()))) if contact == "address" else ()
    return Trace(text, squashed, words=words if len(words) > 1 else ())


def traces(text: str, contact: str) -> list[Trace]:
    """Return how to look for a contact: for each e-mail address and each telephone number in it, or for the whole."""
    mails = _MAILS.findall(normal(text)) if contact != "address" else []
    if contact in ("phone", "referees") and not mails:
        found = [trace(part, contact) for part in _NEXT_NUMBER.split(text)]
        return [one for one in found if one.national] or [trace(text, contact)]
    return [trace(mail, contact) for mail in mails] or [trace(text, contact)]


def narrowed(sought: Trace, said: Several) -> Trace:
    """Return how to look for a private value that open words may make up, as Jane and doe.example.org do `janedoe`."""
    if sought.pattern or sought.national or len(sought.squashed) > _LONGEST_JOINED:
        return sought
    if not _joins(sought.squashed, set(said.words)):
        return sought
    words = (_WITHIN.join(word) for word in re.findall(r"[^\W_]+", sought.text))
    return sought.replace(uncut=r"[\W_]*".join(words))


def _joins(letters: str, words: set[str]) -> bool:
    """Whether the letters are those of several of the words, one behind the other."""
    ends = {0}
    for end in range(1, len(letters) + 1):
        if any(letters[start:end] in words for start in ends if end - start < len(letters)):
            ends.add(end)
    return len(letters) in ends


def holds(form: Form, sought: Trace) -> bool:
    """Return whether a private value stands in a text.

    An address counts as a whole: `jane@doe.example.org` is neither found in `doe.example.org` behind the name Jane, nor
    in `mary-jane@doe.example.org`. A telephone number is found by its digits, with or without country code and trunk
    prefix; all other text by its letters and digits.
    """
    if sought.pattern:
        text, squashed = form.addressed
        return sought.squashed in squashed and bool(re.search(sought.pattern, text, re.IGNORECASE))
    if sought.national:
        return _number_stands(form, sought)
    if sought.words and form.exact and len(sought.squashed) >= _SHORTEST and _words_stand(form.words, sought.words):
        return True
    return _words_of(form, sought)


def said_openly(said: Several, sought: Trace) -> bool:
    """Return whether a private value is no secret: it stands in an open text, or is made of whole words of such that
    follow one another, such as an open skill and its first keyword.
    """
    if holds(said, sought):
        return True
    return bool(sought.uncut) and bool(re.search(r"\w\W+\w", sought.text)) and sought.squashed in said.joined


def _words_of(form: Form, sought: Trace) -> bool:
    squashed = sought.squashed
    least = _SHORTEST if form.exact else _SHORTEST_IN_BYTES
    if squashed.isdigit():
        least = _SHORTEST_NUMBER
    elif _WIDE.search(squashed):
        least = 2 if form.exact else 4
    if len(squashed) >= least:
        found = squashed in form.squashed
        return found and (not sought.uncut or bool(re.search(sought.uncut, form.text, re.IGNORECASE)))
    if not form.exact or sought.text.casefold() not in form.folded:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(sought.text)}(?!\w)", form.text, re.IGNORECASE))


def _words_stand(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether these words, which are sorted, stand next to one another, in any order."""
    if not set(wanted).issubset(words):
        return False
    size = len(wanted)
    return any(
        words[i] in wanted and tuple(sorted(words[i : i + size])) == wanted for i in range(len(words) - size + 1)
    )


def _address(text: str) -> str:
    """The pattern of an address: its letters and digits, `@`, `/` and `.`, with what may stand between them."""
    signs = re.findall(r"[^\W_]|[@/.]", text)
    # Signs between two letters belong to a longer address; at the end of a sentence they do not.
    before = r"(?<!\w)(?<!\w[.+-])" if "@" in text else r"(?<!\w)(?<!\w[.@+-])(?:www\.)?"
    return before + _BETWEEN.join(map(re.escape, signs)) + r"(?!\w|-\w)"


def _number(text: str) -> tuple[str, str]:
    """The country code of a telephone number, if it has one, and its other digits without trunk prefix."""
    text = re.sub(r"\(\s*0\s*\)", "", text)
    found = re.search(r"\+\W{0,2}\d[^A-Za-z]*|\d[^A-Za-z]*", text)  # what follows letters is an extension
    number = found[0] if found else ""
    digits = re.sub(r"\D", "", number)
    abroad = number.startswith("+") or digits.startswith("00")
    digits = digits.lstrip("0")
    if not abroad and len(digits) == 11 and digits[0] in "18":  # ten without them, where such prefixes are dialled
        return "", digits[1:]
    country = _COUNTRY.match(digits) if abroad else None
    code = country[0] if country else ""
    return code, digits[len(code) :].lstrip("0")


def _number_stands(form: Form, sought: Trace) -> bool:
    national = sought.national
    if not form.exact:
        wanted = [(sought.country + national, _SHORTEST_NUMBER), (national, _SHORTEST_NATIONAL_IN_BYTES)]
        return any(len(digits) >= least and digits in form.squashed for digits, least in wanted)
    if national not in form.squashed:
        return False
    found = re.finditer(_BETWEEN_DIGITS.join(national) + r"(?!\d)", form.text)
    return any(_same_number(form.text[max(0, match.start() - _BEFORE) : match.start()], sought) for match in found)


def _same_number(before: str, sought: Trace) -> bool:
    """Whether what stands before the digits leaves them the number that they are."""
    country = sought.country
    abroad = re.search(r"\+\W{0,2}(\d{1,3}(?:[^\w+]{0,4}0)?)[^\w+]{0,4}$", before)
    if abroad:
        return not country or re.sub(r"\D", "", abroad[1]) in (country, f"{country}0")
    glued = re.search(r"(?<!\d)\d++$", before)
    prefix = glued[0] if glued else ""
    if not country:
        trunk = prefix.lstrip("0") in ("", "1", "8")
        return trunk or (len(sought.national) >= _SHORTEST_NUMBER and len(prefix) <= _LONGEST_PREFIX)
    return bool(re.fullmatch(rf"0*|0*{_TRUNKS.get(country, '')}|(?:0*|011){country}0?", prefix))
