"""Who acts: professionals, structures, their links; what proves it: cards, certificates, software; what is public."""

from socle.directory.models.annuaire import Common, Detail, Edition, Entry, Term
from socle.directory.models.cards import Agreement, IssuedCertificate, Mandate, Order
from socle.directory.models.connect import (
    Attempt,
    Authenticator,
    ConnectClient,
    ConnectSession,
    ContactPoint,
    Disturbance,
    Push,
)
from socle.directory.models.enrolment import (
    CivilStatus,
    Delegation,
    Enrolment,
    EnrolmentFile,
    Manager,
    NumberRange,
    RegistrationBody,
)
from socle.directory.models.material import Card, RevokedCertificate, SoftwareRelease, TokenUse, Version
from socle.directory.models.people import Employee, Exercise, Professional, Structure

__all__ = [
    "Agreement",
    "Attempt",
    "Authenticator",
    "Card",
    "CivilStatus",
    "Common",
    "ConnectClient",
    "ConnectSession",
    "ContactPoint",
    "Delegation",
    "Detail",
    "Disturbance",
    "Edition",
    "Employee",
    "Enrolment",
    "EnrolmentFile",
    "Entry",
    "Exercise",
    "IssuedCertificate",
    "Manager",
    "Mandate",
    "NumberRange",
    "Order",
    "Professional",
    "Push",
    "RegistrationBody",
    "RevokedCertificate",
    "SoftwareRelease",
    "Structure",
    "Term",
    "TokenUse",
    "Version",
]
