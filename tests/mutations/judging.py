"""What the checker says of a change, set against what the specification says must come of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TypeAlias

from lxml import etree

from socle.documents.checking import Located, judge
from socle.rulebook import Severity
from tests.mutations.bases import Base, clinical
from tests.mutations.drawing import Mutation
from tests.mutations.recipes import NAMES

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
#: Groups that are no number: the schema of CDA, the wrapped file, references to the text, what is no document.
SOURCES = {
    "X": r"spec/cda\.md (1(, 2, 9)?( to 9)? and 1[13]|13)\b(?!, rule)|narrative|attributes of type ID",
    "B": r"spec/cda\.md 8\b",
    "R": r"spec/cda\.md 9 \(level 2\)",
}
UNREADABLE = "cda.unreadable"
#: The schema and the data types hold everywhere beside the numbered groups: what they say first is right too.
ALWAYS = ("X", "33")
Key: TypeAlias = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Outcome:
    """One mutation judged: whether it is as the specification says, what was new, and what is wrong with it if anything."""

    mutation: Mutation
    new: tuple[Located, ...]
    wrong: str

    def line(self) -> str:
        said = (
            "; ".join(f"{one.severity.value} {one.id} {one.path} [{one.source}]" for one in self.new[:3])
            or "nothing new"
        )
        groups = " or ".join(self.mutation.recipe.groups) or "none: stays valid"
        return (
            f"{self.mutation.name}\n  {self.wrong}; groups {groups}; where {self.mutation.recipe.where}\n  said: {said}"
        )


def outcome(mutation: Mutation, data: bytes) -> Outcome:
    """Judge one changed document against its base."""
    new = tuple(_new(mutation.base, judge(data, at=AT).findings))
    errors = [one for one in new if one.severity is Severity.ERROR]
    recipe = mutation.recipe
    wrong = ""
    if not recipe.breaks and errors:
        wrong = "refused, though nothing forbids it"
    elif recipe.told and not any(_of(one, recipe.groups) for one in new):
        wrong = "not told"
    elif recipe.breaks and not errors:
        wrong = "not refused"
    elif recipe.breaks and not any(_of(one, (*recipe.groups, *ALWAYS)) and _near(mutation, one) for one in errors):
        wrong = "refused for something else"
    return Outcome(mutation, new, wrong)


@cache
def _before(base: Base) -> tuple[Counter[Key], frozenset[str]]:
    """What is found in a document that nobody changed, and where."""
    found = judge(base.written, at=AT).findings
    return Counter(map(_key, found)), frozenset(one.path for one in found)


def _key(one: Located) -> Key:
    """What a finding says and of which kind of place: a place among its like may have moved."""
    return one.id, one.severity.value, tuple(_steps(one.path))


def _new(base: Base, findings: tuple[Located, ...]):
    """What is found more often than before the change."""
    before, known = _before(base)
    left = before.copy()
    for one in sorted(findings, key=lambda one: one.path not in known):
        if left[_key(one)] > 0:
            left[_key(one)] -= 1
        else:
            yield one


def _of(one: Located, groups: tuple[str, ...]) -> bool:
    """Whether a finding is of one of these groups, by the source that it tells."""
    if "W" in groups:
        return one.id == UNREADABLE
    source = one.source or one.finding.verdict.source
    told = {number for found in re.findall(r"rules? ([\d, and]+)", source) for number in re.findall(r"\d+", found)}
    return any(
        group in told or (group == "*" and told) or (group in SOURCES and re.search(SOURCES[group], source))
        for group in groups
    )


def _steps(path: str) -> list[str]:
    return [re.sub(r"^.*:|\[.*$", "", step) for step in re.sub(r"\[[^\]]*\]", "", path).split("/") if step]


def _near(mutation: Mutation, one: Located) -> bool:
    """Whether a finding lies where the change was made: in the same part of the header, of the body."""
    if mutation.recipe.text is not None:
        return True
    root = clinical(mutation.base.tree)
    node = root.xpath(mutation.recipe.where, namespaces=NAMES)[mutation.place]
    place = [etree.QName(held).localname for held in (*reversed(list(node.iterancestors())), node)]
    place = place[place.index("ClinicalDocument") :]
    said = _steps(one.path)
    said = said[said.index("ClinicalDocument") :] if "ClinicalDocument" in said else ["ClinicalDocument", *said]
    wanted = min(len(place) - 1, 2 if place[1:2] != ["component"] else 4)
    return place[:wanted] == said[:wanted]
