"""Dossiers that tests change in one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from socle.programmes.sunes_dossier.facts import (
    Application,
    Dated,
    Establishment,
    Facts,
    Presentation,
    Proof,
)
from socle.programmes.sunes_dossier.settings import DossierSettings

SETTINGS = DossierSettings()
HOSPITAL = Establishment(
    name="CH d’Essai", finess_ej="990000010", kind="health", surgery=True, own_laboratory=True, own_imaging=True
)
SIX = {
    "identity-cell": Proof(reached=True, day=date(2021, 3, 1), document="cellule.pdf"),
    "rniv-questionnaire": Proof(reached=True, complete=True),
    "cyber-audit": Proof(reached=True, ordered=date(2021, 11, 15)),
    "dmp": Proof(reached=True),
    "mssante": Proof(reached=True),
    "sixth": Proof(reached=True, title="Tel que l’appel à financement l’énonce"),
}
PRESENTED = Presentation(day=date(2022, 9, 20), body="CME", functions=True, use_cases=True, minutes="pv.pdf")
#: An application to volet 1 in the second window whose whole way is done.
WHOLE = Application(
    volet=1,
    window="F2",
    domains=("D1", "D2"),
    channel="démarches-simplifiées",
    filed=Dated(date(2022, 4, 12), "depot.pdf"),
    selected=Dated(date(2022, 6, 30)),
    convention=Dated(date(2022, 7, 10)),
    measured=Dated(date(2022, 10, 31)),
    osis=Dated(date(2022, 11, 15)),
    controlled=Dated(date(2022, 12, 15)),
    authorised=Dated(date(2023, 1, 10)),
    paid=Dated(date(2023, 2, 1)),
    paid_through="PREPS",
)
#: An application to volet 2 in the third window, filed and no more.
MESSAGES = Application(volet=2, window="F3", domains=("D4",), filed=Dated(date(2022, 9, 15)))


def dossier(*applications, establishment=HOSPITAL, prerequisites=SIX, presentation=PRESENTED, history=None):
    return Facts(
        establishment=establishment,
        prerequisites=prerequisites,
        applications=applications or (WHOLE,),
        presentation=presentation,
        history=history,
    )


def without(name):
    """The six prerequisites but one, of which nothing is said."""
    return {id: proof for id, proof in SIX.items() if id != name}


def changed(name, **values):
    """The six prerequisites, one of them changed."""
    return SIX | {name: replace(SIX[name], **values)}
