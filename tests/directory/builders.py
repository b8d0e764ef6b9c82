"""The cast of the worked dialogues as facts, and tokens that say what a test needs."""

from __future__ import annotations

from dataclasses import replace

from socle.clock import parse_instant
from socle.directory.facts import (
    ExerciseFacts,
    HolderFacts,
    HolderKind,
    ProfessionalFacts,
    SoftwareFacts,
    StructureFacts,
)
from socle.directory.kinds import StructureKind
from socle.rulebook.choices import Choices
from socle.wire.vihf.model import Mode, Software, Vihf
from socle.wire.xds.model import Code

NOW = parse_instant("2026-09-15T08:00:00Z")
#: The last second of 2022 and the first of 2023, in France.
LAST_OF_2022 = parse_instant("2022-12-31T22:59:59Z")
FIRST_OF_2023 = parse_instant("2022-12-31T23:00:00Z")

CHOICES = Choices()
PRODUCTION = replace(CHOICES, production=True)

HOSPITAL = StructureFacts(
    idnat="1990100018",
    name="CH DES TROIS PONTS",
    kind=StructureKind.PUBLIC_ESTABLISHMENT,
    sector="SA53",
    is_legal_entity=True,
)
MILL = StructureFacts(
    idnat="1990100109",
    name="CH DES TROIS PONTS - SITE DU MOULIN",
    kind=StructureKind.PUBLIC_ESTABLISHMENT,
    sector="SA01",
    legal_entity=HOSPITAL.idnat,
)
STATION = replace(MILL, idnat="1990100208", name="CH DES TROIS PONTS - SITE DE LA GARE")
LABORATORY_COMPANY = StructureFacts(
    idnat="1990200016", name="SOCIETE DU LABORATOIRE", kind=StructureKind.LABORATORY, is_legal_entity=True
)
LABORATORY = StructureFacts(
    idnat="1990200107", name="LABORATOIRE", kind=StructureKind.LABORATORY, legal_entity=LABORATORY_COMPANY.idnat
)
PRACTICE = StructureFacts(idnat="499880000015001", name="CABINET DU DR KERVELEC", kind=StructureKind.PRACTICE)

KERVELEC = ProfessionalFacts(
    idnat="899880000015",
    name="KERVELEC Nolwenn",
    profession="10",
    specialties=frozenset({"SM26"}),
    exercises=(ExerciseFacts(structure=PRACTICE.idnat),),
)
DAUMONT = ProfessionalFacts(
    idnat="899880000023",
    name="DAUMONT Elias",
    profession="10",
    specialties=frozenset({"SM59"}),
    exercises=(ExerciseFacts(structure=MILL.idnat, entity=HOSPITAL.idnat),),
)

LGC = SoftwareFacts(homologation="TEST-ONLY-LGC-0002", name="Cahier LGC", version="2026.1", api_version="2.5")
LGC_NAMED = Software("Cahier LGC", "2026.1", "TEST-ONLY-LGC-0002")
DPI_NAMED = Software("Atelier DPI", "4.2", "TEST-ONLY-DPI-0001")

PHYSICIAN = Code("10", "1.2.250.1.71.1.2.7")
GENERALIST = Code("SM26", "1.2.250.1.71.4.2.5")
EMERGENCY = Code("SM59", "1.2.250.1.71.4.2.5")
SECRETARY = Code("SECRETARIAT_MEDICAL", "1.2.250.1.213.1.1.4.6")
AUTOMATON = Code("AUTOMATE", "1.2.250.1.213.1.1.4.6")

DIRECT = Vihf(
    id="_direct",
    issue_instant=NOW,
    name_id=KERVELEC.idnat,
    mode=Mode.DIRECT,
    structure=PRACTICE.idnat,
    roles=(PHYSICIAN, GENERALIST),
    software=LGC_NAMED,
)
INDIRECT = Vihf(
    id="_indirect",
    issue_instant=NOW,
    name_id="3990100109/DIM0007",
    mode=Mode.INDIRECT,
    structure=MILL.idnat,
    roles=(AUTOMATON,),
    subject_id="Atelier DPI,4.2,Depot des documents",
    software=DPI_NAMED,
)
AIR = replace(
    INDIRECT,
    id="_air",
    mode=Mode.AIR,
    name_id=DAUMONT.idnat,
    roles=(PHYSICIAN, EMERGENCY),
    subject_id="DAUMONT Elias",
)


def card(person=KERVELEC.idnat, card_type="CPS", **more):
    return HolderFacts(kind=HolderKind.CARD, person=person, card_type=card_type, **{"is_test": True, **more})


def organisation(structure=HOSPITAL.idnat, **more):
    return HolderFacts(kind=HolderKind.ORGANISATION, structure=structure, **{"is_test": True, **more})


def ids(findings):
    """The ids of what a decision, or a list of findings, refuses."""
    found = getattr(findings, "findings", findings)
    return [finding.verdict.id for finding in found if finding.is_error]
