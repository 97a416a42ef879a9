"""Private values in whatever form they are written: addresses as a whole, telephone numbers by their digits."""

from __future__ import annotations

import pytest

from cvrender.resume.traces import Form, Several, holds, narrowed, said_openly, trace, traces

MAIL = "jane@doe.example.org"


@pytest.mark.parametrize(
    "text",
    [
        "jane@doe.example.org",
        "Write to JANE@Doe.Example.ORG.",
        "mailto:jane@doe.example.org?subject=x",
        "…jane@doe.example.org",
        "j a n e @ d o e . e x a m p l e . o r g",
        "ja\u00adne@doe.\u200bexam\u2060ple.org",
        "jane@doe.exam-\nple.org",
        "ｊａｎｅ＠ｄｏｅ．ｅｘａｍｐｌｅ．ｏｒｇ",
        "jane (at) doe [dot] example dot org",
        "jane at doe.example.org",
        "<jane@doe.example.org>, or else",
        "jane@doe.example.org.Or else",
    ],
)
def test_an_e_mail_address_is_found(text: str) -> None:
    """In capitals, spaced, broken, with invisible characters, with its signs in words."""
    assert holds(Form(text), trace(MAIL, "email"))


@pytest.mark.parametrize(
    "text",
    [
        "Jane\nhttps://doe.example.org",
        "Jane Doe, example.org",
        "mary-jane@doe.example.org",
        "maryjane@doe.example.org",
        "jane@doe.example.organic",
        "jane/doe.example.org",
    ],
)
def test_another_address_is_not_an_e_mail_address(text: str) -> None:
    """Its domain behind the first name is none, and neither is one that it is a part of."""
    assert not holds(Form(text), trace(MAIL, "email"))


@pytest.mark.parametrize(
    ("secret", "text", "found"),
    [
        ("https://doe.example.org/jane", "see doe.example.org/jane", True),
        ("https://doe.example.org/jane", "http://www.doe.example.org/jane/", True),
        ("https://www.doe.example.org/jane", "DOE.example.org/jane#top", True),
        ("https://doe.example.org/jane", "doe.example.org/\njane", True),
        ("https://doe.example.org/jane", "doe.example.org\nJane Doe", False),
        ("https://doe.example.org/jane", "doe.example.org/janet", False),
        ("https://doe.example.org", "jane@doe.example.org", False),
        ("https://doe.example.org", "Doe, Example.org", False),
        ("https://doe.example.org", "blog.doe.example.org", False),
        ("https://doe.example.org/", "https://doe.example.org/cv", True),
        ("https://doe.org", "Doe Org", False),
        ("Node.js", "NodeJS", True),
    ],
)
def test_a_web_address_is_found_as_a_whole(secret: str, text: str, found: bool) -> None:  # a parameter
    """With or without scheme and `www.`; a part of it is not it, and neither is one that begins or ends like it."""
    assert holds(Form(text), trace(secret)) is found


NUMBERS = {
    "+1 (555) 010-1234": [
        "555.010.1234", "(555) 010-1234", "1-555-010-1234", "+15550101234", "tel:+1-555-010-1234", "001 555 010 1234",
        "5550101234", "555\u00a0010\u20111234", "5 5 5 0 1 0 1 2 3 4", "since 2020 555-010-1234", "555/0101234",
        "٥٥٥ ٠١٠ ١٢٣٤",
    ],
    "555-010-1234": ["+1 555 010 1234", "+15550101234", "1 555 010 1234", "0555 0101234"],
    "1-555-010-1234": ["555.010.1234", "+1 555 010 1234"],
    "+44 20 7946 0958": [
        "020 7946 0958", "(020) 79460958", "+44 (0)20 7946 0958", "0044 20 7946 0958", "011 44 20 7946 0958",
        "442079460958", "+44(0) 207946-0958", "004402079460958",
    ],
    "+44 (0)20 7946 0958": ["020 7946 0958", "+44 20 7946 0958"],
    "020 7946 0958": ["+44 20 7946 0958", "2079460958", "+442079460958"],
    "+49 30 123456": ["030 123456", "030/12 34 56", "+49 (30) 12 34 56"],
    "+82 2-555-0199": ["02-555-0199", "02) 555 0199", "8225550199"],
    "+7 495 555-01-99": ["8 (495) 555-01-99", "84955550199"],
    "555-0142 ext. 7": ["5550142", "555 0142"],
}  # fmt: skip


@pytest.mark.parametrize(("number", "text"), [(number, text) for number, texts in NUMBERS.items() for text in texts])
def test_a_telephone_number_is_found_by_its_digits(number: str, text: str) -> None:
    """International for national and the other way, with any separators, with and without trunk prefix."""
    assert holds(Form(f"Call {text}, please"), trace(number, "phone"))


@pytest.mark.parametrize(
    ("text", "contact", "parts"),
    [
        ("+1 902 555 0142 / 902-555-0143", "phone", ["902.555.0142", "902.555.0143"]),
        ("902-555-0142 or 902-555-0143", "phone", ["902.555.0142", "902.555.0143"]),
        ("+1 902 555 0142 +1 902 555 0143", "phone", ["902.555.0142", "902.555.0143"]),
        ("902-555-0142 ext. 5", "phone", ["902.555.0142"]),
        ("Tel. 902-555-0142", "phone", ["902.555.0142"]),
        ("Jane <jane@example.org>", "email", ["jane@example.org"]),
        ("jane@example.org; doe@example.org", "email", ["jane@example.org", "doe@example.org"]),
        ("ann@example.org, 902-555-0142", "referees", ["ann@example.org"]),
    ],
)
def test_a_field_may_have_several_contacts(text: str, contact: str, parts: list[str]) -> None:
    """Each is looked for by itself."""
    assert [any(holds(Form(part), one) for one in traces(text, contact)) for part in parts] == [True] * len(parts)
    assert not any(holds(Form("902 555 0144, x@example.org"), one) for one in traces(text, contact))


OTHERS = {
    "+1 (555) 010-1234": [
        "+1 555 010 1235", "555 011 1234", "+44 555 010 1234", "+44 5550101234", "2555 010 12345", "010-1234",
        "555, 010 and 1234", "15550101235", "1955501012340",
    ],
    "+44 20 7946 0958": ["+1 207 946 0958", "0161 946 0958", "+44 161 794 60958", "12079460958", "020 7946 09581"],
    "+82 2-555-0199": ["2024-05-19, 2-555", "82 255 501 9", "+81 2 555 0199"],
}  # fmt: skip


@pytest.mark.parametrize(("number", "text"), [(number, text) for number, texts in OTHERS.items() for text in texts])
def test_another_number_is_not_the_telephone_number(number: str, text: str) -> None:
    """One that ends like it, one with more digits, one of another country, dates and sums."""
    assert not holds(Form(f"In {text} it"), trace(number, "phone"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("17 Quiet Lane", True),
        ("Quiet Lane 17", True),
        ("Lane 17, Quiet", True),
        ("17 Loud Lane", False),
        ("17 Quiet\nLane", True),
        ("17 shops in a Quiet Lane", False),
    ],
)
def test_a_street_is_found_in_any_order(text: str, found: bool) -> None:  # a parameter
    """The number of a house stands before its street in some countries, behind it in others."""
    assert holds(Form(text), trace("17 Quiet Lane", "address")) is found


@pytest.mark.parametrize("text", ["Ann Lee's group", "at ann lee’s", "ANN LEE, Bath", "Ann\nLee"])
def test_a_name_is_found_in_any_case(text: str) -> None:
    """Whoever is private is so in the possessive as well."""
    assert holds(Form(text), trace("Ann Lee"))


@pytest.mark.parametrize(
    ("text", "found"), [("Bo's boat", True), ("Bo’s", True), ("Boat", False), ("by Bo.", True), ("Bobo", False)]
)
def test_a_short_name_is_a_word_of_its_own(text: str, found: bool) -> None:  # a parameter
    """By chance, short words are parts of others."""
    assert holds(Form(text), trace("Bo")) is found


@pytest.mark.parametrize(
    ("secret", "contact", "texts"),
    [
        (MAIL, "email", ["jane", "@", "doe.example.org"]),
        ("+1 555 010 1234", "phone", ["555", "010 1234"]),
        ("Quietwater", "", ["Quiet", "water"]),
        ("17 Quiet Lane", "address", ["17", "Quiet Lane"]),
    ],
)
def test_nothing_is_found_across_two_texts(secret: str, contact: str, texts: list[str]) -> None:
    """What two open texts would say together is not said openly, and so remains private."""
    assert not holds(Several(texts), trace(secret, contact))
    assert holds(Several([*texts, f"is {secret} it"]), trace(secret, contact))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jane\ndoe.example.org", False),
        ("<h1>Jane</h1> doe", False),
        ("@janedoe", True),
        ("Jane\u00addoe", True),
        ("jane-\ndoe", True),
        ("JANEDOE's", True),
    ],
)
def test_open_words_do_not_make_up_a_private_one(text: str, found: bool) -> None:
    """A private user name may consist of words that follow one another openly; in one piece it is found."""
    said = Several(["Jane", "https://doe.example.org"])
    assert holds(Form(text), narrowed(trace("janedoe"), said)) is found
    assert holds(Form("Quiet water"), narrowed(trace("Quietwater"), said))


def test_open_words_in_their_order_are_said_openly() -> None:
    """A skill and its first keyword, which are open, say together what a private one says; a name in one piece is not
    said by two.
    """
    said = Several(["Machine", "Learning", "jane", "doe"])
    assert said_openly(said, narrowed(trace("Machine Learning"), said))
    assert not said_openly(said, narrowed(trace("Learning Machine"), said))
    assert not said_openly(said, narrowed(trace("janedoe"), said))


def test_in_bytes_a_number_must_be_long() -> None:
    """Coordinates are digits, too: a number is found in what is no text if it has ten digits, or nine with its code."""
    wide = "0.5 0 0 255 5010 1234 re f 12 "
    assert not holds(Form(wide, exact=False), trace("255-5010", "phone"))
    assert holds(Form(wide), trace("255-5010", "phone"))
    assert holds(Form("Comment\0\1(555) 010-1234", exact=False), trace("+1 555 010 1234", "phone"))
