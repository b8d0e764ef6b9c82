"""Ready names: what is usually built, with the type and the defaults each one writes down.

Every other type of JDV_J07 is built by its code. Source: JDV_J07; DOC-001 to DOC-005 (levels SUN-ES counts), DOC-015.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from socle.documents.building.values import Code
from socle.rulebook.citation import rule

#: Rules that say at which level a document counts, by its type.
LEVELS = {
    "11490-0": (1, rule("DOC-001")),
    "57833-6": (1, rule("DOC-002")),
    "34874-8": (1, rule("DOC-003")),
    "11502-2": (3, rule("DOC-004")),
    "18748-4": (1, rule("DOC-005")),
}
LABORATORY = "11502-2"
#: The one document that needs no Data Matrix (INS-016).
DISCHARGE_PRESCRIPTION = "discharge-prescription"
#: Documents of the medico-social sector for the DMP.
MEDICO_SOCIAL = {name: rule("DOC-015") for name in ("personalised-project", "dlu")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a ready name stands for; empty defaults must be told."""

    name: str
    type: str
    title: str
    practice_setting: str = ""
    facility_type: str = ""
    encounter: str = ""


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            name="discharge-letter",
            type="11490-0",
            title="Lettre de liaison à la sortie",
            practice_setting="ETABLISSEMENT",
            encounter="IMP",
        ),
        Kind(
            name=DISCHARGE_PRESCRIPTION,
            type="57833-6",
            title="Ordonnance de sortie",
            practice_setting="ETABLISSEMENT",
            encounter="IMP",
        ),
        Kind(
            name="operative-report",
            type="34874-8",
            title="Compte rendu opératoire",
            practice_setting="ETABLISSEMENT",
            encounter="IMP",
        ),
        Kind(name="imaging-report", type="18748-4", title="Compte rendu d'imagerie médicale"),
        Kind(name="personalised-project", type="80788-3", title="Projet personnalisé", practice_setting="ESSMS"),
        Kind(name="dlu", type="74207-2", title="Document de liaison d'urgence", practice_setting="ESSMS"),
        Kind(name="vsm", type="SYNTH", title="Volet de synthèse médicale", practice_setting="AMBULATOIRE"),
        Kind(name="vaccination-note", type="87273-9", title="Note de vaccination", practice_setting="AMBULATOIRE"),
        Kind(
            name="laboratory-report",
            type=LABORATORY,
            title="Compte rendu d'examens biologiques",
            practice_setting="AMBULATOIRE",
            facility_type="SA25",
            encounter="AMB",
        ),
    )
}


def example(name: str) -> str:
    """The description shipped as a model of this ready name, TOML. Raises `KeyError` for a name that is none."""
    kind = KINDS[name]
    return files(__package__).joinpath(f"examples/{kind.name}.toml").read_text("utf-8")


def default(text: str) -> Code | None:
    """A code by default, None for none."""
    return Code(code=text) if text else None
