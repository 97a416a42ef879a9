"""Dates as people type them."""

from __future__ import annotations

import datetime
import re

from cvrender.resume.model import Date

ONGOING = frozenset(
    """
a oggi
actual
actualidad
actualmente
actuel
actuellement
ad oggi
agora
ahora
aktuell
attuale
attualmente
atual
atualmente
até o momento
aujourd'hui
aujourd’hui
bis heute
ce jour
current
currently
derzeit
devam ediyor
do chwili obecnej
dosud
em andamento
em curso
en cours
en curso
gegenwärtig
günümüz
halen
hasta la fecha
heden
heute
hingga kini
hiện nay
hiện tại
hoje
hoy
huidig
in corso
jelen
jelenleg
jetzt
kini
la actualidad
laufend
lopend
maintenant
momenteel
momento
napjainkig
nay
now
nu
nuvarande
nuværende
nykyhetki
nykyinen
nyní
nå
nåværende
o momento
o presente
obecnie
oggi
ongoing
ora
present
presente
prezent
présent
pågående
saat ini
sekarang
současnost
teraz
till now
to date
to present
today
toistaiseksi
tot heden
until now
vandaag
à ce jour
à présent
în prezent
şimdi
έως σήμερα
μέχρι σήμερα
σήμερα
в настоящее время
до сьогодні
дотепер
н. в
н.в
настоящее время
по настоящее время
по теперішній час
сегодня
сейчас
теперішній час
בהווה
הווה
היום
כיום
נוכחי
עד היום
עכשיו
الآن
الحاضر
الوقت الحالي
اليوم
حاليا
حاليًا
حتى الآن
حتى تاريخه
مستمر
अब तक
वर्तमान
今
在学中
在职
在職中
在读
现在
現在
現在に至る
目前
継続中
至今
迄今
进行中
進行中
재직 중
재직중
재학 중
재학중
지금
진행 중
진행중
현재
""".strip().split("\n")
)
"""Words for an end that has not come, as seen in public resumes and in the languages of the locales."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ISO = re.compile(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?")
_LOOSE = re.compile(r"([12]\d{3})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?|([12]\d{3})-(\d\d)-(\d\d)[T ]\d\d:.*")
_WORDS = re.compile(r"([A-Za-z]{3,9})\.?,? (?:(\d{1,2})(?:st|nd|rd|th)?,? )?([12]\d{3})")
_RANGE = re.compile(r"(\S.*?)\s*(?:(?<=\s)-(?=\s)|–|—|\bto\b|(?<=^\d{4})-(?=\d{4}$))\s*(\S.*)", re.IGNORECASE)


class ImpossibleDate(ValueError):
    """It has the form of a date, and there is no such month or day."""


def is_ongoing(text: str) -> bool:
    """Whether the text is a word for an end that has not come."""
    return text.lower().rstrip(".") in ONGOING


_LONGEST = 60
"""Characters; what is longer is no range of dates, and the pattern need not look at it."""


def parse_date(text: str) -> tuple[Date, bool]:
    """Return the date, and whether it was in the right form. Text that is no date comes back as `Date(text=...)`.

    Raises ImpossibleDate for a month or a day that does not exist.
    """
    if match := _ISO.fullmatch(text):
        return _date(*match.groups()), True
    if match := _LOOSE.fullmatch(text):
        return _date(*(match.groups()[:3] if match[1] else match.groups()[3:])), False
    if match := _WORDS.fullmatch(text):
        word = match[1].lower()
        months = [i for i, name in enumerate(_MONTHS, 1) if name.startswith(word) or word == name[:3] + "t"]
        if len(months) == 1:
            return _date(match[3], str(months[0]), match[2]), False
    return Date(text=text), False


def split_range(text: str) -> tuple[str, str] | None:
    """Return the two halves of a range that was typed into one field."""
    match = _RANGE.fullmatch(text) if len(text) <= _LONGEST else None
    return (match[1], match[2]) if match else None


def precedes(first: Date, second: Date) -> bool:
    """Whether the first date is before the second, as far as both are known: 2020 does not precede 2020-05."""
    if first.text or second.text or first.present or second.present:
        return False
    for a, b in ((first.year, second.year), (first.month, second.month), (first.day, second.day)):
        if not a or not b:
            return False
        if a != b:
            return a < b
    return False


def _date(year: str | None, month: str | None, day: str | None) -> Date:
    date = Date(int(year or 0), int(month or 0), int(day or 0))
    if month and not 1 <= date.month <= 12:
        raise ImpossibleDate(f"there is no month {month}")
    if day:
        try:
            datetime.date(date.year, date.month, date.day)
        except ValueError:
            raise ImpossibleDate(f"there is no day {day} in {date.year:04}-{date.month:02}") from None
    return date
