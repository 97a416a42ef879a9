"""Drawings for contacts: paths and no text, so that nothing but the words beside them is read.

The table is made by tools/icons.py, which says what each drawing shows.
"""

from __future__ import annotations

import re
from pathlib import Path

from cvrender.document.model import Contact

ICONS: dict[str, str] = dict(
    line.split(" ", 1) for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
)
"""Outlines to be filled (by the rule of nonzero winding), on a square of 16 by 16 whose y runs down; with the commands
M, L, C and Z and absolute coordinates alone, which every output can draw.
"""

_KINDS = {"email": "email", "phone": "phone", "url": "globe", "location": "pin"}
_UNKNOWN = "person"
_NETWORKS = {
    "article": "academia arxiv blog dblp dev devto hashnode medium pubmed semanticscholar ssrn substack wordpress",
    "branch": "bitbucket codeberg forgejo git gitea github sourcehut",
    "butterfly": "bluesky bsky",
    "camera": "500px flickr instagram pinterest pixelfed unsplash vsco",
    "card": "angellist indeed upwork viadeo wantedly wellfound xing",
    "chart": "datacamp drivendata kaggle observable tableau",
    "chat": "gitter kakaotalk kakao line matrix messenger reddit signal skype slack threema wechat zulip",
    "code": "atcoder codechef codeforces codepen codewars exercism hackerrank leetcode replit sourceforge topcoder",
    "cross": "twitter x",
    "facebook": "facebook fb",
    "flask": "figshare osf protocolsio publons researchgate scopus webofscience zenodo",
    "gamepad": "discord itch itchio steam steamcommunity",
    "globe": "homepage page personalpage portfolio site web webpage website",
    "linkedin": "linkedin",
    "mastodon": "fosstodon mastodon",
    "merge": "gitlab",
    "mortarboard": "googlescholar scholar",
    "music": "bandcamp lastfm soundcloud spotify",
    "orcid": "orcid",
    "package": "cpan cran crates cratesio docker dockerhub hackage npm npmjs packagist pypi rubygems",
    "palette": "artstation behance deviantart dribbble figma",
    "plane": "telegram",
    "smile": "hf huggingface",
    "stack": "mathoverflow stackexchange stackoverflow superuser",
    "video": "peertube tiktok twitch vimeo youtube",
    "whatsapp": "whatsapp",
}
"""Networks by drawing; in lower case, without what is neither a letter nor a digit."""
_ICON_OF = {network: icon for icon, networks in _NETWORKS.items() for network in networks.split()}
_HOST = re.compile(r"https?://([^/?#:]+)")


def icon_name(contact: Contact) -> str:
    """Return the name of the drawing in ICONS that goes before a contact.

    A profile's is told by the name of its network, or that name's first word, or the parts of its address's host.
    """
    if contact.kind != "profile":
        return _KINDS[contact.kind]
    host = _HOST.match(contact.url.lower())
    names = [contact.label, contact.label.split(" ")[0], *(host[1].split(".") if host else ())]
    folded = (re.sub(r"[\W_]", "", name.casefold()) for name in names)
    return next((_ICON_OF[name] for name in folded if name in _ICON_OF), _UNKNOWN)


def drawing(contact: Contact, colour: str) -> str:
    """Return the drawing that goes before a contact as SVG."""
    path = f"<path fill='{colour}' d='{ICONS[icon_name(contact)]}'/>"
    return f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>{path}</svg>"
