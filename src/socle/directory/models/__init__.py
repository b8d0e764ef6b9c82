"""Who acts: professionals, structures and their links; what proves it: cards, certificates, software."""

from socle.directory.models.material import Card, RevokedCertificate, SoftwareRelease, TokenUse, Version
from socle.directory.models.people import Employee, Exercise, Professional, Structure

__all__ = [
    "Card",
    "Employee",
    "Exercise",
    "Professional",
    "RevokedCertificate",
    "SoftwareRelease",
    "Structure",
    "TokenUse",
    "Version",
]
