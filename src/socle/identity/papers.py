"""The documents that validate an identity: a dated list, in which no software chooses by default.

Source: identity_documents.csv (value set of HL7 France, RNIV 3.3.2 and 3.3.3; EXI ID 19, EXI SI 10, EXI SI 23). The
exceptions of 3.3.3 hold since January 2024 (sante-ara.fr, changes of the RNIV for the medico-social sector).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

#: First day of the exceptions for minors and for direct admissions of elderly people.
EXCEPTIONS = date(2024, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One kind of document. `minors`: of a minor alone; `adults`: of an adult; `parent`: beside a parent's own."""

    code: str
    label: str
    hint: str = ""
    high_confidence: bool = True
    minors: bool = False
    adults: bool = False
    parent: bool = False
    since: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since is None or self.since <= day


_ALL = (
    Paper(
        code="CN",
        label="Carte nationale d’identité",
        hint="Union européenne, Islande, Liechtenstein, Norvège, Suisse, Vatican, Monaco, Saint-Marin, Andorre",
    ),
    Paper(code="PA", label="Passeport", hint="de tout pays"),
    Paper(code="CS", label="Titre ou carte de séjour", hint="délivré par la France"),
    Paper(code="eCN", label="Carte d’identité électronique (France Identité)"),
    Paper(code="IN", label="Identité numérique La Poste"),
    Paper(code="AV", label="Appli carte Vitale"),
    Paper(code="CIMS", label="Carte d’identité militaire multiservices"),
    Paper(
        code="CC",
        label="Document de circulation pour étranger mineur",
        hint="avec photographie",
        high_confidence=False,
        minors=True,
        since=EXCEPTIONS,
    ),
    Paper(
        code="AN",
        label="Extrait d’acte de naissance",
        hint="d’un mineur, avec la pièce d’un parent (ou d’un tuteur, avec la décision de justice)",
        high_confidence=False,
        minors=True,
        parent=True,
        since=EXCEPTIONS,
    ),
    Paper(
        code="LE",
        label="Livret de famille",
        hint="d’un mineur, avec la pièce d’un parent (ou d’un tuteur, avec la décision de justice)",
        high_confidence=False,
        minors=True,
        parent=True,
        since=EXCEPTIONS,
    ),
    Paper(
        code="LECV",
        label="Livret de famille et carte Vitale avec photographie",
        hint="d’un adulte qui ne peut avoir d’autre pièce, admis directement en EHPAD",
        high_confidence=False,
        adults=True,
        since=EXCEPTIONS,
    ),
    Paper(
        code="ANCV",
        label="Acte de naissance et carte Vitale avec photographie",
        hint="d’un adulte qui ne peut avoir d’autre pièce, admis directement en EHPAD",
        high_confidence=False,
        adults=True,
        since=EXCEPTIONS,
    ),
)
PAPERS: Mapping[str, Paper] = MappingProxyType({paper.code: paper for paper in _ALL})

#: What people show and which never validates: told by name, so that the refusal is understood.
NEVER: Mapping[str, str] = MappingProxyType(
    {
        "VITALE": "Carte Vitale seule",
        "PERMIS": "Permis de conduire",
        "COPIE": "Copie ou photographie d’une pièce",
        "ORAL": "Déclaration orale",
    }
)


def label(code: str) -> str:
    """The French name of a kind of document, of the list or not; the code itself for one that nobody knows."""
    paper = PAPERS.get(code)
    return paper.label if paper is not None else NEVER.get(code, code)
