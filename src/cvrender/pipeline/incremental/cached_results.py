"""What an engine made and what a proof found, kept for the next build that asks for the same.

A key holds all that the result depends on. What can be named only by where it is and when it was written, such as a
font, is; a new installation of anything is then a new key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cvrender.document.model import Document
from cvrender.pipeline.incremental import cache
from cvrender.record import Record
from cvrender.system.fingerprints import package, stamp
from cvrender.system.fonts import Face, system

if TYPE_CHECKING:
    from cvrender.verification.facts import Fact


class Proven(Record):
    """What a run tells of a proof; see `verification.findings.Proof`."""

    facts: int
    pages: int
    lost: bool = False


def pdf(
    name: str,
    engine: Any,
    bundle: dict[str, bytes],
    faces: Sequence[Face],
    warn: Callable[[str], None],
    pdf_standard: str,
    place: Path | None,
) -> bytes:
    """Return the PDF as the engine makes it, and say what it says; `place` is where PDFs are kept, None nowhere.

    Raises what the engine raises, of which nothing is kept.
    """
    state = engine.state() if place else ""
    if not state:
        made: bytes = engine.compile(bundle, faces, warn, pdf_standard)
        return made
    import json

    moment = os.environ.get("SOURCE_DATE_EPOCH", "")
    fonts = "".join(stamp(face.path) for face in faces) + system()
    files = [part for file in sorted(bundle) for part in (file, bundle[file])]
    key = cache.key("pdf", name, state, _code("engines"), pdf_standard, moment, fonts, *files)
    kept = _entry(cache.get(place, key))
    if kept is not None:
        told, made = kept
        for message in told:
            warn(message)
        return made
    complaints: list[str] = []

    def hear(message: str) -> None:
        complaints.append(message)
        warn(message)

    made = engine.compile(bundle, faces, hear, pdf_standard)
    cache.put(place, key, json.dumps(complaints).encode() + b"\n" + made)
    return made


def _entry(kept: bytes | None) -> tuple[list[str], bytes] | None:
    """What an engine said, and its PDF; None where what is kept is not that."""
    import json

    told, _, made = (kept or b"").partition(b"\n")
    try:
        said = json.loads(told)
    except (ValueError, RecursionError):
        return None
    if not made or not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        return None
    return said, made


def proof_parts(document: Document, facts: tuple[Fact, ...], lacking: frozenset[str]) -> tuple[str, ...]:
    """Return what all proofs of a document's outputs depend on beside the output; see verification.verifier.Holder."""
    wanted = repr((facts, document.foot, document.photo and document.photo.alt))
    return wanted, "".join(sorted(lacking)), _code("verification"), package("pypdfium2_raw")


def proof_key(content: bytes, kind: str, parts: tuple[str, ...]) -> str:
    """Return the key of the proof of an output of a kind in proof.KINDS, but for `json`."""
    return cache.key("proof", kind, content, *parts)


def proof(place: Path | None, key: str) -> Proven | None:
    """Return the proof that was kept under a key."""
    kept = cache.get(place, key)
    if kept is None:
        return None
    try:
        facts, pages = map(int, kept.split())
    except ValueError:  # someone else has put it there
        return None
    return Proven(facts, pages) if min(facts, pages) >= 0 else None


def keep_proof(place: Path | None, key: str, proven: Proven) -> None:
    """Keep a proof that found nothing: what one has to say names places, which are no part of its key."""
    cache.put(place, key, b"%d %d" % (proven.facts, proven.pages))


def _code(room: str) -> str:
    """What tells one state of cvrender's own code in a room from another."""
    package = Path(__file__).parents[2]
    version = (package / "__init__.py").read_text("utf-8")
    return version + "".join(stamp(path) for path in sorted((package / room).rglob("*.py")))
