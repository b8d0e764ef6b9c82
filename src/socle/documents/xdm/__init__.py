"""XDM archives: CDA documents with their metadata in a ZIP file. Source: IHE ITI TF-2 3.32; spec/messaging.md 6."""

from socle.documents.xdm.leaflets import Sender
from socle.documents.xdm.members import Unopened
from socle.documents.xdm.reading import Archive, Held, Lot, unpack
from socle.documents.xdm.rules import LIMITS, METADATA, Limits, Member
from socle.documents.xdm.writing import Packed, Unpackable, entry_id, pack

__all__ = [
    "LIMITS",
    "METADATA",
    "Archive",
    "Held",
    "Limits",
    "Lot",
    "Member",
    "Packed",
    "Sender",
    "Unopened",
    "Unpackable",
    "entry_id",
    "pack",
    "unpack",
]
