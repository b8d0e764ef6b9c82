"""What is stored of identities: the national ones and the files of structures."""

from socle.identity.models.batches import InsiBatch
from socle.identity.models.persons import Person, PersonIdentifier

__all__ = ["InsiBatch", "Person", "PersonIdentifier"]
