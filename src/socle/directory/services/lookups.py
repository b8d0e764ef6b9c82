"""What the directory knows of one identifier, as frozen facts; None when it does not know it.

Each asks the database anew: exchanges, which ask for the same again and again, go through `kept`.
"""

from socle.directory.store import employee, professional, professionals, software, structure, structures

__all__ = ["employee", "professional", "professionals", "software", "structure", "structures"]
