"""What the directory knows of one identifier, as frozen facts; None when it does not know it.

Who is registered here is answered first, then whoever the imported extracts tell. Each asks the database anew:
exchanges, which ask for the same again and again, go through `kept`.
"""

from socle.directory import store
from socle.directory.annuaire import acting
from socle.directory.facts import ProfessionalFacts, StructureFacts
from socle.directory.store import employee, professionals, software, structures

__all__ = ["employee", "professional", "professionals", "software", "structure", "structures"]


def professional(idnat: str) -> ProfessionalFacts | None:
    """The professional of this IdNat_PS, registered here or told by an extract, with every place of exercise."""
    return store.professional(idnat) or acting.professional(idnat)


def structure(idnat: str) -> StructureFacts | None:
    """The structure of this IdNat_Struct, registered here or told by an extract, ended ones included."""
    return store.structure(idnat) or acting.structure(idnat)
