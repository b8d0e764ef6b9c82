"""The documents that are changed: the official samples, and three of our own written from the annexes of the specification."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from lxml import etree

from tests.fuzzing.corpus import SAMPLES
from tests.mutations.recipes import CDA, NAMES

OWN = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Base:
    """One document: its name and its bytes."""

    name: str
    data: bytes

    @cached_property
    def tree(self) -> etree._ElementTree:
        return etree.ElementTree(
            etree.fromstring(self.data, etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True))
        )

    @cached_property
    def written(self) -> bytes:
        """The tree as it is written when nothing was changed."""
        return written(self.tree)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """`all`; `level1` or `structured`; `bio` or `nonbio`; `plain`: CDA is its only namespace without prefix."""
        document = clinical(self.tree)
        models = {found.get("root") for found in document.findall("c:templateId", NAMES)}
        level1 = document.find("c:component/c:nonXMLBody", NAMES) is not None
        found = {"all", "level1" if level1 else "structured", "bio" if "1.2.250.1.213.1.1.1.55" in models else "nonbio"}
        if self.data.count(b'xmlns="') == 1:
            found.add("plain")
        return frozenset(found)


def written(tree: etree._ElementTree) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def clinical(tree: etree._ElementTree) -> etree._Element:
    """The ClinicalDocument, wherever it stands."""
    return next(tree.iter(f"{{{CDA}}}ClinicalDocument"))


@cache
def every() -> tuple[Base, ...]:
    """Our own, then the official samples where they are at hand."""
    return tuple(
        Base(path.name, path.read_bytes())
        for path in (*sorted(OWN.glob("*.xml")), *sorted((SAMPLES / "cda").glob("*.xml")))
    )
