"""Web and e-mail addresses as people type them."""

from __future__ import annotations

import re

SCHEMES = ("http", "https", "mailto", "tel")
"""The only schemes that an output links to: a resume's reader must be able to follow every link without risk."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?", re.UNICODE)
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"]+@(?:[\w-]+\.)+[\w-]{2,}", re.UNICODE)
_UNSAFE = re.compile(r"[\s\"<>\\^`{|}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def scheme(url: str) -> str:
    """Return the scheme in lower case, or an empty string where there is none (`example.org:80` has none)."""
    match = _SCHEME.match(url)
    return match[1].lower() if match and "." not in match[1] else ""


def is_email(text: str) -> bool:
    """Whether the text has the form of one e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def link_target(url: str) -> str:
    """Return what an output may link to: an address with one of SCHEMES, or an empty string.

    A domain without a scheme gets `https://`, which is what its author meant.
    """
    if _UNSAFE.search(url):
        return ""
    found = scheme(url)
    if not found:
        return f"https://{url}" if _DOMAIN.fullmatch(url) else ""
    rest = url[len(found) + 1 :]
    if found in ("http", "https"):
        return url if rest.startswith("//") and len(rest) > 2 else ""
    return url if found in SCHEMES and rest else ""
