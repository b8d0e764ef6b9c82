"""A shape as the programmes have them, for the tests of files."""

from __future__ import annotations

from socle.programmes.files import Column, Kind, Shape

STAYS = Shape(
    "stays",
    (
        Column("stay", required=True, also=("N° séjour", "numéro de séjour", "n° dossier")),
        Column("discharged", Kind.DATE, required=True, also=("date de sortie", "sortie")),
        Column("activity", also=("champ",), values={"MCO": "MCO", "médecine": "MCO", "psychiatrie": "PSY"}),
        Column("sent", Kind.INSTANT, also=("envoyé le",)),
        Column("amount", Kind.DECIMAL, also=("montant",)),
        Column("size", Kind.INTEGER, also=("taille",)),
        Column("died", Kind.FLAG, also=("décédé",)),
    ),
)
