"""The files a region has, column by column, with the headers under which they come.

Source: MSS-041 for the operators' file, whose published headers are not known; header of the public MSSanté extract;
spec/programmes.md 5.2, 5.3 and 9. Headers are compared without accents, case, spaces and punctuation.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from socle.programmes.files import Column, Kind, Shape

_FINESS: Final = ("finess", "n finess", "numero finess", "finess geographique", "finess et", "nofinesset", "finess eg")
_DEPARTMENT: Final = ("departement", "code departement", "dept", "dep", "department")

#: Nothing of what a message says, nor a person's name, has a column here.
OPERATORS: Final = Shape(
    "operators",
    (
        Column(
            "sender",
            required=True,
            also=(
                "emetteur",
                "bal emettrice",
                "expediteur",
                "adresse emettrice",
                "boite emettrice",
                "from",
                "mail from",
            ),
        ),
        Column(
            "recipient",
            Kind.ADDRESSES,
            required=True,
            also=("destinataire", "bal destinatrice", "bal destinataire", "adresse destinatrice", "to", "rcpt to"),
        ),
        Column(
            "at",
            Kind.INSTANT,
            required=True,
            also=(
                "date et heure",
                "date heure",
                "date envoi",
                "heure et date",
                "horodatage",
                "sent",
                "timestamp",
                "date",
            ),
        ),
        Column(
            "size",
            Kind.INTEGER,
            also=("taille", "taille en octets", "taille octets", "octets", "bytes", "size in bytes"),
        ),
        Column("operator", also=("operateur", "nom operateur", "operateur mssante")),
    ),
)

MAILBOXES: Final = Shape(
    "mailboxes",
    (
        Column(
            "mailbox", required=True, also=("adresse bal", "adresse", "bal", "address", "boite aux lettres", "mail")
        ),
        Column("structure", also=("identification structure", "identifiant structure", "of", *_FINESS)),
        Column("department", also=_DEPARTMENT),
        Column("kind", also=("type de bal", "type bal", "type")),
    ),
)

#: Sectors as words of ours; any other is told as it stands.
SECTORS: Final = MappingProxyType(
    {
        "es": "es",
        "etablissement de sante": "es",
        "sanitaire": "es",
        "hopital": "es",
        "esms": "esms",
        "essms": "esms",
        "medico-social": "esms",
        "social et medico-social": "esms",
        "ville": "city",
        "liberal": "city",
    }
)

STRUCTURES: Final = Shape(
    "structures",
    (
        Column("finess", Kind.FINESS, required=True, also=("finess pmsi", "n finess pmsi", "structure", *_FINESS)),
        Column("finess_ej", Kind.FINESS, also=("finess juridique", "nofinessej", "finess entite juridique", "ej")),
        Column("name", also=("raison sociale", "nom", "etablissement", "libelle", "rs", "nom etablissement")),
        Column("sector", also=("secteur", "champ")),
        Column("category", also=("categorie", "statut juridique", "statut", "categorie juridique", "type structure")),
        Column("department", also=_DEPARTMENT),
        Column("region", also=("code region", "nom region")),
        Column("combined_activity", Kind.DECIMAL, also=("activite combinee", "activite")),
        Column("ose", Kind.FLAG, also=("operateur de services essentiels",)),
        Column("sunes_applied", Kind.FLAG, also=("candidat sun es", "candidature sun es", "candidature ars")),
        Column("sunes_complete", Kind.FLAG, also=("dossier complet", "dossier sun es complet", "dossier complet ans")),
        Column("continuity_exercise", Kind.DATE, also=("exercice de continuite", "date exercice", "exercice pca")),
        Column("esms_applied", Kind.FLAG, also=("candidat esms numerique", "candidature esms numerique")),
        Column(
            "esms_able", Kind.FLAG, also=("en mesure d enregistrer", "peut enregistrer rpps", "pouvant faire du rpps")
        ),
        Column("esms_registered", Kind.FLAG, also=("ayant un rpps", "enregistre rpps", "present rpps")),
    ),
)

#: What a line of counts may count.
MEASURES: Final = MappingProxyType(
    {
        "documents": "documents",
        "documents dmp": "documents",
        "dmp": "documents",
        "alimentations": "documents",
        "appels insi": "insi_calls",
        "insi": "insi_calls",
        "insi_calls": "insi_calls",
        "authentifications psc": "psc_authentications",
        "pro sante connect": "psc_authentications",
        "psc": "psc_authentications",
        "psc_authentications": "psc_authentications",
        "commandes": "orders",
        "orders": "orders",
        "installations": "installations",
        "va": "installations",
        "consultations": "consultations",
        "consultations avec document": "consultations_with_document",
        "consultations_with_document": "consultations_with_document",
        "esms en mesure": "esms_able",
        "esms_able": "esms_able",
        "esms enregistres": "esms_registered",
        "esms_registered": "esms_registered",
    }
)

COUNTS: Final = Shape(
    "counts",
    (
        Column("month", required=True, also=("mois", "periode", "date")),
        Column("measure", required=True, also=("mesure", "indicateur", "compteur", "quoi"), values=MEASURES),
        Column("value", Kind.INTEGER, required=True, also=("valeur", "nombre", "volume", "total", "count")),
        Column("structure", also=("finess pmsi", "raison sociale finess", *_FINESS)),
        Column("department", also=_DEPARTMENT),
        Column("type_code", also=("type de document", "typecode", "type document", "type")),
    ),
)

CERTIFICATES: Final = Shape(
    "certificates",
    (
        Column("finess_ej", Kind.FINESS, also=("finess juridique", "ej", "nofinessej")),
        Column("finess_eg", Kind.FINESS, also=("eg", *_FINESS)),
        Column("name", also=("raison sociale", "nom", "etablissement", "titulaire")),
        Column("region", also=("code region", "nom region")),
        Column("certificate_type", also=("type de certificat", "type certificat", "type", "certificat")),
        Column("serial", also=("numero de serie", "n de serie", "serie", "serial number")),
        Column(
            "not_after", Kind.DATE, also=("expire le", "date d expiration", "expiration", "fin de validite", "echeance")
        ),
    ),
)

#: A code such as 28 is a region's and a department's: the column says which.
POPULATION: Final = Shape(
    "population",
    (
        Column("region", also=("code region", "region code", "nom region")),
        Column("department", also=_DEPARTMENT),
        Column("population", Kind.INTEGER, required=True, also=("population municipale", "habitants", "pmun")),
    ),
)

TOTALS: Final = Shape(
    "totals",
    totals_are_rows=True,
    columns=(
        Column("window", also=("fenetre",)),  # one table alone needs neither of these two
        Column("section", also=("rubrique", "tableau", "partie")),
        Column("line", required=True, also=("ligne", "categorie", "libelle", "domaine")),
        Column("count", Kind.INTEGER, also=("nombre", "etablissements", "effectif", "nb")),
        Column("amount", Kind.DECIMAL, also=("montant", "euros", "montant euros", "montant en euros")),
    ),
)

#: The columns of the sheet that a region keeps for 6PO (REG-013).
ACTIONS: Final = Shape(
    "actions",
    (
        Column("region", required=True, also=("code region",)),
        Column("plan", required=True, also=("feuille de route", "plan d action")),
        Column("programme", also=("program",)),
        Column("action", also=("intitule", "titre", "action menee")),
        Column("weather", also=("meteo",)),
        Column("description", also=("precisions", "elements", "commentaire", "elements pertinents")),
        Column("began", Kind.DATE, also=("debut", "date de debut", "engagee le", "date")),
        Column("indicator", also=("indicateur", "code indicateur")),
    ),
)

OBJECTIVES: Final = Shape(
    "objectives",
    (
        Column("indicator", required=True, also=("indicateur", "code indicateur", "code")),
        Column("value", also=("valeur", "objectif", "cible")),
        Column(
            "updated", Kind.DATE, required=True, also=("mis a jour le", "mise a jour", "date de mise a jour", "date")
        ),
    ),
)

PANEL: Final = Shape(
    "panel",
    (
        Column("finess", Kind.FINESS, required=True, also=("structure", *_FINESS)),
        Column("name", also=("nom", "raison sociale", "etablissement")),
        Column("status", also=("statut", "statut juridique", "categorie")),
        Column("activity", also=("activite", "champ", "discipline")),
        Column("maturity", also=("maturite", "niveau de maturite")),
        Column("pilot", Kind.FLAG, also=("pilote", "retenu")),
    ),
)

#: A physician is a local number: neither a name nor an RPPS number is asked for.
PHYSICIANS: Final = Shape(
    "physicians",
    (
        Column("physician", required=True, also=("medecin", "numero local", "n local")),
        Column("department", also=_DEPARTMENT),
        Column("consultations", Kind.INTEGER, required=True, also=("nombre de consultations", "actes")),
        Column("with_document", Kind.INTEGER, required=True, also=("consultations avec document", "avec document")),
        Column("first_part_met", Kind.FLAG, also=("volet 1 atteint", "volet 1", "socle atteint")),
    ),
)
