"""What the client refuses before it sends anything."""

from __future__ import annotations

from typing import Final

from socle.rulebook import verdict

UNPROCESSABLE: Final = {"http": {"status": "422"}}

NOBODY_ACTS = verdict(
    "client.nobody-acts",
    fr="Le document ne nomme aucun auteur qui puisse agir : ni professionnel, ni structure.",
    en="The document names no author who could act: no professional and no structure.",
    way_out="Nommez vous-même qui dépose le document (option --as).",
    source="spec/dmp.md 4.1 (check 6)",
    how_to_obtain="Déposez sans --as un document écrit par le patient.",
    codes=UNPROCESSABLE,
)
NO_PATIENT = verdict(
    "client.no-patient",
    fr="Le document ne porte pas d'INS : on ne sait pas dans quel dossier le déposer.",
    en="The document carries no INS: nobody can tell into which record it goes.",
    way_out="Récupérez l'INS du patient, inscrivez-la dans le document, puis déposez-le.",
    source="spec/cda.md 2; spec/dmp.md 4.2 (patientId)",
    how_to_obtain="Déposez un document dont le patient n'a qu'un numéro local.",
    codes=UNPROCESSABLE,
)
