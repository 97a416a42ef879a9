"""Themes: typed tokens, what they inherit, their own sheets and templates; a theme is data and can do no harm."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
import tinycss2  # type: ignore[import-untyped]  # it has no hints
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, TODAY, document_of, resume_of, said, squash, visible
from cvrender.diagnostics.report import Diagnostic, Position, Report
from cvrender.document.layout import arrange
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.resume.model import Text
from cvrender.system.fonts import families
from cvrender.theming.theme import DEFAULT, Theme, available, load, restyle
from cvrender.theming.tokens import PAPERS, TOKENS
from cvrender.writers.html import writer as html

Make = Callable[..., Path]
"""Writes a theme into the current folder's `themes/`: name, its theme.yaml, its html.css, its html.j2."""


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make themes in a folder of the test's own, which is the current one."""
    monkeypatch.chdir(tmp_path)

    def make_(name: str, yaml: str = "description: x\n", css: str | bytes = "", j2: str | bytes = "") -> Path:
        folder = Path("themes") / name
        folder.mkdir(parents=True)
        (folder / "theme.yaml").write_text(yaml, "utf-8")
        for file, content in (("html.css", css), ("html.j2", j2)):
            if content:
                (folder / file).write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return make_


def loaded(name: str) -> tuple[Theme | None, list[Diagnostic]]:
    """A theme by its name, and what is said about it."""
    report = Report()
    return load(name, report), report.ordered()


def page_of(theme: Theme, source: str = "basics: {name: Jane Doe, summary: Hello.}\nwork: [{name: Acme}]\n") -> str:
    """The page of a source in a theme, about which nothing is said."""
    report = Report()
    page = html.write(document_of(source), theme, report)[html.NAME].decode()
    assert report.diagnostics == []
    return page


# Tokens.


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_has_an_example(name: str) -> None:
    """The example is a value that is allowed, and another than the default."""
    token = TOKENS[name]
    assert token.parse(token.example) == token.example != token.default


RIGHT: dict[str, dict[str, str]] = {
    # By token: what is typed, and its canonical form.
    "margin-top": {typed: typed for typed in ("5mm", "60mm", "14.2pt", "0.5cm", ".5cm", "1in", "100px", "15.25mm")},
    "font-size": {typed: typed for typed in ("9pt", "14pt", "9.8pt", "4mm")},
    "section-gap": {typed: typed for typed in ("0pt", "60pt", "0mm")},
    "line-height": {typed: typed for typed in ("1", "1.0", "2", "2.0", "1.35")},
    "accent": {"#fff": "#fff", "#FFF": "#fff", "#1F4e79": "#1f4e79", "#000000": "#000000"},
    "bullet": {typed: typed for typed in ("disc", "dash", "none")},
    "citation-numbers": {"none": "none", "decimal": "decimal", "reverse": "reverse"},
    "body-font": {"Source Sans 3": "Source Sans 3", "source sans 3": "Source Sans 3", "XCHARTER": "XCharter"},
    "footer": {typed: typed for typed in ("", "{name}", "{page} / {pages}", "a|b|c", "Jane · {modified} | | {page}")},
    "paper": {"a4": "a4", "A4": "a4", "Letter": "letter", "170mm 240mm": "170mm 240mm", "8.5in 11in": "8.5in 11in"},
}
WRONG: dict[str, tuple[str, ...]] = {
    "margin-top": (
        *("4.9mm", "61mm", "0", "5", "mm", "5 mm", "5em", "5%", "-5mm", "+5mm", "1e1mm", "5.mm", "", "５mm", "٥mm"),
        *("5mm;", "5mm}", "5mm;color:red", "calc(5mm)", "var(--x)", "5mm 5mm", "5mm/**/", "5mm\n}", "auto", "inherit"),
    ),
    "font-size": ("8.9pt", "14.1pt", "10", "large"),
    "section-gap": ("60.1pt", "-1pt", "0"),
    "line-height": ("0.99", "2.01", "nan", "inf", "-1", "1e0", "1_0", "١", "1.35em", "normal", "", "1,35"),
    "accent": ("blue", "#12345", "#ffff", "#ffffffff", "fff", "#ggg", "rgb(0,0,0)", "#fff;", "#fff}", "", "#１２３"),
    "bullet": ("Disc", "circle", "", '"x"', "disc;"),
    "citation-numbers": ("true", "1", ""),
    "body-font": ("Comic Sans MS", "serif", '"Source Sans 3"', "Source Sans 3; color: red", "", "Source Sans", "a\\"),
    "footer": ("{date}", "{", "}", "{}", "{name", "{{name}}", "a|b|c|d", "{Name}", "{page:03}", "x" * 121),
    "paper": ("a3", "A4 landscape", "170mm", "1mm 1mm", "170mm 240mm 10mm", "9000pt 9000pt", "170 240", "", "auto"),
}


@pytest.mark.parametrize(("name", "typed"), [(name, typed) for name, values in RIGHT.items() for typed in values])
def test_a_right_value(name: str, typed: str) -> None:
    """What a token allows is taken, in canonical form, up to its bounds."""
    assert TOKENS[name].parse(typed) == RIGHT[name][typed]


@pytest.mark.parametrize(("name", "typed"), [(name, typed) for name, values in WRONG.items() for typed in values])
def test_a_wrong_value(name: str, typed: str) -> None:
    """What is of another type, beyond the bounds or more than a value is not taken."""
    assert TOKENS[name].parse(typed) is None


def test_every_type_of_token_is_tried() -> None:
    """There is a right and a wrong value for each way in which a token is judged."""
    kinds = {token.parse.__qualname__ for token in TOKENS.values()}
    assert {TOKENS[name].parse.__qualname__ for name in RIGHT} == kinds
    assert set(RIGHT) == set(WRONG)


@pytest.mark.parametrize("name", TOKENS)
def test_every_default_is_valid(name: str) -> None:
    """A token's default is a value that it takes, in canonical form; it says what it is for and what it takes."""
    token = TOKENS[name]
    assert token.parse(token.default) == token.default
    assert token.doc.endswith(".")
    assert token.allowed


@given(st.sampled_from(sorted(TOKENS)), st.text() | st.from_regex(r"[0-9.]{1,4}(pt|mm|cm|in|px)[;} ]?", fullmatch=True))
@settings(max_examples=500)
def test_no_value_is_code(name: str, typed: str) -> None:
    """Whatever is typed, what a token takes holds letters, digits, `#`, `.` and spaces only; but for a text."""
    found = TOKENS[name].parse(typed)
    assert found is None or name == "footer" or re.fullmatch(r"[A-Za-z0-9#. ]+", found)


@pytest.mark.parametrize("name", sorted(families()))
def test_every_bundled_family_can_be_chosen(name: str) -> None:
    """A family has a regular face and a bold one, and is a value of the tokens for fonts."""
    assert TOKENS["body-font"].parse(name) == name
    assert {(face.weight, face.style) for face in families()[name]} >= {(400, "normal"), (700, "normal")}


def test_papers_have_two_sides() -> None:
    """What a paper's name stands for is what the token takes as measures."""
    for measures in PAPERS.values():
        assert TOKENS["paper"].parse(measures) == measures


def test_a_token_of_a_source() -> None:
    """`style` changes tokens and nothing else; the theme itself stays as it was."""
    theme, _ = loaded(DEFAULT)
    assert theme is not None
    report = Report()
    styled = restyle(theme, (("accent", "#CC0000"), ("paper", " letter ")), report)
    assert report.diagnostics == []
    assert {**theme.tokens, "accent": "#cc0000", "paper": "letter"} == styled.tokens
    assert theme.tokens["accent"] != "#cc0000"
    assert styled.sheets == theme.sheets


def test_a_wrong_token_of_a_source_is_located() -> None:
    """A wrong value is told at the value, an unknown token at its key, with what was meant; the theme stays."""
    theme, _ = loaded(DEFAULT)
    assert theme is not None
    report = Report()
    resume = resume_of(
        "basics: {name: J}\nmeta:\n  cvrender:\n    style:\n      accent: blue\n      acent: '#fff'\n      zzz: 1\n"
    )
    assert restyle(theme, resume.meta.cvrender.style, report) == theme
    found = report.ordered()
    assert [(d.code, d.severity, d.position) for d in found] == [
        ("CV042", "error", Position("test.yaml", 5, 15)),
        ("CV041", "error", Position("test.yaml", 6, 7)),
        ("CV041", "error", Position("test.yaml", 7, 7)),
    ]
    assert TOKENS["accent"].allowed in found[0].hint
    assert found[1].hint == "did you mean `accent`?"
    assert all(name in found[2].hint for name in TOKENS)


# What is shipped.


def test_the_shipped_themes_load() -> None:
    """Every folder of `themes/` is a theme without fault, says in a line what it is, and the default is among them."""
    names = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())
    assert DEFAULT in names
    assert set(names) <= set(available())
    for name in names:
        theme, said_of_it = loaded(name)
        assert said_of_it == []
        assert theme is not None
        assert theme.name == name
        assert theme.description.endswith(".")
        assert "\n" not in theme.description
        assert {key: TOKENS[key].parse(value) for key, value in theme.tokens.items()} == theme.tokens
        assert list(theme.tokens) == list(TOKENS)


@pytest.mark.parametrize("file", sorted((ROOT / "themes").glob("*/html.css")), ids=lambda path: path.parent.name)
def test_shipped_sheets_hold_no_colours_or_fonts_of_their_own(file: Path) -> None:
    """A theme's colours and families are its tokens, so that `--set` and `style` reach all of them."""
    sheet = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\s*[;}]|\brgba?\(|font-family:\s*(?!var\()", sheet)


def test_a_page_has_the_tokens_of_its_theme(themes: list[Theme]) -> None:
    """Each token is a custom property of the page, or a class of its body where it is a choice; the size of the paper
    and its margins are in `@page`.
    """
    for theme in themes:
        page = page_of(theme)
        classes = page.partition('<body class="')[2].partition('"')[0].split()
        for name, token in TOKENS.items():
            if name != "footer":
                assert f"--{name}: " in page or f"{name}-{theme.tokens[name]}" in classes, name
            assert not token.choices or f"{name}-{theme.tokens[name]}" in classes
        assert f"--accent: {theme.tokens['accent']};" in page
        assert f"size: {PAPERS[theme.tokens['paper']]};" in page


# Inheritance.


def test_a_theme_extends_another(make: Make) -> None:
    """Tokens of the derived theme win, what it does not say is its base's; sheets stand from base to derived."""
    make("base", "tokens: {accent: '#111111', muted: '#222222'}\n", css=".base {}", j2="base {{ header }}")
    make("middle", "extends: base\ntokens: {muted: '#333333'}\n", css=".middle {}")
    make(
        "top",
        "extends: middle\ndescription: The top.\ntokens: {text: '#444444'}\n",
        css=".top {}",
        j2="{{ footer }}top",
    )
    theme, found = loaded("top")
    assert found == []
    assert theme is not None
    assert (theme.name, theme.description) == ("top", "The top.")
    assert [theme.tokens[name] for name in ("accent", "muted", "text")] == ["#111111", "#333333", "#444444"]
    assert theme.tokens["rule"] == TOKENS["rule"].default
    assert [sheet.text for sheet in theme.sheets["html.css"]] == [".base {}", ".middle {}", ".top {}"]
    page = page_of(theme)
    assert page.index(".base {}") < page.index(".middle {}") < page.index(".top {}") < page.index("</style>")
    assert page.endswith("top</html>\n")


def test_a_theme_extends_a_shipped_one(make: Make) -> None:
    """`extends: plain` brings plain's sheet, wherever the theme is kept."""
    make("mine", "extends: plain\n", css=".mine {}")
    theme, found = loaded("mine")
    plain, _ = loaded("plain")
    assert found == []
    assert theme is not None
    assert plain is not None
    assert theme.sheets["html.css"][:-1] == plain.sheets["html.css"]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_themes_in_a_circle(make: Make, length: int) -> None:
    """Themes that extend one another are an error at the `extends` that closes the circle, and the end of it."""
    for number in range(length):
        make(f"t{number}", f"description: x\nextends: t{(number + 1) % length}\n")
    theme, found = loaded("t0")
    assert theme is None
    assert [(d.code, d.severity) for d in found] == [("CV043", "error")]
    assert found[0].position == Position(f"themes/t{length - 1}/theme.yaml", 2, 10)
    assert "circle" in found[0].message


@pytest.mark.parametrize("parent", ["pln", "../plain", "/etc", "themes/plain", ".", "''"])
def test_an_unknown_parent(make: Make, parent: str) -> None:
    """What is extended is a theme's name: anything else is an error where it stands."""
    make("mine", f"extends: {parent}\n")
    theme, found = loaded("mine")
    assert theme is None
    assert [(d.code, d.severity, d.position) for d in found] == [
        ("CV043", "error", Position("themes/mine/theme.yaml", 1, 10))
    ]


def test_an_unknown_parent_may_be_mistyped(make: Make) -> None:
    """The hint names the theme that was meant, or those that there are."""
    make("mine", "extends: pln\n")
    _, found = loaded("mine")
    assert "`plain`" in found[0].hint


@pytest.mark.parametrize(
    ("yaml", "codes"),
    [
        ("token: {accent: '#fff'}\n", [("CV043", 1, 1)]),
        ("description: x\ntokens:\n  accent: blue\n  acent: '#fff'\n", [("CV042", 3, 11), ("CV041", 4, 3)]),
        ("tokens:\n  font-size: [9pt]\n", [("CV042", 2, 14)]),
        ("tokens: {accent: #fff}\n}\n", [("CV042", 2, 1)]),
        ("- a\n", [("CV043", 1, 1)]),
        ("text\n", [("CV043", 1, 1)]),
        ("", [("CV005", 1, 1)]),
        ("tokens: [accent]\n", [("CV043", 1, 1)]),
        ("extends: [plain]\n", [("CV043", 1, 1)]),
        ("description: {a: b}\n", [("CV043", 1, 1)]),
        ("tokens: {accent: '#fff', accent: '#000'}\n", [("CV008", 1, 26)]),
        ("a: [b\n", [("CV003", 1, 4)]),
        ("tokens:\n\taccent: x\n", [("CV004", 2, 1)]),
    ],
)
def test_faults_of_a_theme_are_located(make: Make, yaml: str, codes: list[tuple[str, int, int]]) -> None:
    """What is wrong in theme.yaml is an error at its line and column, and the lines are there to be shown."""
    make("mine", yaml)
    report = Report()
    load("mine", report)
    found = [(d.code, d.position.line, d.position.column) for d in report.ordered() if d.position]
    assert found == codes
    assert all(d.severity == "error" for d in report.diagnostics)
    assert "themes/mine/theme.yaml" in report.lines


@pytest.mark.parametrize(("yaml", "meant"), [("token: {}\n", "tokens"), ("extend: plain\n", "extends")])
def test_an_unknown_key_may_be_mistyped(make: Make, yaml: str, meant: str) -> None:
    """The hint names the key that was meant."""
    make("mine", yaml)
    _, found = loaded("mine")
    assert f"`{meant}`" in found[0].hint


# Names and paths.


def test_an_unknown_theme_is_an_error_with_what_was_meant() -> None:
    """A mistyped name is told at its place, with the nearest one, or with all that there are."""
    report, at = Report(), Position("f", 1, 2)
    assert load("pplain", report, at) is None
    assert load("xyz", report, at) is None
    near, far = report.diagnostics
    assert (near.code, near.severity, near.position) == ("CV040", "error", at)
    assert near.hint == "did you mean `plain`?"
    assert all(name in far.hint for name in available())


def prepared(source: str, themes: tuple[str, ...] = ()) -> tuple[list[Theme], list[Diagnostic]]:
    """The themes that a source is built with, and what is said about it."""
    path, report = Path("jane.yaml"), Report()
    path.write_text(source, "utf-8")
    found = prepare(path, Options(themes=themes, today=TODAY), report)
    return (found[2] if found else []), report.ordered()


def test_the_command_line_may_name_a_folder(make: Make) -> None:
    """`--theme FOLDER` uses the theme that lies there, by a relative path or an absolute one."""
    folder = make("../elsewhere/mine", "tokens: {accent: '#123456'}\n")
    for path in (str(folder), str(folder.resolve()), f"{folder}/"):
        themes, found = prepared("basics: {name: J}\n", themes=(path,))
        assert found == []
        assert [(theme.name, theme.tokens["accent"]) for theme in themes] == [("mine", "#123456")]


@pytest.mark.parametrize(
    "form", ["{relative}", "{absolute}", "./{relative}", "themes/named", "named/", "../x", "/etc", "."]
)
def test_a_source_may_not_name_a_folder(make: Make, form: str) -> None:
    """A source may come from a stranger: what it names is a theme's name and never a path, whether it exists or not."""
    folder = make("../elsewhere/mine")
    make("named")
    typed = form.format(relative=folder, absolute=folder.resolve())
    themes, found = prepared(f"basics: {{name: J}}\nmeta:\n  cvrender:\n    theme: '{typed}'\n")
    assert themes == []
    assert [(d.code, d.severity, d.position) for d in found] == [("CV040", "error", Position("jane.yaml", 4, 12))]


def test_a_folder_of_ones_own_goes_before_what_is_shipped(make: Make) -> None:
    """`themes/plain` in the current folder is the `plain` that is meant there."""
    make("plain", "description: Mine.\n")
    theme, found = loaded("plain")
    assert [(d.code, d.severity) for d in found] == [("CV049", "note")]
    assert theme is not None
    assert theme.description == "Mine."


@pytest.mark.parametrize("name", ["Upper", ".hidden", "with space", "-dash", "a.b"])
def test_a_folder_with_another_name_is_no_theme(make: Make, name: str) -> None:
    """Names of themes become names of folders of output; only simple ones are."""
    make(name)
    assert name not in available()


# Sheets.


@pytest.mark.parametrize(
    "css",
    [
        "a { background: url(http://example.org/x.png) }",
        "a { background: url( 'x.png' ) }",
        'a { background: URL("//example.org/x") }',
        "a { background: url(\n  x.png) }",
        "a { background: url(file:///etc/passwd) }",
        "@import 'x.css';",
        "@IMPORT url(x.css);",
        "@font-face { font-family: x; src: url(x.ttf) }",
        "a { background: image(x.png) }",
        "a { background: src('x.png') }",
    ],
)
def test_a_sheet_may_not_load_files(make: Make, css: str) -> None:
    """A theme that would fetch something is told so at the place, and is an error."""
    make("mine", css=f"p {{ }}\n\n  {css}\n")
    report = Report()
    load("mine", report)
    assert [(d.code, d.severity) for d in report.diagnostics] == [("CV044", "error")]
    position = report.diagnostics[0].position
    assert position is not None
    assert (position.file, position.line) == ("themes/mine/html.css", 3)
    found = report.lines[position.file][position.line - 1][position.column - 1 :].lower()
    assert found.startswith(("url", "@import", "image", "src"))


@pytest.mark.parametrize(
    "css",
    [
        "a { background: url(data:image/png;base64,AAAA) }",
        'a { background: url("data:image/png;base64,AAAA") }',
        "a { background: url( 'data:image/png;base64,AAAA' ) }",
        "a { fill: url(#gradient) }",
        "a { fill: url('#gradient') }",
        "a { content: 'important' }",
        ".curl(x) { }",
    ],
)
def test_a_sheet_may_hold_pictures(make: Make, css: str) -> None:
    """A picture inside the sheet is none of these, with quotes or without."""
    make("mine", css=css)
    theme, found = loaded("mine")
    assert found == []
    assert theme is not None
    assert css in page_of(theme)


def test_a_sheet_in_another_encoding_is_an_error(make: Make) -> None:
    """A file that is not UTF-8 is told with its place, and does not take the program down."""
    make("mine", css="/* x */\na { content: 'é' }".encode("latin-1"), j2="ü{{ header }}".encode("latin-1"))
    _, found = loaded("mine")
    assert [(d.code, d.severity) for d in found] == [("CV002", "error"), ("CV002", "error")]
    assert {d.where for d in found} == {"themes/mine/html.css:2:15", "themes/mine/html.j2:1:1"}


def test_a_byte_order_mark_is_no_part_of_a_sheet(make: Make) -> None:
    """Some editors put one at the beginning; within the page it would spoil the first rule."""
    make("mine", css=b"\xef\xbb\xbf.name { color: red }", j2=b"\xef\xbb\xbf{{ header }}")
    theme, _ = loaded("mine")
    assert theme is not None
    assert "\ufeff" not in page_of(theme)


ENDINGS = ["</style><script>alert(1)</script>", "</STYLE ><img src=x onerror=alert(1)>", "</style", "<!-- </style> -->"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_sheet_cannot_end_its_element(make: Make, ending: str) -> None:
    """What stands in a theme's sheet stays in the one style element."""
    make("mine", css=f"a::before {{ content: '{ending}' }}\n")
    theme, _ = loaded("mine")
    assert theme is not None
    page = page_of(theme)
    assert len(re.findall(r"</style", page, re.IGNORECASE)) == 1
    assert not {"script", "img"} & set(visible(page.encode()).tags)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_token_cannot_end_its_element(ending: str) -> None:
    """No token takes markup but the footer, whose text is a string in the sheet."""
    assert all(
        token.parse(ending) is None and token.parse(f"{token.default}{ending}") is None
        for name, token in TOKENS.items()
        if name != "footer"
    )
    theme = Theme.bare().replace(tokens=Theme.bare().tokens | {"footer": ending})
    document = arrange(document_of("basics: {name: J}"), theme)
    page = html.write(document, theme, Report())[html.NAME].decode()
    assert len(re.findall(r"</style", page, re.IGNORECASE)) == 1
    assert not {"script", "img"} & set(visible(page.encode()).tags)


# Templates.

TEMPLATE = """<body class="mine">
{{ header }}
{% for section in sections %}
<div id="{{ section.id }}" class="{{ section.region }}"><b>{{ section.title }}</b>{{ section.html }}</div>
{% endfor %}
<i>{{ tokens["accent"] }}</i>
{{ footer }}
</body>"""


def test_a_template_lays_out_the_body(make: Make) -> None:
    """A theme's html.j2 gets finished parts and puts them where it likes; head and style are as ever."""
    make("mine", j2=TEMPLATE)
    theme, found = loaded("mine")
    assert found == []
    assert theme is not None
    source = (
        "basics: {name: <Jane>, summary: 'a & b'}\nsections: [{title: '<b>', entries: [x]}]\n"
        "meta: {lastModified: 2026-11-21, cvrender: {dates: {updated: true}}}\n"
    )
    page = page_of(theme, source)
    assert '<body class="mine">' in page
    assert page.count("<body") == 1
    assert '<div id="summary" class="main"><b>Summary</b><section' in page
    assert "<b>&lt;b&gt;</b>" in page
    assert f"<i>{theme.tokens['accent']}</i>" in page
    assert "November 21, 2026" in page
    wanted = said(document_of(source))
    assert all(squash(text) in squash("".join(visible(page.encode()).texts)) for text in wanted)


def test_a_template_escapes_what_is_text(make: Make) -> None:
    """What a template puts together from text is text; the finished parts are HTML already."""
    make("mine", j2="{{ '<script>' ~ sections[0].title }}{{ header }}")
    theme, _ = loaded("mine")
    assert theme is not None
    page = page_of(theme, "basics: {name: J}\nsections: [{title: <script>, entries: [x]}]\n")
    assert "&lt;script&gt;&lt;script&gt;<header" in page


FORBIDDEN = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ header.__class__.__init__.__globals__ }}",
    "{{ header|attr('__class__') }}",
    "{{ '{0.__class__}'.format(header) }}",
    "{{ '{0.__class__.__mro__}'.format_map({'0': 1}) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ sections.append(1) }}",
    "{{ sections[0].update({'title': 1}) }}",
    "{{ tokens.clear() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{% include '/etc/passwd' %}",
    "{% include 'theme.yaml' %}",
    "{% include '../../jane.yaml' %}",
    "{% import '/etc/passwd' as x %}",
    "{% from 'html.j2' import x %}",
    "{% extends 'html.j2' %}",
    "{{ open('/etc/passwd').read() }}",
    "{{ range(1000000000)|list }}",
]
FAILING = [
    "{{ nothing }}",
    "{{ header.nothing }}",
    "{{ sections[99].title }}",
    "{{ 1 / 0 }}",
    "{{ 1 + 'a' }}",
    "{{ 5() }}",
    "{{ 5|dictsort }}",
    "{{ 5|xmlattr }}",
    "{{ 'a b'|wordwrap(0) }}",
    "{{ header|truncate(-5) }}",
    "{{ 'x'.encode('nothing') }}",
    "{{ [1, 'a']|sort }}",
    "{{ '%d' % 'a' }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
]
FAULTY = [
    "{% for %}",
    "{{ }}",
    "{{ a",
    "{% nothing %}",
    "{{ 'a'|nothing }}",
    "{% endif %}",
    "{% if true %}",
    "{{ 'a }}",
]


def failed(make: Make, template: str) -> list[Diagnostic]:
    """What is said when a page is written by this template in the third line of html.j2."""
    make("mine", j2=f"<p>\n\n{template}\n</p>")
    report = Report()
    theme = load("mine", report)
    assert theme is not None
    document = document_of("basics: {name: Jane Doe}\nwork: [{name: Acme}]\n")
    html.write(document, theme, report)
    return report.ordered()


@pytest.mark.parametrize("template", [*FORBIDDEN, *FAILING])
def test_what_a_template_may_not_do_is_an_error_at_its_line(make: Make, template: str) -> None:
    """Reaching for Python, for files or for what is not there is one error, at the line, and nothing else happens."""
    found = failed(make, template)
    assert [(d.code, d.severity) for d in found] == [("CV046", "error")]
    position = found[0].position
    assert position is not None
    assert (position.file, position.line) == ("themes/mine/html.j2", 3)
    assert "root:" not in found[0].message


@pytest.mark.parametrize("template", FAULTY)
def test_a_syntax_fault_of_a_template_is_an_error_at_its_line(make: Make, template: str) -> None:
    """A template that cannot be read is one error, at the line that Jinja names."""
    found = failed(make, template)
    assert [(d.code, d.severity) for d in found] == [("CV046", "error")]
    position = found[0].position
    assert position is not None
    assert position.line in ((3, 4) if template in ("{{ a", "{% if 1 %}", "{{ 'a }}") else (3,))


def test_a_failing_template_writes_no_file(make: Make, run: Callable[..., tuple[int, str, str]]) -> None:
    """A source that is built with a forbidden template has exit status 1 and no output."""
    make("mine", j2="{{ ''.__class__ }}")
    Path("jane.yaml").write_text("basics: {name: J}\n", "utf-8")
    status, out, err = run("build", "jane.yaml", "-f", "html", "-t", "mine")
    assert (status, out) == (1, "")
    assert "html.j2:1:1: error[CV046]" in err
    assert not Path("output").exists()


# The policy.


def _policy(page: str) -> dict[str, str]:
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    parts = [part.split() for part in unescape(policy).split(";")]
    return {name: " ".join(values) for name, *values in parts}


def test_the_policy_allows_nothing_but_what_is_inside(themes: list[Theme]) -> None:
    """No script, no frame, no form, no network: only inline style, and pictures and fonts as data."""
    for theme in themes:
        assert _policy(page_of(theme)) == {
            "default-src": "'none'",
            "style-src": "'unsafe-inline'",
            "img-src": "data:",
            "font-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }


@pytest.mark.parametrize(
    "template",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<head><script src=http://example.org/x.js></script></head>",
        "<!--", "--><script>alert(1)</script>",
        "<meta http-equiv=refresh content='1;url=http://example.org'>",
        "<a href='javascript:alert(1)'>x</a>", "<a href='file:///etc/passwd'>x</a>", "<a href='data:text/html,x'>x</a>",
        "<iframe srcdoc=x></iframe>", "<p onclick=x>", "<form action=x>", "<img src='http://example.org/x.png'>",
        "</body></html><script>alert(1)</script>",
        "<meta http-equiv='Content-Security-Policy' content=\"script-src 'unsafe-inline'\"><script>alert(1)</script>",
        "<!--><meta http-equiv='refresh' content='0;url=//example.org'><!-- -->", "<!-- --!><meta charset=x><!-- -->",
        "<![CDATA[><meta charset=x>]]>", "<!--> <script>", "<!-- a comment -->", "<!doctype html>", "<!x>", "<?xml x?>",
        "</ ><b>", "<p></p", "<p title='", "<p title=\"x>", "a < b", "<", "<p/title=x>", "<p title='a'class=b>",
        "<p title==\"><script>alert(1)</script>\">", "<p title=\u00a0\"><script>alert(1)</script>\">",
        "</p x=\"> <b title=\"><script>alert(1)</script> \">", "<p title=a\u000bonclick=x>", "<p\x00 onclick=x>",
    ],
)  # fmt: skip
def test_what_a_template_must_not_write_is_refused(make: Make, template: str) -> None:
    """Neither other elements and attributes, nor what programs that read HTML part in different ways."""
    found = failed(make, template)
    assert {d.code for d in found} == {"CV046"}


@pytest.mark.parametrize(
    "template",
    [
        "<P Class='a b' title=\"a > b < c\" lang=en><br/>a &lt; b<br /></P >",
        "<a href=https://example.org/>x</a>\n<img\nsrc='data:image/png;base64,' alt>",
    ],
)
def test_the_policy_stands_before_anything_else(make: Make, template: str) -> None:
    """What a template may write stands in the page as it is, behind the policy.

    A second policy can only forbid more (CSP Level 3, section 4.1.3).
    """
    make("mine", j2=template)
    theme, _ = loaded("mine")
    assert theme is not None
    page = page_of(theme)
    assert re.match(
        r'<!DOCTYPE html>\n<html lang="en" dir="ltr"><head><meta charset="utf-8">\n'
        r'<meta http-equiv="Content-Security-Policy" content="default-src &#x27;none&#x27;;',
        page,
    )
    assert page.index("Content-Security-Policy") < page.index(template)
    assert page.index("</head>") < page.index(template)


# A person's name in the foot of the page.

NAMES = [
    'Jane "JD" Doe',
    "O'Neil",
    "back\\slash",
    "\\",
    "\\22 ",
    "}",
    "{ } ; : /* */ //",
    "</style><script>alert(1)</script>",
    "<!-- -->",
    "url(http://example.org)",
    'a" counter(page) "b',
    '"; } @page { size: 1mm } a { content: "',
    "@import 'x'",
    "Zoë Ångström",
    "😀 👩‍💻",
    "山田 太郎",
    "محمد",
    "שלום",
    "a\u00a0b",
    "é",
    "1",
    "f00",
    "a\u2028b",
    "%s {0} ${x} {{ y }}",
    "x" * 500,
]


def footer_of(page: str) -> str:
    """The strings that stand at the foot of every page but the first, as a CSS parser reads them."""
    (sheet,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    assert [rule.message for rule in rules if rule.type == "error"] == []
    found = []
    for rule in rules:
        if rule.type == "at-rule" and rule.at_keyword == "page" and not tinycss2.serialize(rule.prelude).strip():
            for inner in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                assert inner.type != "error"
                if inner.type == "at-rule" and inner.at_keyword == "bottom-center":
                    for declaration in tinycss2.parse_blocks_contents(inner.content, skip_whitespace=True):
                        assert declaration.type == "declaration"
                        if declaration.name == "content":
                            found += [token.value for token in declaration.value if token.type == "string"]
    assert found[-1:] == [" / "]
    return "".join(found[:-1])


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_in_the_foot_of_the_page(themes: list[Theme], name: str) -> None:
    """The name is one CSS string, as typed; it breaks neither the rule that it stands in nor those behind it."""
    import yaml

    source = yaml.safe_dump({"basics": {"name": name}}, allow_unicode=True, width=2000)
    shown = document_of(source).name
    for theme in themes:
        page = page_of(theme, source)
        assert re.sub(r"\s+·\s+$", "", footer_of(page)) == shown
        assert page.count("<style>") == page.count("</style>") == 1
        tags = {"html", "head", "meta", "title", "style", "body", "main", "header", "h1"}
        assert tags <= set(visible(page.encode()).tags) <= {*tags, "div", "span"}
        assert (":first { @bottom-center { content: none } }" in page) == (theme.tokens["footer-pages"] == "later")


def test_without_a_name_the_foot_of_the_page_counts(themes: list[Theme]) -> None:
    """An unnamed person's pages are numbered, without a stray mark before the number."""
    for theme in themes:
        assert footer_of(page_of(theme, "basics: {label: x}\n")) == ""


def test_a_text_is_no_path() -> None:
    """A theme's name from a source is a Text, and is looked up as any name is."""
    report = Report()
    theme = load(Text("plain", Position("f", 1, 1)), report)
    assert theme is not None
    assert type(theme.name) is str


@pytest.mark.parametrize(
    ("lang", "style", "paper"),
    [
        ("en", {}, "a4"),
        ("en-US", {}, "letter"),
        ("es-MX", {}, "letter"),
        ("en-GB", {}, "a4"),
        ("de-AT", {}, "a4"),
        ("sv", {}, "a4"),  # Swedish, and not El Salvador
        ("en-US", {"paper": "a4"}, "a4"),
        ("en-GB", {"paper": "legal"}, "legal"),
    ],
)
def test_paper_is_that_of_the_region(lang: str, style: dict[str, str], paper: str, tmp_path: Path) -> None:
    """Where neither the theme nor the person says it."""
    source = tmp_path / "x.json"
    settings = {"lang": lang, "style": style}
    source.write_text(json.dumps({"basics": {"name": "Ada"}, "meta": {"cvrender": settings}}), "utf-8")
    prepared = prepare(source, Options(today=TODAY), Report())
    assert prepared is not None
    assert prepared[2][0].tokens["paper"] == paper


def test_a_theme_of_its_own_paper_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What says a4 means a4."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "themes/mine").mkdir(parents=True)
    (tmp_path / "themes/mine/theme.yaml").write_text("tokens: {paper: a4}\n", "utf-8")
    theme = load("mine", Report())
    assert theme is not None
    assert theme.on_paper_of("en-US").tokens["paper"] == "a4"
