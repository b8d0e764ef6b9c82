"""Local identities for tests: Camille at every status, what INSi says of her, a document that agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from socle.identity import oids
from socle.identity.facts import LocalFacts, Seen
from socle.identity.insi_answer import InsFound, InsiTraits, Retrieval
from socle.identity.traits import Traits
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import CX

CHOICES = Choices()
DAY = date(2026, 9, 15)
TYPED = Traits(
    birth_name="BOISJOLY",
    given_names="",
    first_given_name="CAMILLE",
    sex="F",
    birth_date=date(1984, 5, 17),
    birth_place="35238",
    used_name="TAMARIN",
)
TOLD = InsiTraits(
    birth_name="BOISJOLY",
    given_names="CAMILLE ODETTE",
    given_name="CAMILLE",
    sex="F",
    birth_date=date(1984, 5, 17),
    birth_place="35238",
)
FULL = replace(TYPED, given_names="CAMILLE ODETTE")
INS = CX.of("284053523899177", oids.NIR_TEST, "NH")
OTHER_INS = CX.of("284053523899280", oids.NIR_TEST, "NH")
ONE = Retrieval(code="00", label="OK", active=InsFound.of(INS.id, INS.authority), traits=TOLD)
OTHER = replace(ONE, active=InsFound.of(OTHER_INS.id, OTHER_INS.authority))
NONE, SEVERAL, STRANGE = Retrieval(code="01"), Retrieval(code="02"), Retrieval(code="42")
PASSPORT = Seen(paper="PA")

PROV = LocalFacts(traits=TYPED)
RECUP = replace(PROV, traits=FULL, ins=INS, insi_answered=True)
VALI = replace(PROV, document_checked=True, paper="PA")
QUAL = replace(RECUP, document_checked=True, paper="PA")
SENT = replace(QUAL, sent=True)
DOUBTFUL = replace(PROV, doubtful=True)
FICTIVE = replace(PROV, fictive=True)
MERGED = replace(PROV, merged=True)
BY_STATUS = {"PROV": PROV, "RECUP": RECUP, "VALI": VALI, "QUAL": QUAL}


def ids(decision) -> list[str]:
    return [finding.verdict.id for finding in decision.findings]
