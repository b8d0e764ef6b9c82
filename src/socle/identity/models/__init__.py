"""What is stored of identities: the national ones, the files of structures, and batches of verifications."""

from socle.identity.models.batches import InsiBatch
from socle.identity.models.files import FileAct, FormerIns, IdentityFile, Recipient, Vigilance
from socle.identity.models.persons import Person, PersonIdentifier

__all__ = ["FileAct", "FormerIns", "IdentityFile", "InsiBatch", "Person", "PersonIdentifier", "Recipient", "Vigilance"]
