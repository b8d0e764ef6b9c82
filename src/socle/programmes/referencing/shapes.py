"""The files of a referencing: the matrix of requirements (REM), the proofs, the clients of an order."""

from __future__ import annotations

from typing import Final

from socle.programmes.files import Column, Kind, Shape

GENERAL: Final = "general"
CONDITIONAL: Final = "conditional"
PRECONISATION: Final = "preconisation"

MATRIX: Final = Shape(
    "matrix",
    (
        Column(
            "requirement",
            required=True,
            also=("exigence", "id exigence", "identifiant", "code exigence", "n° exigence"),
        ),
        Column(
            "kind",
            required=True,
            also=("type", "nature", "profil", "statut"),
            values={
                "general": GENERAL,
                "générale": GENERAL,
                "exigence générale": GENERAL,
                "profil général": GENERAL,
                "obligatoire": GENERAL,
                "exigence": GENERAL,
                "mandatory": GENERAL,
                "conditional": CONDITIONAL,
                "conditionnelle": CONDITIONAL,
                "exigence conditionnelle": CONDITIONAL,
                "preconisation": PRECONISATION,
                "préconisation": PRECONISATION,
                "recommandation": PRECONISATION,
            },
        ),
        Column("condition", also=("applicable si", "when", "profil conditionnel")),
        Column("title", also=("intitulé", "libellé", "énoncé", "description")),
        Column("scenario", also=("scénario", "scénario de conformité", "id scénario", "scénarios")),
        Column("dsr", also=("référentiel",)),
    ),
)

PROOFS: Final = Shape(
    "proofs",
    (
        Column(
            "requirement",
            required=True,
            also=("exigence", "id exigence", "identifiant", "code exigence", "n° exigence"),
        ),
        Column("proof", also=("preuve", "fichier", "pièce", "nom du fichier")),
        Column(
            "state",
            also=("état", "statut", "résultat"),
            values={
                "accepted": "accepted",
                "acceptée": "accepted",
                "accepté": "accepted",
                "validée": "accepted",
                "validé": "accepted",
                "conforme": "accepted",
                "ok": "accepted",
                "refused": "refused",
                "refusée": "refused",
                "refusé": "refused",
                "rejetée": "refused",
                "rejeté": "refused",
                "non conforme": "refused",
                "ko": "refused",
                "filed": "filed",
                "déposée": "filed",
                "déposé": "filed",
                "en cours": "filed",
                "en attente": "filed",
                "en instruction": "filed",
            },
        ),
        Column("filed", Kind.DATE, also=("date", "déposée le", "date de dépôt")),
    ),
)

CLIENTS: Final = Shape(
    "clients",
    (
        Column("client", required=True, also=("finess", "finess géographique", "finess et", "esms")),
        Column("acceptance", Kind.DATE, also=("va", "date va", "va signée le")),
        Column("documents", Kind.INTEGER, also=("documents dmp", "documents envoyés au dmp")),
        Column("messages", Kind.INTEGER, also=("messages mss", "messages mssanté")),
        Column("citizen_messages", Kind.INTEGER, also=("messages citoyens", "mss citoyenne")),
        Column("active", also=("taux de dossiers actifs", "dossiers actifs", "en.1")),
        Column("project", also=("taux avec projet personnalisé", "projets personnalisés", "en.2")),
        Column("event", also=("taux avec événement", "événements", "en.3")),
    ),
)
