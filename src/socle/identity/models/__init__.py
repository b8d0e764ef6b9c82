"""What is stored of identities: the national ones and the files of structures."""

from socle.identity.models.persons import Person, PersonIdentifier

__all__ = ["Person", "PersonIdentifier"]
