"""The resumes that a theme is tried on: one that uses every field, one of hostile text, one of many pages."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

from cvrender.diagnostics.report import Report
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.resume.dump import dump
from cvrender.resume.model import ENTRY_KINDS, SECTIONS, Basics, Node, Spec

_SPECIALS = "\\x{} $y_1^2$ #f() % & ~ @ref <b>&amp; *a* _b_ `c` [d] ![e] {{ h }} {% g %} \"q\" 'r' – … | > - + q"
_FEW = "a_b & #1 $x$ {c} \\d <e> ~5%"
"""What has a meaning in TeX, Typst, HTML, Markdown or Jinja."""
_WORDS = (
    "Donaudampfschifffahrtsgesellschaft",
    "https://example.org/a-long-path/to-it",
    "Ünïcödé ß Łódź, Žilina, Ørsted ½ × ± €",
    "Пример текста",
    "日本語の文章と漢字、한국어 문장 하나, 汉字和标点。",
    "O'Neill “quoted”",
)
"""Long words and other scripts, as they stand in a line."""
_LONG = (
    "https://example.org/" + "a-long-path/" * 8,
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "many words and more " * 12,
)
"""What stands where people write at length."""
_WHEN = "Spring & fall #2 $3 {4} <5>"
_LOOKS = ("theme", "engine", "style", "sections", "languages", "variants", "public")
_PHOTO = "example.svg"
_VERBS = ("wove", "mended", "dyed", "spun", "carded", "taught", "sold", "shipped", "counted", "drew", "wrote", "led")
_DATES = {"startDate": "2019-02", "endDate": "2021-11"}


def example(folder: Path) -> Path:
    """Write the example into a folder, with its photo, and without what it says of its looks and of the order of its
    sections: these are the theme's. Return its file.
    """
    package = Path(__file__).parents[1]
    shipped = package / "example"
    source = (shipped if shipped.is_dir() else package.parents[1] / "resumes") / "example.yaml"
    prepared = prepare(source, Options(), Report())
    assert prepared is not None  # a test holds it
    made: Any = dump(prepared[0])
    settings = made["meta"]["cvrender"]
    made["meta"]["cvrender"] = {key: value for key, value in settings.items() if key not in _LOOKS}
    path = folder / "example.json"
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf-8")
    (folder / _PHOTO).write_bytes(source.with_name(_PHOTO).read_bytes())
    return path


def hostile() -> str:
    """Return a source with hard text in every field that there is."""
    numbers = count(1)

    def text(*, long: bool = False) -> str:
        number = next(numbers)
        words = (*_WORDS, *_LONG) if long else _WORDS
        return f"x{number} {words[number % len(words)].strip()} {_SPECIALS}"

    def value(spec: Spec) -> Any:
        if spec.kind == "nodes" and spec.node is not None:
            return [filled(spec.node)]
        if spec.kind == "node":
            return filled(type(spec.default))
        ready = {
            "date": "2020-02-29",
            "url": f"https://example.org/{next(numbers)}?a=1&b_c=%20~$#e",
            "email": f"a.long_name+{next(numbers)}@{'sub-domain.' * 5}example.org",
            "points": [text(long=True), text()],
            "texts": [text(long=True), text()],
            "plains": [text(), text()],
            "prose": text(long=True),
            "text": text(),
            "plain": f"x{next(numbers)} {_FEW}",
        }
        return ready.get(spec.kind)

    def filled(cls: type[Node]) -> dict[str, Any]:
        made = {key: value(spec) for key, spec in cls.SPECS.items()}
        return {key: one for key, one in made.items() if one is not None and key not in ("image", "when")}

    entries = {key: [filled(cls)] for key, cls in SECTIONS.items()}
    own = [text(long=True), *({"kind": key, **filled(cls), "when": _WHEN} for key, cls in ENTRY_KINDS.items())]
    basics = {**filled(Basics), "name": f"Éva {_FEW}"}
    source = {"basics": basics, **entries, "sections": [{"title": text(), "entries": own}]}
    return json.dumps(source, ensure_ascii=False, indent=1)


def long() -> str:
    """Return a source of ten pages and more, whose pieces are of many lengths, so that pages end at many places."""
    numbers = count(1)

    def words(least: int, most: int) -> str:
        number = next(numbers)
        size = least + number * 7919 % (most - least + 1)
        return f"{' '.join(_VERBS[(number * 5 + at * at + at) % len(_VERBS)] for at in range(size))} {number}"

    def entry(name: str) -> dict[str, Any]:
        number = next(numbers)
        made: dict[str, Any] = {name: f"Employer {number}", "location": "Oslo", **_DATES}
        highlights = [words(4, 44) for _ in range(1 + number % 5)]
        if number % 4 == 0:
            return {**made, "position": f"Weaver {number}", "highlights": highlights}
        if number % 4 == 1:
            return {**made, "summary": words(10, 90)}
        if number % 4 == 2 and name == "name":
            roles = [{"position": f"Role {number}.{at}", **_DATES, "highlights": highlights[at:]} for at in range(2)]
            return {**made, "positions": roles}
        return {
            **made,
            "position": f"Weaver {number}",
            "keywords": ["wool", f"flax {number}"],
            "highlights": highlights,
        }

    def paper() -> dict[str, Any]:
        number = next(numbers)
        authors = [f"Ada Example {number}", "A. Weaver", *["B. Spinner"] * (number % 6)]
        return {
            "name": f"Paper {words(3, 14)}",
            "authors": authors,
            "publisher": "Annals of Wool",
            "releaseDate": "2020",
        }

    source = {
        "basics": {"name": "Ada Weaver", "label": "Weaver", "email": "ada@example.org", "summary": words(60, 90)},
        **{key: [entry("name") for _ in range(9)] for key in ("work", "research", "teaching", "service")},
        "volunteer": [entry("organization") for _ in range(9)],
        "publications": [paper() for _ in range(24)],
        "skills": [{"name": f"Skill {at}", "keywords": words(3, 28).split()} for at in range(16)],
        "references": [{"name": f"Reference {at}", "reference": words(20, 80)} for at in range(7)],
        "sections": [{"title": f"Own section {at}", "entries": [words(15, 90), words(15, 90)]} for at in range(10)],
    }
    return json.dumps(source, ensure_ascii=False, indent=1)


def mirrored() -> str:
    """Return a source in Arabic, which is set from the right, with Latin names and numbers in it."""
    work = {
        "name": "معهد الأنهار",
        "position": "باحثة في علم المياه",
        "location": "عمّان، الأردن",
        "url": "https://example.org/river",
        **_DATES,
        "summary": "نماذج للفيضانات في أحواض الأنهار الصغيرة.",
        "highlights": ["خفض خطأ التنبؤ بنسبة 18% بنموذج جديد", "تدريب 12 مهندسًا على استخدام Python"],
    }
    study = {"institution": "جامعة الشمال", "area": "الهندسة المدنية", "studyType": "بكالوريوس", **_DATES}
    source = {
        "basics": {
            "name": "ليلى مثال",
            "label": "مهندسة مياه",
            "email": "layla@example.org",
            "phone": "+962 6 555 0142",
            "summary": "أدرس المياه منذ عشر سنوات.",
        },
        "work": [work, {**work, "position": "مهندسة"}],
        "education": [study],
        "skills": [{"name": "البرمجة", "keywords": ["Python", "R", "SQL"]}],
        "languages": [{"language": "العربية", "fluency": "لغة أم"}],
        "meta": {"cvrender": {"lang": "ar"}},
    }
    return json.dumps(source, ensure_ascii=False, indent=1)
