"""The files of an ESMS: what their columns are called here, and under which headers they are met."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from socle.programmes.files import Column, Kind, Shape
from socle.programmes.files.values import FLAGS

#: The words of yes and no, where an empty cell is neither: `told` reads what they become.
_YES_NO: Final = MappingProxyType({word: "yes" if held else "no" for word, held in FLAGS.items()})

_FINESS_EG: Final = (
    "finess géographique",
    "finess et",
    "numéro finess",
    "n° finess",
    "nofinesset",
    "finess",
    "finess geo",
)
_FINESS_EJ: Final = ("finess juridique", "finess entité juridique", "nofinessej")

#: A field of the programme under the words met in files.
_FIELDS: Final = {
    "PA": "PA",
    "personnes âgées": "PA",
    "EHPAD": "PA",
    "PH": "PH",
    "personnes handicapées": "PH",
    "handicap": "PH",
    "DOM": "DOM",
    "domicile": "DOM",
    "AAD": "DOM",
    "PDE": "PDE",
    "protection de l'enfance": "PDE",
    "PDS": "PDS",
    "personnes en difficultés spécifiques": "PDS",
    "AHI": "AHI",
    "accueil hébergement insertion": "AHI",
    "PJM": "PJM",
    "protection juridique des majeurs": "PJM",
    "USLD": "USLD",
}

PERSONS: Final = Shape(
    "persons",
    (
        Column(
            "person",
            required=True,
            also=(
                "personne",
                "usager",
                "n° usager",
                "numéro usager",
                "identifiant usager",
                "id usager",
                "résident",
                "n° dossier",
            ),
        ),
        Column("finess_eg", Kind.FINESS, also=_FINESS_EG),
        Column("finess_ej", Kind.FINESS, also=_FINESS_EJ),
        Column("supported_from", Kind.DATE, also=("date entrée", "entrée", "date d'admission", "début accompagnement")),
        Column("supported_until", Kind.DATE, also=("date sortie", "sortie", "fin accompagnement", "date de fin")),
        Column(
            "activated",
            Kind.DATE,
            also=(
                "date activation",
                "date activation dossier",
                "dossier activé le",
                "activation du dossier",
                "activé le",
            ),
        ),
        Column("active", Kind.FLAG, also=("dossier actif", "actif", "dossier activé")),
        Column(
            "project", Kind.DATE, also=("projet personnalisé", "date projet", "date projet personnalisé", "date du pp")
        ),
        Column(
            "event",
            Kind.DATE,
            also=("dernier événement", "date dernier événement", "dernier événement le", "événement", "date événement"),
        ),
        Column("identity_known", also=("identité connue",), values=_YES_NO),
        Column("anonymous", Kind.FLAG, also=("anonyme", "accueil anonyme", "anonymat")),
        Column("identity_document", also=("pièce d'identité", "pièce identité", "document d'identité"), values=_YES_NO),
        Column("ins_status", also=("statut ins", "statut identité", "statut de l'identité", "ins")),
        Column("documents_fed", Kind.INTEGER, also=("documents dmp", "documents envoyés au dmp", "nb documents dmp")),
        Column("projects_fed", Kind.INTEGER, also=("80788-3", "projets personnalisés dmp", "projets envoyés au dmp")),
        Column("liaison_fed", Kind.INTEGER, also=("74207-2", "dlu dmp", "dlu envoyés au dmp")),
    ),
)

MESSAGES: Final = Shape(
    "messages",
    (
        Column("sender", also=("bal émettrice", "émetteur", "expéditeur", "de")),
        Column("recipient", Kind.ADDRESSES, required=True, also=("bal destinatrice", "destinataire", "à")),
        Column("sent", Kind.INSTANT, also=("date", "date envoi", "date d'envoi", "envoyé le", "date et heure")),
        Column("finess_eg", Kind.FINESS, also=_FINESS_EG),
        Column("ins_qualified", Kind.FLAG, also=("ins qualifiée", "usager ins qualifiée")),
    ),
)

MAILBOXES: Final = Shape(
    "mailboxes",
    (
        Column("mailbox", required=True, also=("bal", "adresse bal", "adresse", "boîte aux lettres")),
        Column("finess_eg", Kind.FINESS, required=True, also=_FINESS_EG),
    ),
)

GRAPPES: Final = Shape(
    "grappes",
    (
        Column("finess_eg", Kind.FINESS, required=True, also=_FINESS_EG),
        Column("grappe", also=("projet", "groupement", "code grappe", "nom grappe")),
        Column("finess_ej", Kind.FINESS, also=_FINESS_EJ),
        Column("field", also=("secteur", "champ", "domaine"), values=_FIELDS),
        Column("category", also=("catégorie", "catégorie finess", "categagretab")),
        Column("sons_eligible", also=("éligible sons",), values=_YES_NO),
        Column("convention", Kind.DATE, also=("date convention", "convention ars")),
        Column("funding", Kind.DECIMAL, also=("subvention", "montant", "montant subvention")),
        Column("hours", Kind.INTEGER, also=("heures", "heures totales")),
        Column("eligible_hours", Kind.INTEGER, also=("heures éligibles",)),
    ),
)

PROJECTS: Final = Shape(
    "projects",
    (
        Column("project", required=True, also=("projet", "grappe", "code projet")),
        Column("finess_eg", Kind.FINESS, also=_FINESS_EG),
        Column("finess_ej", Kind.FINESS, also=_FINESS_EJ),
        Column("field", required=True, also=("secteur", "champ", "domaine"), values=_FIELDS),
        Column("category", also=("catégorie", "catégorie finess", "categagretab")),
        Column(
            "object",
            required=True,
            also=("objet", "nature", "nature du projet"),
            values={
                "acquisition": "acquisition",
                "achat": "acquisition",
                "renouvellement": "renewal",
                "renewal": "renewal",
                "mise en conformité": "compliance",
                "conformité": "compliance",
                "montée de version": "compliance",
                "compliance": "compliance",
                "hébergement": "other",
                "maintenance": "other",
                "matériel": "other",
                "autre": "other",
                "other": "other",
            },
        ),
        Column("applied", Kind.DATE, also=("date candidature", "candidature", "déposé le")),
        Column("convention", Kind.DATE, also=("date convention", "convention ars")),
        Column(
            "phase",
            also=("phase d'amorçage", "temps"),
            values={"temps 1": "1", "temps 2": "2", "1": "1", "2": "2", "T1": "1", "T2": "2"},
        ),
        Column("in_grappe", also=("en grappe", "grappe constituée"), values=_YES_NO),
        Column("form", also=("formulaire", "formulaire du collectif", "formulaire collectif si ms"), values=_YES_NO),
        Column("referenced", also=("logiciel référencé", "référencé", "référencé ségur"), values=_YES_NO),
        Column("targets_accepted", also=("cibles acceptées", "engagement sur les cibles"), values=_YES_NO),
        Column("dmp_funded", also=("aide dmp", "2500", "convention assurance maladie"), values=_YES_NO),
        Column("scopes", also=("périmètre", "périmètres")),
        Column("equipment", Kind.DECIMAL, also=("équipement", "montant équipement")),
        Column("hours", Kind.INTEGER, also=("heures", "heures totales")),
        Column("eligible_hours", Kind.INTEGER, also=("heures éligibles",)),
    ),
)

SONS_FUNDED: Final = Shape("sons_funded", (Column("finess_eg", Kind.FINESS, required=True, also=_FINESS_EG),))


def told(word: object) -> bool | None:
    """What a cell of yes or no says; None for an empty one."""
    return {"yes": True, "no": False}.get(str(word or ""))
