"""What the public texts leave open, as settings that the report shows, each with the readings it stands between."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from socle.rulebook.declaring import choice

#: What the 5 % is measured on, and from when four months of instruction run.
MEASURES = ("numerator", "points")
FROM = ("filing", "opening")


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSettings:
    """Every reading chosen for the dossier and the 5 % control."""

    gap_percent: Decimal = choice(  # noqa: RUF009 - declares a field
        Decimal(5), "Écart au-delà duquel le contrôle se déclenche, en pour cent", "5 %, strictement dépassé", "SUN-052"
    )
    gap_measure: str = choice(
        "numerator",
        "Sur quoi l’écart de 5 % se mesure",
        "« numerator » : |déclaré − national| ÷ national, supposé ; « points » : différence des taux",
        "SUN-052",
    )
    instruction_from: str = choice(
        "filing",
        "D’où courent les quatre mois d’instruction",
        "« filing » : le dépôt du dossier (texte) ; « opening » : l’ouverture de la fenêtre (calendrier dessiné)",
        "SUN-033",
    )
    audit_last_day: date = choice(  # noqa: RUF009 - declares a field
        date(2021, 12, 31),
        "Dernier jour de l’audit de cybersécurité",
        "publié pour la première fenêtre ; supposé le même pour les suivantes",
        "SUN-037",
    )
    presentation_in_window: bool = choice(
        True,
        "La présentation en CME doit-elle précéder la fin de la mesure ?",
        "aucune date publiée : supposé oui",
        "SUN-010",
    )

    def told(self) -> list[dict[str, Any]]:
        """Each setting as a report shows it."""
        return [
            {
                "name": one.name,
                "value": getattr(self, one.name),
                "subject": one.metadata["subject"],
                "readings": one.metadata["readings"],
                "rules": list(one.metadata["rules"]),
            }
            for one in dataclasses.fields(self)
        ]
