"""What is stored of identities: the national ones, and the files of structures."""

from socle.identity.models.files import FileAct, FormerIns, IdentityFile, Recipient, Vigilance
from socle.identity.models.persons import Person, PersonIdentifier

__all__ = ["FileAct", "FormerIns", "IdentityFile", "Person", "PersonIdentifier", "Recipient", "Vigilance"]
