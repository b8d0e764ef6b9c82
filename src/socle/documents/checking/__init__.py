"""The full check of a CDA R2 document: everything wrong with it at once, each with its place and line.

Source: spec/cda.md; the official checks of the CI-SIS, told as tables.
"""

from __future__ import annotations

from datetime import datetime

from socle.documents import cda, times
from socle.documents.checking import body, verdicts
from socle.documents.checking.judgement import Judgement, Located
from socle.documents.checking.models import model
from socle.documents.checking.notes import Notes
from socle.documents.checking.profiles import DEFAULT, profiles, weigh
from socle.documents.checking.tables import HEADER
from socle.documents.checking.walk import walk
from socle.rulebook import Finding, Said, applies
from socle.rulebook.choices import Choices, current
from socle.wire.content import Content

__all__ = ["DEFAULT", "Judgement", "Located", "judge", "profiles"]


@applies("DOC-017")
def judge(
    data: bytes | Content,
    *,
    at: datetime,
    profile: str = DEFAULT,
    choices: Choices | None = None,
    writing: bool = False,
    pdf: bool | None = None,
) -> Judgement:
    """Judge a document at the instant `at` (aware), as `profile` weighs what is found.

    `writing`: the document is being made, so that codes no longer in force are refused. `pdf`: look into the PDF
    that level 1 wraps, which takes far longer than the rest; None: as the profile says. Raises `KeyError` for a profile
    that there is not; never for what the bytes say.
    """
    looks = profiles()[profile].pdf if pdf is None else pdf
    tree, refused = cda.parsed(data)
    if tree is None:
        return Judgement(None, tuple(map(_unreadable, refused)))
    notes = Notes(at.astimezone(times.PARIS).date(), choices or current(), writing)
    walk(notes, tree.root, model("ClinicalDocument", ((HEADER, ""),)))
    body.check(notes, tree.root)
    if looks:
        from socle.documents.checking import inside  # noqa: PLC0415 - what reads PDFs is slow to load

        inside.look(notes, tree.document)
    found = sorted(weigh(notes.found, profile), key=lambda one: one.line)
    return Judgement(tree, tuple(found))


def _unreadable(why: Finding) -> Located:
    """Why there is no document to read, and on which line."""
    line = why.place.rpartition("(l. ")[2].rstrip(")") if "(l. " in why.place else why.place.partition(":")[0]
    finding = verdicts.UNREADABLE.at(
        why.place, expected=why.expected, found=Said(why.sentence("fr"), why.sentence("en"))
    )
    return Located(finding, "/", int(line) if line.isdecimal() else 0, why.verdict.source)
