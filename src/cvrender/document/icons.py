"""Drawings for contacts: paths and no text, so that nothing but the words beside them is read."""

from __future__ import annotations

from cvrender.document.model import Contact

ICONS: dict[str, str] = {
    "link": "M1 1 L15 1 L15 15 L1 15 Z",
}
"""Outlines to be filled (by the rule of nonzero winding), on a square of 16 by 16 whose y runs down; with the commands
M, L, C and Z and absolute coordinates alone, which every output can draw.
"""


def icon_name(contact: Contact) -> str:
    """Return the name of the drawing in ICONS that goes before a contact."""
    return "link" if contact else ""


def drawing(contact: Contact, colour: str) -> str:
    """Return the drawing that goes before a contact as SVG."""
    path = f"<path fill='{colour}' d='{ICONS[icon_name(contact)]}'/>"
    return f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>{path}</svg>"
