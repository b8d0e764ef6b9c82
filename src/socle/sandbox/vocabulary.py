"""The words in which the sandbox's pages say what the code knows by a value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from socle.rulebook import Obligation

OBLIGATIONS: Mapping[Obligation, str] = MappingProxyType(
    {
        Obligation.TELL_HOLDER: "Le titulaire du dossier en est averti.",
        Obligation.TELL_TREATING_PHYSICIAN: "Le médecin traitant en est averti.",
        Obligation.SHOW_BREAK_GLASS_BANNER: "Le bandeau du bris de glace reste affiché.",
        Obligation.WARN_MASKED: "Il faut signaler que le document est masqué.",
        Obligation.ASSOCIATE_MINOR: "Le mineur est associé à la décision.",
        Obligation.INVITE_TO_BRING_DOCUMENT: "La personne est invitée à apporter une pièce d’identité.",
        Obligation.TELL_RECIPIENTS: "Ceux qui ont reçu l’INS sont avertis de son retrait.",
    }
)
