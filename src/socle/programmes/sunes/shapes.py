"""What each file of an establishment holds, for SUN-ES: columns, the headers they go by, the words met in them.

Only local numbers are read: no name, no birth date, no INS. Source: spec/programmes.md 1.4 and 9.
"""

from __future__ import annotations

from socle.programmes import document_types
from socle.programmes.files import Column, Kind, Shape

#: What a line of the stays file is. Only `sejour` is a stay; dialysis sessions are pooled into stays (SUN-046).
STAY_KINDS = {
    "sejour": "sejour",
    "séjour": "sejour",
    "hospitalisation": "sejour",
    "hospitalisation complète": "sejour",
    "HC": "sejour",
    "HDJ": "sejour",
    "hospitalisation de jour": "sejour",
    "ambulatoire": "sejour",
    "chirurgie ambulatoire": "sejour",
    "seance_dialyse": "seance_dialyse",
    "séance de dialyse": "seance_dialyse",
    "dialyse": "seance_dialyse",
    "seance": "seance",
    "séance": "seance",
    "chimiothérapie": "seance",
    "séance de chimiothérapie": "seance",
    "radiothérapie": "seance",
    "séance de radiothérapie": "seance",
    "ambulatoire_psy": "ambulatoire_psy",
    "ambulatoire psychiatrie": "ambulatoire_psy",
    "psychiatrie ambulatoire": "ambulatoire_psy",
    "temps partiel psychiatrie": "ambulatoire_psy",
    "CMP": "ambulatoire_psy",
    "CATTP": "ambulatoire_psy",
    "consultation": "consultation",
    "consultation externe": "consultation",
    "ACE": "consultation",
    "urgences": "urgences",
    "passage aux urgences": "urgences",
    "SAU": "urgences",
}

FEED_STATUSES = {
    "accepted": "accepted",
    "accepté": "accepted",
    "acceptée": "accepted",
    "succès": "accepted",
    "success": "accepted",
    "OK": "accepted",
    "réussi": "accepted",
    "alimenté": "accepted",
    "rejected": "rejected",
    "rejeté": "rejected",
    "rejetée": "rejected",
    "refusé": "rejected",
    "échec": "rejected",
    "failure": "rejected",
    "erreur": "rejected",
    "KO": "rejected",
    "deleted": "deleted",
    "supprimé": "deleted",
    "supprimée": "deleted",
    "dépublié": "deleted",
    "replaced": "replaced",
    "remplacé": "replaced",
    "remplacée": "replaced",
}

SEND_STATUSES = {
    "accepted": "accepted",
    "accepté": "accepted",
    "sent": "accepted",
    "envoyé": "accepted",
    "envoyée": "accepted",
    "délivré": "accepted",
    "delivered": "accepted",
    "remis": "accepted",
    "lu": "accepted",
    "OK": "accepted",
    "succès": "accepted",
    "success": "accepted",
    "rejected": "rejected",
    "rejeté": "rejected",
    "refusé": "rejected",
    "échec": "rejected",
    "non remis": "rejected",
    "erreur": "rejected",
    "KO": "rejected",
}

LEVELS = {
    "N1": "N1",
    "1": "N1",
    "niveau 1": "N1",
    "CDA N1": "N1",
    "CDA R2 N1": "N1",
    "CDA_N1": "N1",
    "N2": "N2",
    "2": "N2",
    "niveau 2": "N2",
    "N3": "N3",
    "3": "N3",
    "niveau 3": "N3",
    "CDA N3": "N3",
    "CDA R2 N3": "N3",
    "CDA_N3": "N3",
}

_FINESS_EJ = Column(
    "finess_ej",
    Kind.FINESS,
    also=("FINESS juridique", "FINESS EJ", "N° FINESS juridique", "EJ", "entité juridique", "legal_finess"),
)
_FINESS_EG = Column(
    "finess_eg",
    Kind.FINESS,
    also=("FINESS géographique", "FINESS EG", "FINESS ET", "N° FINESS géographique", "EG", "site", "FINESS"),
)
_TYPE_HEADINGS = (
    "typeCode", "type", "code type", "type de document", "code LOINC", "LOINC", "type document", "document type",
    "LOINC code",
)  # fmt: skip
_STAY_NAMES = (
    "N° séjour",
    "numéro de séjour",
    "numéro séjour",
    "id séjour",
    "identifiant séjour",
    "séjour",
    "NDA",
    "IEP",
    "N° dossier",
    "numéro de dossier",
    "numéro administratif",
    "venue",
    "stay_id",
    "encounter",
)
_INS_QUALIFIED = Column(
    "ins_qualified",
    Kind.FLAG,
    also=("INS qualifiée", "INS qualifié", "identité qualifiée", "qualifiée", "ins qualified", "INS_OK"),
)

STAYS = Shape(
    "stays",
    (
        Column("stay", required=True, also=_STAY_NAMES),
        _FINESS_EJ,
        _FINESS_EG,
        Column("admitted", Kind.DATE, also=("date d'entrée", "date entrée", "entrée", "admission", "date d'admission")),
        # Needed as a column (sources.py); a stay that is not over has none yet.
        Column(
            "discharged",
            Kind.DATE,
            also=("date de sortie", "date sortie", "sortie", "fin de séjour", "discharge date", "date de fin"),
        ),
        Column("activity", also=("activité", "champ", "champ PMSI", "discipline")),
        Column(
            "kind",
            also=("type", "type de séjour", "type séjour", "nature", "type de venue", "mode de prise en charge"),
            values=STAY_KINDS,
        ),
        Column("session_date", Kind.DATE, also=("date de séance", "date séance", "séance")),
        Column("patient", also=("IPP", "patient local", "numéro patient", "N° patient", "id patient")),
        Column("surgery", Kind.FLAG, also=("chirurgie", "acte chirurgical", "chirurgical", "séjour chirurgical")),
        Column("ins_status", also=("statut INS", "statut identité", "statut de l'identité")),
        Column("died", Kind.FLAG, also=("décès", "décédé", "deceased", "mort")),
        Column("newborn", Kind.FLAG, also=("nouveau-né", "nouveau né", "NN")),
        Column("anonymous", Kind.FLAG, also=("anonyme", "sous X", "séjour anonyme")),
        Column("detainee", Kind.FLAG, also=("détenu", "personne détenue")),
        Column("opposition", Kind.FLAG, also=("opposition DMP", "opposition à l'alimentation", "refus DMP")),
    ),
)

FEEDS = Shape(
    "feeds",
    (
        Column(
            "document",
            required=True,
            also=("uniqueId", "unique id", "identifiant document", "id document", "document id", "OID document"),
        ),
        Column("stay", also=_STAY_NAMES),
        Column(
            "report",
            also=(
                "N° compte rendu",
                "numéro de compte rendu",
                "compte rendu",
                "CR",
                "id CR",
                "N° demande",
                "N° examen",
            ),
        ),
        Column(
            "type_code",
            required=True,
            also=_TYPE_HEADINGS,
            values=document_types.names(),
            shaped=document_types.LOINC,
            said=document_types.SAID,
        ),
        Column("level", also=("niveau", "niveau CDA", "niveau de structuration"), values=LEVELS),
        _INS_QUALIFIED,
        Column("status", also=("statut", "état", "résultat", "retour DMP", "statut envoi"), values=FEED_STATUSES),
        Column("sent", Kind.INSTANT, also=("date d'envoi", "date envoi", "envoyé le", "horodatage", "date")),
        Column("replaces", also=("remplace", "document remplacé", "id document remplacé")),
        Column("connector", also=("connecteur", "version connecteur", "API", "version DMP")),
        _FINESS_EG,
        _FINESS_EJ,
    ),
)

#: The log of feeds where it tells nothing but the local numbers of documents, the rest being known elsewhere.
NUMBERS = Shape("numbers", tuple(one for one in FEEDS.columns if one.name in {"document", "stay", "report"}))

MESSAGES = Shape(
    "messages",
    (
        Column("message", required=True, also=("Message-ID", "id message", "identifiant message", "message id")),
        Column("stay", also=_STAY_NAMES),
        Column("sent", Kind.INSTANT, also=("date d'envoi", "date envoi", "envoyé le", "horodatage", "date")),
        Column(
            "recipient",
            Kind.ADDRESSES,
            required=True,
            also=("destinataire", "adresse destinataire", "BAL destinataire", "boîte aux lettres", "to", "à"),
        ),
        Column("format", also=("format", "pièce jointe", "type de pièce jointe", "attachment")),
        _INS_QUALIFIED,
        Column("status", also=("statut", "état", "résultat", "statut envoi"), values=SEND_STATUSES),
        _FINESS_EJ,
    ),
)

CORRESPONDENTS = Shape(
    "correspondents",
    (
        Column(
            "correspondent",
            required=True,
            also=("correspondant", "id correspondant", "RPPS", "identifiant", "N° correspondant"),
        ),
        Column(
            "mailbox",
            Kind.ADDRESSES,
            also=("boîte aux lettres", "BAL", "adresse MSSanté", "adresse MSS", "MSSanté", "adresse"),
        ),
        _FINESS_EJ,
    ),
)


def _reports(name: str, *produced: str) -> Shape:
    return Shape(
        name,
        (
            Column(
                "report",
                required=True,
                also=(
                    "N° compte rendu",
                    "numéro de compte rendu",
                    "compte rendu",
                    "CR",
                    "id CR",
                    "N° demande",
                    *produced,
                ),
            ),
            Column(
                "produced",
                Kind.DATE,
                required=True,
                also=("date", "date du compte rendu", "date de validation", "date CR", "produit le"),
            ),
            Column("own", Kind.FLAG, also=("propre", "interne", "réalisé sur place", "laboratoire propre")),
            Column("complete", Kind.FLAG, also=("complet", "définitif", "final", "compte rendu complet")),
            # A laboratory names its own specialities here: other words are kept as they are, and told.
            Column(
                "type_code",
                also=_TYPE_HEADINGS,
                values=document_types.names(),
                shaped=document_types.LOINC,
                open=True,
                said=document_types.SAID,
            ),
            _FINESS_EJ,
        ),
    )


LAB = _reports("lab", "N° de dossier laboratoire")
IMAGING = _reports("imaging", "N° examen", "accession number")

_DOMAINS = {
    "D1": "D1",
    "documents de sortie": "D1",
    "D2": "D2",
    "biologie": "D2",
    "D3": "D3",
    "imagerie": "D3",
    "D4": "D4",
    "MSS": "D4",
    "messagerie": "D4",
}

#: What each domain is worth to a structure, given by the user: no public table exists (spec/programmes.md 1.5).
AMOUNTS = Shape(
    "amounts",
    (
        Column("finess", Kind.FINESS, required=True, also=("FINESS", "finess_ej", "FINESS juridique", "FINESS EJ")),
        Column("domain", required=True, also=("domaine",), values=_DOMAINS),
        Column("amount", Kind.DECIMAL, required=True, also=("montant", "forfait", "forfait TTC", "euros")),
    ),
)

#: What `compute` reads, by the name of each file.
SHAPES = {shape.name: shape for shape in (STAYS, FEEDS, MESSAGES, CORRESPONDENTS, LAB, IMAGING)}
